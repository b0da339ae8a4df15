import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from prm.forms.builder import answers_in_words, build_form
from prm.forms.models import FormVersion
from prm.forms.queries import questions_for, questions_of_version
from prm.forms.questions import Condition, Question, check_questions, questions_of
from prm.forms.registry import FORM_KINDS, form_kind
from prm.forms.services import (
    add_question,
    change_question,
    discard_draft,
    keep_files,
    move_question,
    publish_form,
    remove_question,
    start_definition,
)  # fmt: skip
from prm.lib.errors import Forbidden, Invalid, NotFound, Refused
from tests.support.hostile_files import PDF

REFER = Question("refers", "yes_no", "Do you refer customers?", is_required=True)
HOW = Question(
    "how", "choice", "How?", is_required=True, choices=(("mail", "By mail"), ("call", "By call")),
    show_if=Condition("refers", ("yes",)),
)  # fmt: skip
MANY = (
    REFER,
    HOW,
    Question("volume", "money", "Volume", currency="USD"),
    Question("people", "number", "People"),
    Question("since", "date", "Since"),
    Question("regions", "multi_choice", "Regions", choices=(("n", "North"), ("s", "South"))),
    Question("country", "country", "Country"),
    Question("site", "url", "Site"),
    Question("paper", "file", "Paper"),
)


@pytest.fixture
def kind():
    found = form_kind("test.form", title="Test", questions=[REFER])
    yield found.key
    FORM_KINDS.pop(found.key)


def data(**values):
    found = QueryDict(mutable=True)
    for name, value in values.items():
        found.setlist(name, value if isinstance(value, list) else [value])
    return found


def test_a_form_gives_its_answers_as_json_and_in_words():
    sent = data(
        refers="yes", how="mail", volume="1200.50", people="3", since="2026-03-17", regions=["n", "s"], country="DE",
        site="northwind.example",
    )  # fmt: skip
    form = build_form(MANY, sent, {})
    assert form.is_valid(), form.errors
    assert form.answers == {
        "refers": True, "how": "mail", "volume": {"amount": "1200.50", "currency": "USD"}, "people": "3",
        "since": "2026-03-17", "regions": ["n", "s"], "country": "DE", "site": "https://northwind.example",
    }  # fmt: skip
    assert answers_in_words(MANY, form.answers) == [
        ("Do you refer customers?", "Yes"), ("How?", "By mail"), ("Volume", "USD 1,200.50"), ("People", "3"),
        ("Since", "17 Mar 2026"), ("Regions", "North, South"), ("Country", "Germany"),
        ("Site", "https://northwind.example"),
    ]  # fmt: skip


def test_what_is_not_asked_is_neither_required_nor_kept():
    form = build_form(MANY, data(refers="no", how="nonsense"), {})
    assert form.is_valid(), form.errors
    assert form.answers == {"refers": False}


def test_what_is_asked_is_required():
    form = build_form(MANY, data(refers="yes"), {})
    assert not form.is_valid()
    assert list(form.errors) == ["how"]


def test_an_answer_to_a_question_not_asked_decides_nothing():
    last = Question("when", "text", "When?", is_required=True, show_if=Condition("how", ("call",)))
    assert build_form((REFER, HOW, last), data(refers="no", how="call"), {}).is_valid()


def test_questions_survive_json():
    assert questions_of([question.as_json() for question in MANY]) == MANY


def test_earlier_answers_fill_the_form_again():
    answers = build_form(MANY, data(refers="no", volume="5", since="2026-03-17"), {})
    assert answers.is_valid()
    again = build_form(MANY, answers=answers.answers)
    assert 'value="no" required id="id_refers_1" checked' in str(again["refers"])
    assert 'value="5"' in str(again["volume"])


