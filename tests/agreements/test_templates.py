import pytest

from agreements.models import Agreement, TemplateVersion
from agreements.services.template import create_template, publish_version, save_draft
from prm.lib.errors import Forbidden, Invalid, Refused, WrongState
from tests.agreements.conftest import BODY, TERMS


def numbers(template):
    return dict(template.versions.values_list("number", "status"))


def test_a_published_version_is_active_and_the_one_before_is_kept(world, template):
    with world.scope("acme"):
        second = save_draft(template, body=BODY + "\nMore.", parameters=TERMS, actor=world.actor("alice"), at=world.now)
        assert numbers(template) == {1: "active", 2: "draft"}
        publish_version(second, actor=world.actor("alice"), at=world.now)
        assert numbers(template) == {1: "retired", 2: "active"}
        assert template.versions.get(number=1).body == BODY


def test_saving_again_writes_the_same_draft(world, template):
    with world.scope("acme"):
        for text in ("one", "two"):
            save_draft(template, body=text, parameters=TERMS, actor=world.actor("petra"), at=world.now)
        assert list(template.versions.filter(status="draft").values_list("number", "body")) == [(2, "two")]


def test_text_with_problems_is_saved_but_not_published(world, template):
    with world.scope("acme"):
        broken = save_draft(
            template, body="{{ partner.secret }}\n{{#if x}}", parameters=TERMS, actor=world.actor("alice"), at=world.now
        )
        with pytest.raises(Refused) as refusal:
            publish_version(broken, actor=world.actor("alice"), at=world.now)
        assert "Line 1: partner.secret" in str(refusal.value)
        assert numbers(template) == {1: "active", 2: "draft"}


def test_terms_out_of_bounds_are_refused(world, template):
    with world.scope("acme"), pytest.raises(Invalid) as refusal:
        save_draft(template, body=BODY, parameters={"term_months": 0}, actor=world.actor("alice"), at=world.now)
    assert list(refusal.value.fields) == ["term_months"]


def test_publishing_overtakes_open_agreements_and_leaves_executed_ones(world, template, executed):
    with world.scope("acme"):
        from agreements.services.drafting import generate_agreement

        other = generate_agreement(world.partnerships["contoso"], actor=world.actor("sam"), at=world.now)
        second = save_draft(template, body=BODY, parameters=TERMS, actor=world.actor("alice"), at=world.now)
        publish_version(second, actor=world.actor("alice"), at=world.now)
        marked = dict(Agreement.objects.values_list("ref", "superseded_by"))
    assert marked == {executed.ref: None, other.ref: 2}


def test_a_version_is_published_once(world, template):
    with world.scope("acme"), pytest.raises(WrongState):
        publish_version(template.versions.get(), actor=world.actor("alice"), at=world.now)


def test_one_template_in_use_for_each_type(world, template):
    with world.scope("acme"), pytest.raises(Refused):
        create_template(name="X", type="resale", body=BODY, parameters=TERMS, actor=world.actor("alice"), at=world.now)


@pytest.mark.parametrize("person", ["sam", "fay", "vera"])
def test_who_may_not_write_templates(world, template, person):
    with world.scope("acme"), pytest.raises(Forbidden):
        save_draft(template, body=BODY, parameters=TERMS, actor=world.actor(person), at=world.now)


def test_program_managers_draft_but_do_not_publish(world, template):
    with world.scope("acme"):
        second = save_draft(template, body=BODY, parameters=TERMS, actor=world.actor("petra"), at=world.now)
        with pytest.raises(Forbidden):
            publish_version(second, actor=world.actor("petra"), at=world.now)
        assert TemplateVersion.objects.get(pk=second.pk).status == "draft"
