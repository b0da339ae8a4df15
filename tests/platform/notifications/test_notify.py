from datetime import timedelta

import pytest
from django.utils.translation import gettext_lazy

from prm.accounts.models import Membership
from prm.lib.errors import NotFound
from prm.notifications import kinds
from prm.notifications.kinds import NoticeKind
from prm.notifications.models import Notification, OutboxMail
from prm.notifications.queries import notices_of_member, preferences_of_member
from prm.notifications.services import notify
from prm.notifications.services.inbox import mark_all_read, mark_read
from prm.notifications.services.preference import choose_channels


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    monkeypatch.setattr(kinds, "REGISTRY", dict(kinds.REGISTRY))
    monkeypatch.setattr("prm.notifications.services.notice.REGISTRY", kinds.REGISTRY)
    monkeypatch.setattr("prm.notifications.rendering.REGISTRY", kinds.REGISTRY)


@pytest.fixture
def decided():
    return NoticeKind("test.decided", title="Decisions", audience="portal")


def tell(world, kind, *names, at=None, subject="Decided", **more):
    with world.scope("acme"):
        members = Membership.objects.filter(pk__in=[world.members[name].pk for name in names])
        return notify(kind, members, at=at or world.now, subject=subject, **more)


def bell(world, name):
    with world.scope(name):
        return [notice.subject for notice in notices_of_member(world.members[name].pk)]


def unread(world, name):
    with world.scope(name):
        return Membership.objects.get(pk=world.members[name].pk).unread_notices


def test_each_recipient_gets_a_line_and_a_mail(world, decided):
    assert tell(world, decided, "nina", "bob", body="Protected.", url="/p/acme/deals/registrations/REG-1/") == 2
    assert bell(world, "nina") == bell(world, "bob") == ["Decided"]
    assert unread(world, "nina") == 1
    with world.scope("acme"):
        mails = OutboxMail.objects.order_by("to_email")
        assert [(m.to_email, m.subject, m.action_path) for m in mails] == [
            ("bob@northwind.example", "Decided", "/p/acme/deals/registrations/REG-1/"),
            ("nina@northwind.example", "Decided", "/p/acme/deals/registrations/REG-1/"),
        ]


def test_telling_the_same_again_adds_nothing(world, decided):
    tell(world, decided, "nina", url="/p/acme/")
    assert tell(world, decided, "nina", url="/p/acme/") == 0
    assert bell(world, "nina") == ["Decided"]
    assert unread(world, "nina") == 1
    tell(world, decided, "nina", url="/p/acme/", at=world.now + timedelta(hours=1))
    assert bell(world, "nina") == ["Decided", "Decided"]


def test_only_the_side_the_kind_is_for_is_told(world, decided):
    assert tell(world, decided, "sam", "nina") == 1
    assert bell(world, "sam") == []


def test_people_of_another_partner_are_refused(world, decided):
    with pytest.raises(ValueError, match="another partner"):
        tell(world, decided, "nina", "carl", partner_id=world.northwind.pk)
    assert bell(world, "nina") == bell(world, "carl") == []


def test_somebody_who_left_is_not_told(world, decided):
    with world.scope("acme"):
        Membership.objects.filter(pk=world.nina.pk).update(is_active=False)
    assert tell(world, decided, "nina", "bob") == 1


def test_each_is_told_in_the_own_language(world, decided):
    with world.scope("acme"):
        Membership.objects.filter(pk=world.nina.pk).update(language="de")
    tell(world, decided, "nina", "bob", subject=gettext_lazy("Yes"), body=lambda: f"{gettext_lazy('No')}!")
    with world.scope("acme"):
        spoken = dict(Notification.objects.values_list("recipient__name", "subject"))
        bodies = dict(Notification.objects.values_list("recipient__name", "body"))
    assert spoken == {"Nina": "Ja", "Bob": "Yes"}
    assert bodies == {"Nina": "Nein!", "Bob": "No!"}


def test_a_member_chooses_what_to_hear_and_where(world, decided):
    nina = world.actor("nina")
    with world.scope("nina"):
        assert choose_channels({"test.decided": (True, False), "test.unknown": (False, False)}, actor=nina) == 1
    tell(world, decided, "nina")
    assert bell(world, "nina") == ["Decided"]
    with world.scope("acme"):
        assert OutboxMail.objects.count() == 0


def test_a_mandatory_kind_cannot_be_declined(world):
    kind = NoticeKind("test.legal", title="Agreements", audience="portal", mandatory=True)
    with world.scope("nina"):
        assert choose_channels({"test.legal": (False, False)}, actor=world.actor("nina")) == 0
        shown = {k.key: (a, m) for k, a, m in preferences_of_member(world.nina.pk, "portal")}
    assert shown["test.legal"] == (True, True)
    assert tell(world, kind, "nina") == 1
    assert bell(world, "nina") == ["Decided"]


def test_reading_counts_down_and_is_ones_own_affair(world, decided):
    tell(world, decided, "nina", "bob", subject="One")
    tell(world, decided, "nina", subject="Two")
    with world.scope("nina"):
        first = notices_of_member(world.nina.pk).first()
        mark_read(first, actor=world.actor("nina"), at=world.now)
        other = notices_of_member(world.bob.pk).get()
        with pytest.raises(NotFound):
            mark_read(other, actor=world.actor("nina"), at=world.now)
    assert unread(world, "nina") == 1
    with world.scope("nina"):
        assert mark_all_read(actor=world.actor("nina"), at=world.now) == 1
    assert (unread(world, "nina"), unread(world, "bob")) == (0, 1)


def test_a_kind_is_declared_once_and_for_one_side():
    NoticeKind("test.once", title="", audience="vendor")
    with pytest.raises(ValueError, match="twice"):
        NoticeKind("test.once", title="", audience="vendor")
    with pytest.raises(ValueError, match="portal"):
        NoticeKind("test.everybody", title="", audience="all")
