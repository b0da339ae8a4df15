import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from enablement.models import Course, Lesson, Question, Quiz
from tests.enablement.conftest import RULES, make_course

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CHOICE = {"kind": "single", "text": "Which port?", "option1": "443", "right1": "on", "option2": "80"}


def page(name, **kwargs):
    return reverse(f"workspace:enablement:{name}", kwargs={"vendor": "acme", **kwargs})


def all_of(world, model):
    with world.scope("acme"):
        return list(model.objects.all())


def test_a_course_is_written_from_nothing_and_published(world):
    client = world.client("petra")
    made = client.post(page("course-create"), {"title": "Basics", "summary": "First steps", "types": ["resale"]})
    (course,) = all_of(world, Course)
    assert (made.status_code, made.url) == (302, page("course-detail", ref=course.ref))
    assert "There is no lesson yet." in client.get(made.url).content.decode()
    lesson = {"title": "Unpack", "kind": "page", "body": "**Slowly.**", "minutes": "7"}
    assert client.post(page("lesson-create", ref=course.ref), lesson).status_code == 302
    assert client.post(page("quiz-edit", ref=course.ref), {**RULES, "draws": "1"}).status_code == 302
    assert "the pool has 0" in client.get(made.url).content.decode()
    assert client.post(page("question-create", ref=course.ref), CHOICE).status_code == 302
    text = client.get(made.url).content.decode()
    assert ("Unpack" in text, "Which port?" in text, "cannot be published" in text) == (True, True, False)
    assert client.post(page("course-publish", ref=course.ref)).status_code == 302
    (course,) = all_of(world, Course)
    assert (course.status, course.types) == ("published", ["resale"])
    assert client.post(page("course-publish", ref=course.ref)).status_code == 409


def test_an_unfinished_course_is_not_published(world):
    client = world.client("petra")
    client.post(page("course-create"), {"title": "Empty", "summary": ""})
    (course,) = all_of(world, Course)
    refused = client.post(page("course-publish", ref=course.ref))
    assert refused.status_code == 409
    assert "There is no lesson yet." in refused.content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [({"kind": "page", "body": ""}, "body"), ({"kind": "link", "link": ""}, "link"), ({"minutes": "0"}, "minutes")],
)
def test_a_lesson_without_what_it_shows_is_refused_at_its_field(world, draft, change, field):
    data = {"title": "L", "kind": "page", "body": "x", "minutes": "5", **change}
    answer = world.client("petra").post(page("lesson-create", ref=draft.ref), data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert len(all_of(world, Lesson)) == 2


def test_a_lesson_may_be_a_file_that_every_partner_opens(world, course):
    data = {"title": "Wiring", "kind": "file", "minutes": "5", "upload": SimpleUploadedFile("wiring.pdf", PDF)}
    assert world.client("petra").post(page("lesson-create", ref=course.ref), data).status_code == 302
    with world.scope("acme"):
        lesson = Lesson.objects.get(title="Wiring")
        ref = lesson.file.ref
    text = world.client("carl").get(
        reverse("portal:enablement:lesson-detail", kwargs={"vendor": "acme", "ref": lesson.ref})
    )
    where = reverse("portal:files:download", kwargs={"vendor": "acme", "ref": ref})
    assert where in text.content.decode()
    assert world.client("carl").get(where).status_code == 200


def test_a_file_that_is_not_what_it_says_is_refused(world, draft):
    upload = SimpleUploadedFile("wiring.pdf", b"MZ\x90\x00 not a document at all")
    data = {"title": "Wiring", "kind": "file", "minutes": "5", "upload": upload}
    assert world.client("petra").post(page("lesson-create", ref=draft.ref), data).status_code == 400
    assert len(all_of(world, Lesson)) == 2


def test_lessons_change_places_and_words(world, draft):
    client = world.client("petra")
    with world.scope("acme"):
        first, second = draft.lessons.all()
    client.post(page("lesson-move", ref=second.ref), {"to": "up"})
    data = {"title": "Unpack with care", "kind": "page", "body": "Slowly", "minutes": "9"}
    client.post(page("lesson-edit", ref=first.ref), data)
    with world.scope("acme"):
        assert list(draft.lessons.values_list("title", "minutes")) == [("Connect", 5), ("Unpack with care", 9)]
    client.post(page("lesson-remove", ref=second.ref))
    assert [lesson.title for lesson in all_of(world, Lesson)] == ["Unpack with care"]


def test_a_changed_question_is_another_one(world, draft):
    client = world.client("petra")
    with world.scope("acme"):
        old = Question.objects.get(kind="single")
    where = page("question-edit", ref=old.ref)
    shown = client.get(where).context["form"].initial
    assert (shown["option1"], shown["right1"], shown["right2"]) == ("443", True, False)
    assert client.post(where, CHOICE).status_code == 302
    with world.scope("acme"):
        assert Question.objects.get(pk=old.pk).retired_at is not None
        assert Question.objects.filter(text="Which port?", retired_at=None).count() == 1
    assert client.get(where).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {**CHOICE, "option2": ""},
        {**CHOICE, "right2": "on"},
        {"kind": "numeric", "text": "How many?"},
        {"kind": "short", "text": "Its name?", "accepted": " \n "},
    ],
)
def test_a_question_nobody_can_answer_is_refused(world, draft, data):
    before = len(all_of(world, Question))
    answer = world.client("petra").post(page("question-create", ref=draft.ref), data)
    assert answer.status_code == 400
    assert len(all_of(world, Question)) == before


def test_a_course_without_a_quiz_takes_no_question(world):
    course = make_course(world, rules=None)
    assert world.client("petra").post(page("question-create", ref=course.ref), CHOICE).status_code == 404
    assert all_of(world, Quiz) == []


@pytest.mark.parametrize("name", ["course-edit", "lesson-create", "quiz-edit", "question-create", "course-publish"])
def test_only_authors_write(world, draft, name):
    assert world.client("sam").post(page(name, ref=draft.ref)).status_code == 403
    assert all_of(world, Course)[0].status == "draft"


def test_the_list_of_courses_counts_lessons_and_learners(world, course):
    text = world.client("vera").get(page("course-list")).content.decode()
    assert ("Edge basics" in text, "Published" in text) == (True, True)
