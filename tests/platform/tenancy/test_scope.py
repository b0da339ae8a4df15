from contextlib import suppress
from uuid import uuid4

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction
from django.db.models import QuerySet

from partners.models import Partner
from prm.accounts.models import Membership
from prm.accounts.queries import memberships_of_user
from prm.audit.models import AuditEntry
from prm.audit.services import record
from prm.tenancy.models import Vendor
from prm.tenancy.scope import (
    Audience,
    NoTenantScope,
    ScopeConflict,
    beyond_partner,
    current_scope,
    public_intake,
    tenant_context,
)
from programs.models import Partnership


def refused(sqlstate):
    return pytest.raises(ProgrammingError, match={"42501": "permission denied|row-level security"}[sqlstate])


def test_the_manager_refuses_without_a_scope(world):
    with pytest.raises(NoTenantScope):
        Partner.objects.count()


def test_the_login_role_holds_no_tenant_table(world):
    with refused("42501"), transaction.atomic():
        QuerySet(Partner).count()


def test_each_vendor_sees_its_own_rows_only(world):
    with world.scope("acme"):
        acme = set(Partner.objects.values_list("name", flat=True))
        assert acme == set(QuerySet(Partner).values_list("name", flat=True)) == {"Northwind", "Contoso", "Wholesale"}
    with world.scope("globex"):
        assert set(QuerySet(Partner).values_list("name", flat=True)) == {"Initech"}


def test_a_portal_sees_its_own_partner_only_even_unfiltered(world):
    with world.scope("nina"):
        assert [p.name for p in QuerySet(Partner)] == ["Northwind"]
        assert [p.partner.name for p in QuerySet(Partnership).select_related("partner")] == ["Northwind"]
        names = set(QuerySet(Membership).values_list("name", flat=True))
    assert names == {"Alice", "Sam", "Petra", "Fay", "Frank", "Vera", "Bob", "Nina", "Xena"}


def test_a_portal_cannot_write_what_it_was_not_granted(world):
    with world.scope("nina"), refused("42501"), transaction.atomic():
        Partnership.objects.update(status="ended")


def test_an_audience_sees_its_own_vendor_row_only(world):
    with world.scope("sam"):
        assert [v.slug for v in Vendor.objects.all()] == ["acme"]


def test_nesting_gives_the_outer_role_back(world):
    with world.scope("acme") as outer:
        with world.scope("nina"):
            assert Partner.objects.count() == 1
        assert current_scope() == outer
        assert Partner.objects.count() == 3


def test_nesting_another_vendor_is_refused(world):
    with world.scope("acme"), pytest.raises(ScopeConflict), world.scope("globex"):
        pass


def test_a_failed_inner_scope_leaves_the_outer_one_whole(world):
    with world.scope("acme"):
        with pytest.raises(ProgrammingError), world.scope("nina"):
            Partnership.objects.update(status="ended")
        assert Partner.objects.count() == 3


def test_nothing_stays_behind_after_the_scope(world):
    with world.scope("acme"):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), current_setting('app.vendor_id', true)")
        assert cursor.fetchone() in {("none", ""), ("prm_app", "")}


def test_beyond_partner_looks_further_and_returns(world):
    @beyond_partner("counts partners in a test")
    def partners_in_all():
        return Partner.objects.count()

    with world.scope("nina"):
        assert partners_in_all() == 3
        assert Partner.objects.count() == 1


def test_a_foreign_reference_cannot_exist(world):
    with world.scope("acme"):
        partnership = world.partnerships["northwind"]
        moved = Partnership.objects.filter(pk=partnership.pk)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic():
            moved.update(partner_id=world.initech.pk)


def test_a_row_cannot_be_moved_to_another_vendor(world):
    with world.scope("acme"), refused("42501"), transaction.atomic():
        Partner.objects.filter(pk=world.contoso.pk).update(vendor_id=world.globex.pk)


def test_the_audit_log_refuses_change(world):
    with world.scope("acme"):
        record(world.northwind, "tested", actor=world.actor("sam"), at=world.now)
        for change in (lambda: AuditEntry.objects.update(action="x"), lambda: AuditEntry.objects.all().delete()):
            with refused("42501"), transaction.atomic():
                change()
        assert AuditEntry.objects.filter(action="tested").count() == 1


def test_the_login_role_finds_the_memberships_of_the_user_signing_in_and_no_others(world):
    found = memberships_of_user(world.xena.user_id)
    assert [(m.vendor.slug, m.audience) for m in found] == [("acme", "portal"), ("globex", "portal")]
    assert QuerySet(Membership).count() == 0


def test_a_portal_scope_needs_its_partner(world):
    with pytest.raises(ValueError, match="partner"), tenant_context(Audience.PORTAL, world.acme.pk):
        pass
    with tenant_context(Audience.PORTAL, world.acme.pk, uuid4()):
        assert Partner.objects.count() == 0


def test_a_swallowed_failure_leaves_the_outer_scope_whole_all_the_same(world):
    with world.scope("acme"), connection.cursor() as cursor:
        with pytest.raises(InternalError, match="aborted"), world.scope("nina"), suppress(ProgrammingError):
            cursor.execute("SELECT * FROM nowhere")
        assert current_scope().audience is Audience.VENDOR
        assert Partner.objects.count() == 3


def test_a_public_intake_writes_as_the_vendor_and_the_form_sees_no_more_than_before(world):
    @public_intake
    def take(name):
        assert current_scope().audience is Audience.VENDOR
        return Partner.objects.create(name=name, domain="new.example").name

    with tenant_context(Audience.PUBLIC, world.acme.pk):
        assert take("New") == "New"
        with refused("42501"), transaction.atomic():
            Partner.objects.count()


def test_a_related_row_is_not_loaded_outside_of_any_scope(world):
    """Django fetches it past the scoped manager: it must raise before the database answers with nothing."""
    with pytest.raises(NoTenantScope):
        Partner._base_manager.first()
    with tenant_context(Audience.VENDOR, world.acme.pk):
        assert Partner._base_manager.filter(pk=world.northwind.pk).exists()
