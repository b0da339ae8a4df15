"""The demo's learning: courses with quizzes, who took them and when, certifications that end or were renewed, a library."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from enablement.models import Attempt, Course, Question
from enablement.services.attempt import start_attempt, submit_attempt
from enablement.services.certification import save_certification
from enablement.services.course import publish_course, save_course, save_lesson
from enablement.services.learning import begin_course, complete_lesson, take_again
from enablement.services.quiz import save_question, set_quiz
from enablement.tasks import keep_awards
from prm.accounts.models import Membership
from prm.demo.world import DemoWorld
from prm.lib.actor import Actor
from prm.outbox.services import drain
from programs.models import Partnership

# (title, summary, types, lessons, asks a quiz)
COURSES: dict[str, tuple[tuple[str, str, list[str], tuple[str, ...], bool], ...]] = {
    "acme": (
        ("Foundations: gateways and Edge Manager", "What we make, for whom, and how to size a first project.", [],
         ("What the product line is for", "Sizing a project", "From survey to offer"), True),
        ("Commissioning Vision Line 2", "Mounting, lighting, teaching and acceptance, with a checklist for the site.",
         ["resale", "technology", "oem"], ("Before you travel", "Mounting and lighting", "Teaching and acceptance"), True),
        ("Selling to water utilities", "Budgets, tenders and the people who decide.", ["resale", "referral"],
         ("How utilities buy", "Three questions to ask first"), False),
        ("Cold chain monitoring", "In preparation.", ["resale"], ("Why it matters",), False),
    ),
    "globex": (
        ("Shield foundations", "Endpoint protection from licensing to first alarm.", [],
         ("What Shield sees", "Licensing", "The first week at a customer"), True),
        ("Managed detection for partners", "Who watches what, and when we call the customer.", ["resale"],
         ("Roles", "The night call"), True),
        ("Identity Hub", "In preparation.", ["resale", "technology"], ("Why identity comes first",), False),
    ),
}  # fmt: skip
CERTIFICATIONS = {
    "acme": ("Certified Acme Seller", "Vision Line Specialist"),
    "globex": ("Shield Professional", "MDR Associate"),
}
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"kind": "single", "text": "What is agreed with the customer before an offer is written?",
     "options": [("The scope and who decides", True), ("The discount", False), ("The delivery date alone", False)],
     "explanation": "Without a named decider an offer has no reader."},
    {"kind": "single", "text": "When is a deal registered?",
     "options": [("Once customer, project and products are known", True), ("After the order", False),
                 ("As soon as a name is heard", False)]},
    {"kind": "multiple", "text": "Which of these belong to a site survey?",
     "options": [("Power and network", True), ("Ambient conditions", True), ("The price list", False)]},
    {"kind": "numeric", "text": "How many spare units does the checklist ask for on a site with twenty devices?", "number": 2,
     "explanation": "One for each ten, rounded up."},
    {"kind": "short", "text": "What is the document called that both sides sign at the end of commissioning?",
     "accepted": ["acceptance protocol", "protocol of acceptance", "acceptance"]},
    {"kind": "single", "text": "Whom do you call first when a device stays silent?",
     "options": [("Support, with its serial number", True), ("Your channel manager", False), ("Nobody", False)]},
)  # fmt: skip
RULES = {"draws": 4, "pass_mark": 75, "attempts_allowed": 3, "cooldown_hours": 24, "minutes": 30, "feedback": "explain"}
TEXT = (
    "A good project starts with a question, not with a product. Ask what stops when this machine stops, who is called at night"
    " and what the last hour of standstill cost.\n\n- Write the answers down in the words of the customer.\n- Name the person"
    " who decides and the day on which they do.\n- Leave with one next step that has a date.\n"
)
HANDS_ON = ("resale", "distribution", "technology")
# Partnerships whose people have not passed their course, by number: they are stuck in onboarding or about to finish it.
WAITING = (10, 21, 32, 33, 42)


def seed(world: DemoWorld) -> None:
    with world.scope():
        courses = make_courses(world)
        ships = {row.pk: row for row in Partnership.objects.exclude(contracted_at=None).select_related("partner")}
    plan: list[tuple[datetime, int, Membership, Course, str]] = []
    for ship in world.shelf["ships"]:
        if (row := ships.get(ship.partnership.pk)) and ship.kind in HANDS_ON:
            plan += plan_learning(world, ship.number, row, courses)
    months = [(moment, -1) for moment in world.months()]
    for moment, _order in [*months, (world.now, -1)]:
        due = sorted((entry for entry in plan if entry[0] < moment), key=lambda entry: entry[:2])
        plan = [entry for entry in plan if entry[0] >= moment]
        for at, _number, member, course, how in due:
            with world.scope():
                learn(world, member, course, how, at)
        drain(world.vendor.pk)
        keep_awards.run_now(vendor_id=world.vendor.pk, at=(moment - timedelta(minutes=1)).isoformat())


def make_courses(world: DemoWorld) -> list[Course]:
    """Published with their questions and certifications; the last one is still a draft."""
    author, at = world.by_role("program_manager"), world.start
    courses = []
    for title, summary, types, lessons, has_quiz in COURSES[world.spec.slug]:
        course = save_course(None, title=title, summary=summary, types=types, actor=author, at=at)
        for number, lesson in enumerate(lessons):
            content = {"title": lesson, "kind": "page", "body": f"## {lesson}\n\n{TEXT}", "minutes": 6 + 3 * number}
            save_lesson(course, None, content=content, actor=author, at=at)
        if has_quiz:
            quiz = set_quiz(course, rules=RULES, actor=author, at=at)
            for question in QUESTIONS:
                options = [{"text": text, "is_right": right} for text, right in question.get("options", ())]
                save_question(quiz, None, content={**question, "options": options}, actor=author, at=at)
        if summary != "In preparation.":
            course = publish_course(course, actor=author, at=at)
            courses.append(course)
    for course, name in zip(courses, CERTIFICATIONS[world.spec.slug], strict=False):
        save_certification(
            None, name=name, summary=course.summary, validity_months=12, courses=[course], actor=author, at=at
        )
    return courses


def plan_learning(
    world: DemoWorld, number: int, partnership: Partnership, courses: list[Course]
) -> list[tuple[datetime, int, Membership, Course, str]]:
    """One person passes the foundation course while onboarding; others follow, some renew, some stop half-way."""
    people, chance = world.people[partnership.partner_id], world.chance
    ready = (partnership.contracted_at or world.now) + timedelta(days=chance.randint(12, 24))
    if number in WAITING:
        return [(ready, number, people[0], courses[0], "begins")]
    plan = [(ready, number, people[-1], courses[0], "passes" if number % 6 else "fails first")]
    if number % 5 != 3:
        # A year later it is renewed by most and forgotten by some.
        plan.append((ready + timedelta(days=chance.randint(300, 350)), number, people[-1], courses[0], "renews"))
    for place, member in enumerate(people[:-1]):
        if number < 3 or chance.random() < 0.5:
            later = ready + timedelta(days=40 + 30 * place + chance.randint(0, 60))
            plan.append((later, number, member, courses[0], "passes"))
    if number % 3 == 0:
        how = "passes" if number % 2 else "fails first"
        plan.append((ready + timedelta(days=chance.randint(90, 140)), number, people[-1], courses[1], how))
    if number % 4 == 1:
        plan.append((world.ago(chance.randint(3, 30)), number, people[0], courses[-1], "begins"))
    return plan


def learn(world: DemoWorld, member: Membership, course: Course, how: str, at: datetime) -> None:
    actor, at = member.actor(), world.at_work(at)
    if how == "renews":
        take_again(course, actor=actor, at=at)
    else:
        begin_course(course, actor=actor, at=at)
    lessons = list(course.lessons.order_by("position"))
    for number, lesson in enumerate(lessons[:1] if how == "begins" else lessons, start=1):
        complete_lesson(lesson, actor=actor, at=at + timedelta(minutes=12 * number))
    if how == "begins" or not course.quizzes.exists():
        return
    sat = at + timedelta(hours=1)
    if how == "fails first":
        sit(course, actor, sat, right=False)
        sat += timedelta(hours=26)
    if sat < world.now:
        sit(course, actor, sat, right=True)


def sit(course: Course, actor: Actor, at: datetime, *, right: bool) -> Attempt:
    attempt = start_attempt(course, actor=actor, at=at)
    keys = Question.objects.in_bulk([question["id"] for question in attempt.questions])
    answers = {str(key): answer_to(question, right) for key, question in keys.items()}
    return submit_attempt(attempt, answers, actor=actor, at=at + timedelta(minutes=14))


def answer_to(question: Question, right: bool) -> Any:
    """The answer of somebody who knows, or of somebody who guesses."""
    if question.kind == "numeric":
        return str(question.number) if right else "7"
    if question.kind == "short":
        return question.accepted[0] if right else "a contract"
    options: list[Mapping[str, Any]] = question.options
    chosen = [option["id"] for option in options if option["is_right"] == right]
    return chosen if question.kind == "multiple" else chosen[0]
