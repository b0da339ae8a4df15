"""Nina's learning at Northwind: a course with a quiz, an attempt under way, one award; Bob's award to revoke."""

from enablement.files import LESSON_FILE
from enablement.models import Award
from enablement.services.attempt import start_attempt
from enablement.services.certification import award, save_certification
from enablement.services.course import publish_course, save_lesson
from prm.files.services import store
from tests.enablement.conftest import make_course, study


def prepare(world):
    course = make_course(world, title="Course of Acme")
    alice, at = world.actor("alice"), world.now
    with world.scope("acme"):
        file = store(
            b"%PDF-1.4\n%%EOF\n", name="wiring.pdf", actor=alice, at=at, kind=LESSON_FILE, visibility="partners"
        )
        content = {"title": "Wiring of Acme", "kind": "file", "file": file, "minutes": 5}
        lesson = save_lesson(course, None, content=content, actor=alice, at=at)
        publish_course(course, actor=alice, at=at)
        certification = save_certification(
            None, name="Associate of Acme", summary="", validity_months=12, courses=[course], actor=alice, at=at
        )
        mine = award(certification, world.bob, actor=world.system(), at=at)
        question = course.quizzes.get().questions.first()
    study(world, course, "bob")
    with world.scope("bob"):
        attempt = start_attempt(course, actor=world.actor("bob"), at=at)
    with world.scope("acme"):
        enrolment = attempt.enrolment
        world.things |= {
            "course": course, "lesson": lesson, "certification": certification, "question": question,
            "award": Award.objects.get(pk=mine.pk), "attempt": attempt, "enrolment": enrolment,
        }  # fmt: skip


def of(name):
    return lambda w: {"ref": w.things[name].ref}


COURSE = [
    "course-detail", "course-edit", "course-publish", "course-retire", "course-assign", "lesson-create", "quiz-edit",
    "question-create",
]  # fmt: skip
W, P, A = "workspace:enablement:", "portal:enablement:", "api:enablement:"
SAMPLES = {
    **{W + name: of("course") for name in COURSE},
    **{W + f"lesson-{verb}": of("lesson") for verb in ("detail", "edit", "move", "remove")},
    **{W + f"question-{verb}": of("question") for verb in ("edit", "retire")},
    **{W + f"certification-{verb}": of("certification") for verb in ("detail", "edit")},
    **{W + f"award-{verb}": of("award") for verb in ("revoke", "file")},
    W + "partner-panel": lambda w: {"ref": w.northwind.ref},
    **{P + name: of("course") for name in ("course-detail", "course-again", "quiz-start")},
    **{P + f"lesson-{verb}": of("lesson") for verb in ("detail", "done")},
    P + "attempt-detail": of("attempt"),
    P + "certificate-file": of("award"),
    A + "course-detail": of("course"),
    A + "enrolment-detail": lambda w: {"id": w.things["enrolment"].pk},
    A + "award-detail": of("award"),
    A + "award-revoke": of("award"),
    "public:enablement:verify": lambda w: {"code": w.things["award"].code},
}
# Courses are every partner's of the vendor.
SHARED = {P + name for name in ("course-detail", "course-again", "quiz-start", "lesson-detail", "lesson-done")}
SHARED |= {A + "course-detail"}
