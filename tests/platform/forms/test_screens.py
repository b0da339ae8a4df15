import pytest

from prm.forms.models import FormDefinition, FormVersion
from prm.forms.queries import questions_for
from prm.forms.questions import Condition, Question
from prm.forms.registry import FORM_KINDS, form_kind

LIST = "/w/acme/forms/"


@pytest.fixture
def kind():
    found = form_kind("test.form", title="Partner survey", questions=[Question("refers", "yes_no", "Do you refer?")])
    yield found.key
    FORM_KINDS.pop(found.key)


@pytest.fixture
def petra(world):
    return world.client("petra")


@pytest.fixture
def url(petra, kind):
    """The draft of the survey, begun from the list."""
    assert "Partner survey" in petra.get(LIST).content.decode()
    begun = petra.post(f"{LIST}start/", {"kind": kind})
    assert begun.status_code == 302
    return begun.url


def draft(world):
    with world.scope("acme"):
        return FormDefinition.objects.get(kind="test.form").questions


def test_forms_stand_under_settings_for_those_who_may_change_them(world, petra):
    assert LIST in petra.get("/w/acme/accounts/settings/").content.decode()
    sam = world.client("sam")
    assert LIST not in sam.get("/w/acme/accounts/settings/").content.decode()
    assert sam.get(LIST).status_code == 403


def test_an_editor_asks_orders_and_publishes(world, petra, url, kind):
    first = {"label": "Which vehicles?", "kind": "choice", "choices": "Vans\nTrucks", "is_required": "on"}
    assert petra.post(f"{url}add/", first).url == url
    second = {"label": "How many?", "kind": "number", "show_if": ["which_vehicles=vans"], "help": "About."}
    assert petra.post(f"{url}add/", second).url == url
    vehicles = Question(
        "which_vehicles",
        "choice",
        "Which vehicles?",
        is_required=True,
        choices=(("vans", "Vans"), ("trucks", "Trucks")),
    )
    many = Question("how_many", "number", "How many?", "About.", show_if=Condition("which_vehicles", ("vans",)))
    refers = Question("refers", "yes_no", "Do you refer?")
    assert draft(world) == (refers, vehicles, many)
    page = petra.get(url).content.decode()
    assert "only after “Which vehicles?”: Vans" in page
    assert "Nothing is published yet" in page
    assert 'name="own-how_many"' in petra.get(f"{url}preview/").content.decode()
    assert petra.post(f"{url}questions/which_vehicles/move/", {"to": "up"}).url == url
    assert petra.post(f"{url}questions/refers/remove/").url == url
    assert draft(world) == (vehicles, many)
    assert petra.post(f"{url}publish/").url == url
    with world.scope("acme"):
        assert questions_for(kind).questions == (vehicles, many)
    assert petra.post(f"{url}publish/").status_code == 409
    assert "Version 1 asks 2 questions" in petra.get(LIST).content.decode()


def test_the_history_does_not_repeat_the_forms_name(petra, url):
    petra.post(f"{url}publish/")
    page = petra.get(url).content.decode()
    history = page.partition('class="ui-timeline"')[2].partition("</main>")[0]
    assert "<b>Petra</b> published version 1 of the questions" in history
    assert "<b>Petra</b> began questions of our own" in history
    assert "Partner survey" not in history


def test_a_question_is_changed_and_the_draft_put_back(world, petra, url):
    petra.post(f"{url}publish/")
    edit = f"{url}questions/refers/"
    assert 'value="Do you refer?"' in petra.get(edit).content.decode()
    assert petra.post(edit, {"label": "Do you refer customers?", "kind": "yes_no"}).url == url
    assert [question.label for question in draft(world)] == ["Do you refer customers?"]
    assert "Draft" in petra.get(LIST).content.decode()
    assert petra.post(f"{url}discard/").url == url
    assert [question.label for question in draft(world)] == ["Do you refer?"]
    assert petra.get(f"{url}questions/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"label": "", "kind": "text"}, "This field is required"),
        ({"label": "Which?", "kind": "choice", "choices": "One"}, "at least two different choices"),
        ({"label": "Which?", "kind": "choice", "choices": "One\nOne"}, "at least two different choices"),
        ({"label": "Which?", "kind": "choice", "choices": "One\nTwo\nOne"}, "A choice stands twice"),
        ({"label": "Volume", "kind": "money"}, "Say in which currency"),
        ({"label": "Why?", "kind": "text", "show_if": ["other=yes"]}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_asked_is_told_and_kept(world, petra, url, typed, words):
    refused = petra.post(f"{url}add/", typed)
    assert refused.status_code in (400, 422)
    assert words in refused.content.decode()
    assert [question.key for question in draft(world)] == ["refers"]


def test_a_condition_is_about_one_question(world, petra, url):
    petra.post(f"{url}add/", {"label": "Where?", "kind": "choice", "choices": "North\nSouth"})
    refused = petra.post(f"{url}add/", {"label": "Why?", "kind": "text", "show_if": ["refers=yes", "where=north"]})
    assert refused.status_code == 400
    assert "Choose answers to one question only" in refused.content.decode()


def test_a_question_others_depend_on_stays(world, petra, url):
    petra.post(f"{url}add/", {"label": "Why?", "kind": "text", "show_if": ["refers=yes"]})
    refused = petra.post(f"{url}questions/refers/remove/")
    assert refused.status_code in (400, 422)
    assert "depends on a question that is not asked before it" in refused.content.decode()
    assert [question.key for question in draft(world)] == ["refers", "why"]


def test_each_vendor_has_its_own_forms(world, petra, url):
    ref = url.rstrip("/").rpartition("/")[2]
    petra.post(f"{url}publish/")
    with world.scope("globex"):
        assert FormDefinition.objects.count() == 0
        assert FormVersion.objects.count() == 0
    assert world.client("xena").get(f"/w/globex/forms/{ref}/").status_code in (403, 404)


def test_a_gate_names_the_answers_one_may_go_on_with(world, petra):
    begun = petra.post(f"{LIST}start/", {"kind": "programs.application"})
    page = petra.get(f"{begun.url}add/").content.decode()
    assert "Go on only with" in page
    desk = {"label": "Hours?", "kind": "choice", "choices": "By day\nAlways", "accepted": "always\n"}
    assert petra.post(f"{begun.url}add/", {**desk, "accepted": "Never"}).status_code == 400
    assert petra.post(f"{begun.url}add/", {**desk, "kind": "text", "choices": ""}).status_code == 400
    assert petra.post(f"{begun.url}add/", desk).status_code == 302
    assert petra.post(f"{begun.url}add/", {"label": "Desk?", "kind": "yes_no", "accepted": "Yes"}).status_code == 302
    country = {"label": "Where?", "kind": "country", "accepted": "Germany\nAustria"}
    assert petra.post(f"{begun.url}add/", country).status_code == 302
    with world.scope("acme"):
        asked = FormDefinition.objects.get(kind="programs.application").questions
    assert [item.accepted for item in asked] == [("always",), ("yes",), ("DE", "AT")]
    assert "only some answers go on" in petra.get(begun.url).content.decode()
    assert "Germany" in petra.get(f"{begun.url}questions/{asked[2].key}/").content.decode()


def test_a_survey_is_no_gate(petra, url):
    assert "Go on only with" not in petra.get(f"{url}add/").content.decode()
