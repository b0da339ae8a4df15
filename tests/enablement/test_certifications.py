from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction

from enablement.metrics import CERTIFICATES
from enablement.models import Award, AwardReminder
from enablement.services.certification import award, revoke_award, verify_award
from enablement.services.learning import take_again
from enablement.tasks import keep_awards
from prm.accounts.models import Membership
from prm.lib.errors import Forbidden, Invalid, Refused
from prm.money.calendar import Period
from prm.notifications.models import Notification
from prm.outbox.services import drain
from prm.tenancy.scope import Audience, tenant_context
from programs.models import JourneyTemplate, OnboardingStep
from programs.rules.figures import Reading
from programs.services.onboarding import lay_out_journey
from tests.enablement.conftest import sit, study

APRIL = (date(2026, 4, 1), date(2026, 5, 1))


def certified_people(ids, start, end):
    return CERTIFICATES.read(Reading("certified_people", "people", (), Period(start, end)), ids)


def noon(day):
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def certify(world, course, person="nina", at=None):
    study(world, course, person, at)
    sit(world, course, person, at)
    drain(world.acme.pk)
    with world.scope("acme"):
        return Award.objects.filter(member=world.members[person]).latest("awarded_at")


def told(world, kind):
    with world.scope("acme"):
        return sorted(Notification.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def test_passing_awards_the_person_a_year(world, course, certification):
    row = certify(world, course)
    assert (row.holder_name, row.status, row.awarded_on, row.expires_on) == (
        "Nina", "valid", date(2026, 3, 17), date(2027, 3, 17),
    )  # fmt: skip
    assert len(row.code.replace("-", "")) == 16
    assert told(world, "enablement.awarded") == ["Nina"]


def test_the_events_told_twice_award_once(world, course, certification):
    certify(world, course)
    drain(world.acme.pk)
    with world.scope("acme"):
        assert Award.objects.count() == 1


def test_no_portal_writes_awards(world, course, certification):
    certify(world, course)
    with world.scope("nina"):
        assert Award.objects.count() == 1
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Award.objects.update(expires_on=date(2099, 1, 1))
    with world.scope("carl"):
        assert Award.objects.count() == 0


def test_the_onboarding_step_of_the_partnership_is_done(world, course):
    partnership = world.partnerships["northwind"]
    with world.scope("acme"):
        template = JourneyTemplate.objects.create(type="resale", name="First 90 days")
        for position, subject in enumerate(("CRS-OTHERS", ""), start=1):
            template.steps.create(
                position=position, kind="pass_course", subject=subject, title="A course", side="partner", due_days=9
            )
        lay_out_journey(partnership)
    certify_without = study(world, course), sit(world, course)
    drain(world.acme.pk)
    with world.scope("acme"):
        assert dict(OnboardingStep.objects.values_list("subject", "status")) == {
            "CRS-OTHERS": "pending",
            "": "completed",
        }
    assert certify_without[1].status == "passed"


def test_a_certification_of_two_courses_waits_for_both(world, course, certification):
    from enablement.services.certification import save_certification
    from enablement.services.course import publish_course
    from tests.enablement.conftest import make_course

    other = make_course(world, title="Edge advanced")
    with world.scope("acme"):
        publish_course(other, actor=world.actor("alice"), at=world.now)
        save_certification(
            certification, name="Edge associate", summary="", validity_months=12, courses=[course, other],
            actor=world.actor("alice"), at=world.now,
        )  # fmt: skip
    study(world, course)
    sit(world, course)
    drain(world.acme.pk)
    with world.scope("acme"):
        assert Award.objects.count() == 0
    certify(world, other)
    with world.scope("acme"):
        assert Award.objects.count() == 1


def test_the_metric_counts_people_whose_award_holds_on_the_last_day(world, course, certification):
    northwind, contoso = (world.partnerships[name].pk for name in ("northwind", "contoso"))
    certify(world, course, "nina")
    certify(world, course, "bob")
    certify(world, course, "carl")
    with world.scope("acme"):
        assert certified_people(None, *APRIL) == {northwind: Decimal(2), contoso: Decimal(1)}
        assert certified_people(None, date(2026, 1, 1), date(2026, 3, 17)) == {}
        assert certified_people(None, date(2027, 1, 1), date(2027, 3, 18)) == {
            northwind: Decimal(2),
            contoso: Decimal(1),
        }
        assert certified_people(None, date(2027, 1, 1), date(2027, 3, 19)) == {}
        Membership.objects.filter(pk=world.bob.pk).update(is_active=False)
        assert certified_people([northwind], *APRIL) == {northwind: Decimal(1)}


def test_the_metric_takes_one_query(world, course, certification, django_assert_num_queries):
    certify(world, course)
    with world.scope("acme"), django_assert_num_queries(1):
        certified_people(None, *APRIL)


def test_a_year_of_nights_reminds_four_times_and_then_expires(world, course, certification):
    row = certify(world, course)
    day = date(2026, 12, 1)
    while day <= date(2027, 3, 20):
        keep_awards.run_now(vendor_id=world.acme.pk, at=noon(day).isoformat())
        day += timedelta(days=1)
    drain(world.acme.pk)
    with world.scope("acme"):
        sent = list(AwardReminder.objects.order_by("sent_at").values_list("days", "sent_at__date"))
        assert Award.objects.get(pk=row.pk).status == "expired"
    assert sent == [(days, date(2027, 3, 17) - timedelta(days=days)) for days in (90, 60, 30, 7)]
    assert told(world, "enablement.certification_ends") == ["Bob", "Bob", "Nina", "Nina", "Nina", "Nina"]
    assert told(world, "enablement.certification_expired") == ["Bob", "Nina"]
    assert told(world, "enablement.partner_certification_expired") == ["Sam"]


def test_renewing_takes_the_course_again_and_keeps_the_days_left(world, course, certification):
    first = certify(world, course)
    with world.scope("nina"), pytest.raises(Refused, match="last 90 days"):
        take_again(course, actor=world.actor("nina"), at=noon(date(2026, 12, 16)))
    later = noon(date(2026, 12, 17))
    with world.scope("nina"):
        assert take_again(course, actor=world.actor("nina"), at=later).round == 2
    second = certify(world, course, at=later)
    assert (second.renews_id, second.expires_on) == (first.pk, date(2028, 3, 17))
    with world.scope("acme"):
        assert dict(Award.objects.values_list("pk", "status")) == {first.pk: "replaced", second.pk: "valid"}
        assert certified_people(None, *APRIL) == {world.partnerships["northwind"].pk: Decimal(1)}


def test_revoking_takes_it_out_of_the_metric_and_tells_the_holder(world, course, certification):
    row = certify(world, course)
    with world.scope("acme"):
        with pytest.raises(Forbidden):
            revoke_award(row, reason="Cheated", actor=world.actor("sam"), at=world.now)
        with pytest.raises(Invalid):
            revoke_award(row, reason=" ", actor=world.actor("alice"), at=world.now)
        revoke_award(row, reason="Cheated", actor=world.actor("alice"), at=world.now)
        assert certified_people(None, *APRIL) == {}
    drain(world.acme.pk)
    assert told(world, "enablement.certification_revoked") == ["Bob", "Nina"]


def test_a_code_tells_what_anybody_may_know(world, course, certification):
    row = certify(world, course)

    def verified(code, at, vendor="acme"):
        with tenant_context(Audience.PUBLIC, world.vendors[vendor].pk):
            return verify_award(code, at=at)

    found = verified(row.code.lower(), world.now)
    assert (found.holder, found.certification, found.partner, found.holds) == (
        "Nina", "Edge associate", "Northwind", True,
    )  # fmt: skip
    assert verified(row.code, noon(date(2027, 3, 18))).state == "expired"
    assert verified(row.code, world.now, "globex") is None
    assert verified("0000-0000-0000-0000", world.now) is None


def test_the_public_reads_no_awards(world, course, certification):
    certify(world, course)
    with (
        tenant_context(Audience.PUBLIC, world.acme.pk),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        list(Award.objects.all())


def test_an_award_needs_somebody_of_a_partner(world, certification):
    with world.scope("acme"), pytest.raises(Invalid):
        award(certification, world.sam, actor=world.system(), at=world.now)
