"""Letters to applicants, written once and filled in for each."""

import pytest

from prm.lib.errors import Forbidden, Invalid
from prm.notifications.models import OutboxMail
from prm.outbox.services import drain
from programs.models import ApplicantLetter, Application
from programs.services.applicant_letter import filled, remove_letter, save_letter

TEXT = "Dear {contact},\n\nin your region {program} has as many partners as it can look after. {company} stays with us."


def write(world, **changes):
    with world.scope("acme"):
        return save_letter(
            **{"title": "Territory full", "text": TEXT, "actor": world.actor("sam"), "at": world.now, **changes}
        )


def test_a_letter_is_filled_in(world, apply):
    letter, row = write(world), apply(contact_name="Ute {program}")
    with world.scope("acme"):
        row = Application.objects.select_related("program").get(pk=row.pk)
        assert filled(letter, row) == (
            "Dear Ute {program},\n\nin your region Acme Resale has as many partners as it can look after. "
            "Fabrikam GmbH stays with us."
        )


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"text": "Dear {name}"}, "text"), ({"text": "{}"}, "text"), ({"text": " "}, "text"), ({"title": " "}, "text")],
)
def test_a_blank_nothing_fills_is_refused(world, changes, field):
    with pytest.raises(Invalid) as refusal:
        write(world, **changes)
    assert set(refusal.value.fields) == {field}


def test_names_are_taken_once_and_only_deciders_write(world):
    letter = write(world)
    with pytest.raises(Invalid, match="of this name"):
        write(world)
    with pytest.raises(Forbidden):
        write(world, title="Other", actor=world.actor("vera"))
    assert write(world, letter=letter, text="No.").text == "No."
    with world.scope("acme"):
        remove_letter(letter, actor=world.actor("sam"), at=world.now)
        assert not ApplicantLetter.objects.exists()


def test_declining_with_a_letter_sends_it_with_what_was_added(world, apply):
    row, sam = apply(), world.client("sam")
    url = f"/w/acme/programs/applications/{row.ref}/"
    assert "Territory full" not in sam.get(url).content.decode()
    letter = write(world)
    assert f'value="{letter.ref}"' in sam.get(url).content.decode()
    assert sam.post(f"{url}reject/", {"reason": letter.ref, "note": "Try again in May."}).status_code == 302
    drain(world.acme.pk)
    with world.scope("acme"):
        mail = OutboxMail.objects.order_by("created_at").last()
        assert mail.subject == "We cannot accept your application to Acme Resale now"
        assert mail.body.startswith("Dear Ute Falk,\n\nin your region Acme Resale")
        assert mail.body.endswith("Try again in May.")
        write(world, letter=letter, text="Changed later.")
        assert Application.objects.get(pk=row.pk).reason == mail.body


def test_letters_are_kept_on_a_page(world):
    sam, base = world.client("sam"), "/w/acme/programs/letters/"
    assert "No letters of your own yet" in sam.get(base).content.decode()
    assert sam.post(f"{base}new/", {"title": "Full", "text": "{nobody}"}).status_code == 400
    assert sam.post(f"{base}new/", {"title": "Full", "text": TEXT}).status_code == 302
    with world.scope("acme"):
        ref = ApplicantLetter.objects.get().ref
    assert "as it can look after" in sam.get(f"{base}{ref}/").content.decode()
    assert sam.post(f"{base}{ref}/", {"title": "Full", "text": "No."}).status_code == 302
    assert world.client("vera").get(base).status_code == 403
    assert sam.post(f"{base}{ref}/remove/").status_code == 302
    with world.scope("acme"):
        assert not ApplicantLetter.objects.exists()