@pytest.mark.parametrize(
    "questions",
    [
        [REFER, REFER],
        [HOW],
        [Question("Bad Key", "text", "x")],
        [Question("x", "poem", "x")],
        [Question("x", "text", " ")],
        [Question("x", "choice", "x", choices=(("a", "A"),))],
        [Question("x", "choice", "x", choices=(("a", "A"), ("b", "B"), ("a", "C")))],
        [Question("x", "text", "x"), Question("y", "text", "y", show_if=Condition("x", ("1",)))],
        [REFER, Question("y", "text", "y", show_if=Condition("refers", ("perhaps",)))],
    ],
)
def test_what_cannot_be_asked_is_refused(questions):
    with pytest.raises(Invalid):
        check_questions(questions)


def test_a_draft_is_asked_once_it_is_published(world, kind):
    petra, at = world.actor("petra"), world.now
    with world.scope("acme"):
        form = start_definition(kind, actor=petra, at=at)
        form = add_question(form, HOW, actor=petra, at=at)
        assert questions_for(kind).questions == (REFER,)
        first = publish_form(form, actor=petra, at=at)
        form = remove_question(form, "how", actor=petra, at=at)
        form = add_question(form, Question("more", "text", "More?"), actor=petra, at=at)
        form = move_question(form, "more", by=-1, actor=petra, at=at)
        publish_form(form, actor=petra, at=at)
        now = questions_for(kind)
        assert (now.number, [question.key for question in now.questions]) == (2, ["more", "refers"])
        assert questions_of_version(kind, first.pk).questions == (REFER, HOW)
        with pytest.raises(Refused):
            publish_form(form, actor=petra, at=at)
    with world.scope("nina"):
        assert questions_for(kind).number == 2
    with world.scope("globex"):
        assert questions_for(kind).questions == (REFER,)
        assert FormVersion.objects.count() == 0


def test_what_breaks_the_form_is_refused_and_changes_nothing(world, kind):
    petra, at = world.actor("petra"), world.now
    with world.scope("acme"):
        form = add_question(start_definition(kind, actor=petra, at=at), HOW, actor=petra, at=at)
        for refused in (
            lambda: remove_question(form, "refers", actor=petra, at=at),
            lambda: move_question(form, "how", by=-1, actor=petra, at=at),
            lambda: add_question(form, REFER, actor=petra, at=at),
        ):
            with pytest.raises(Invalid):
                refused()
        with pytest.raises(NotFound):
            remove_question(form, "nothing", actor=petra, at=at)
        form.refresh_from_db()
        assert form.questions == (REFER, HOW)


def test_a_published_name_stays(world, kind):
    petra, at = world.actor("petra"), world.now
    with world.scope("acme"):
        form = start_definition(kind, actor=petra, at=at)
        publish_form(form, actor=petra, at=at)
        with pytest.raises(Refused):
            change_question(form, "refers", Question("other", "text", "Other"), actor=petra, at=at)
        form = change_question(form, "refers", Question("refers", "yes_no", "Really?"), actor=petra, at=at)
        assert [question.label for question in form.questions] == ["Really?"]
        assert discard_draft(form, actor=petra, at=at).questions == (REFER,)


def test_changing_forms_is_a_right(world, kind):
    with world.scope("acme"), pytest.raises(Forbidden):
        start_definition(kind, actor=world.actor("sam"), at=world.now)


def test_files_are_kept_by_content(world):
    paper = MANY[-1]
    with world.scope("acme"):
        form = build_form([paper], data(), {"paper": SimpleUploadedFile("paper.pdf", PDF)})
        assert form.is_valid()
        answers = keep_files(form, actor=world.actor("sam"), at=world.now)
        assert answers["paper"]["name"] == "paper.pdf"
        form = build_form([paper], data(), {"paper": SimpleUploadedFile("paper.pdf", b"MZ\x90\x00not a pdf")})
        assert form.is_valid()
        with pytest.raises(Invalid) as refused:
            keep_files(form, actor=world.actor("sam"), at=world.now)
        assert list(refused.value.fields) == ["paper"]
