"""What a tenant model must declare, and the SQL its declarations become."""

import hashlib
from contextlib import suppress

import pytest
from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState
from django.test.utils import isolate_apps

from partners.models import Partner
from prm.outbox.models import OutboxEvent
from prm.tenancy import grants, sql
from prm.tenancy.checks import check_tenant_models, has_vendor
from prm.tenancy.constraints import CompositeForeignKey, RowSecurity
from prm.tenancy.dictionary import is_known
from prm.tenancy.fields import TenantForeignKey, key_name
from prm.tenancy.management.commands.migrate import constraints_without_rendering, owner_connection
from prm.tenancy.models import TenantModel, Vendor
from prm.tenancy.sql import Access, disable_statements, enable_statements
from prm.tenancy.tasks import queue_of
from programs.models import Partnership


def faults_of(monkeypatch, model):
    monkeypatch.setattr("prm.tenancy.checks.tenant_models", lambda: [model])
    return [error.id for error in check_tenant_models(None)]


def test_our_models_are_whole(monkeypatch):
    assert check_tenant_models(None) == []
    assert (has_vendor(Partner), has_vendor(Vendor)) == (True, False)


def test_each_fault_of_a_declaration_is_named(monkeypatch):
    kept = Partnership._meta.constraints
    assert faults_of(monkeypatch, Partnership) == []
    with monkeypatch.context() as fault:
        fault.setattr(Partnership._meta, "constraints", [c for c in kept if not isinstance(c, RowSecurity)])
        assert faults_of(fault, Partnership) == ["tenancy.E001"]
    with monkeypatch.context() as fault:
        loose = models.UniqueConstraint(fields=["status"], name="loose")
        fault.setattr(Partnership._meta, "constraints", [*kept, loose])
        assert faults_of(fault, Partnership) == ["tenancy.E004"]
    with monkeypatch.context() as fault:
        fault.setitem(Partnership._meta.get_field("status").__dict__, "unique", True)
        assert faults_of(fault, Partnership) == ["tenancy.E003"]
    with monkeypatch.context() as fault:
        fault.setattr(Partnership._meta.get_field("partner"), "__class__", models.ForeignKey)
        assert faults_of(fault, Partnership) == ["tenancy.E002"]


def written(act):
    """What an operation would run, deferred statements included; nothing is run."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        act(editor)
    return "\n".join(editor.collected_sql)


def row_security_of(model):
    return next(item for item in model._meta.constraints if isinstance(item, RowSecurity))


def test_a_new_table_is_sealed_in_the_migration_that_makes_it(db):
    made = written(lambda editor: editor.create_model(Partnership))
    assert 'ALTER TABLE "programs_partnership" FORCE ROW LEVEL SECURITY' in made
    assert 'UNIQUE ("vendor_id", "partner_id", "id")' in made
    assert 'FOREIGN KEY ("vendor_id", "partner_id") REFERENCES "partners_partner" ("vendor_id", "id")' in made


def test_row_security_is_added_to_a_table_that_stands_and_taken_away(db):
    rule = row_security_of(Partner)
    added = written(lambda editor: editor.add_constraint(Partner, rule))
    assert added.index("ADD CONSTRAINT") < added.index("ENABLE ROW LEVEL SECURITY")
    taken = written(lambda editor: editor.remove_constraint(Partner, rule))
    assert f'DROP CONSTRAINT "{rule.name}"' in taken
    assert 'ALTER TABLE "partners_partner" DISABLE ROW LEVEL SECURITY' in taken
    assert 'REVOKE ALL ON "partners_partner" FROM prm_vendor, prm_portal, prm_public' in taken


@pytest.mark.parametrize("with_partner", [True, False])
def test_a_composite_key_is_added_and_taken_away(db, with_partner):
    key = CompositeForeignKey(name="some_fk", field="tier", with_partner=with_partner)
    columns = '"vendor_id", "partner_id", "tier_id"' if with_partner else '"vendor_id", "tier_id"'
    added = written(lambda editor: editor.add_constraint(Partnership, key))
    assert f'ADD CONSTRAINT "some_fk" FOREIGN KEY ({columns}) REFERENCES "programs_tier"' in added
    assert 'CREATE INDEX "some_fk_ix" ON "programs_partnership" ("vendor_id", "tier_id")' in added
    taken = written(lambda editor: editor.remove_constraint(Partnership, key))
    assert 'DROP CONSTRAINT "some_fk"' in taken
    assert 'DROP INDEX IF EXISTS "some_fk_ix"' in taken


def test_makemigrations_tells_a_changed_declaration_from_an_unchanged_one():
    for one, same, other in (
        (RowSecurity(name="r", portal="own"), RowSecurity(name="r", portal="own"), RowSecurity(name="r")),
        (
            CompositeForeignKey(name="k", field="tier", with_partner=True),
            CompositeForeignKey(name="k", field="tier", with_partner=True),
            CompositeForeignKey(name="k", field="tier"),
        ),
    ):
        assert one == same
        assert one != other
        assert one != "r"
        assert len({one, same}) == 2, "each stands for itself in a set"
        for item in (one, other):
            _path, args, kwargs = item.deconstruct()
            assert type(item)(*args, **kwargs) == item
            assert item.validate(Partnership, None) is None


def test_a_tenant_key_is_written_down_as_it_was_given():
    plain = TenantForeignKey("programs.Tier", models.PROTECT)
    partners = TenantForeignKey("programs.Partnership", models.PROTECT, with_partner=True)
    assert set(plain.deconstruct()[3]) == {"to", "on_delete"}
    assert partners.deconstruct()[3]["with_partner"] is True


COLUMNS = {
    Access(): (["vendor_rows"], []),
    Access(portal="own"): (["vendor_rows", "portal_rows"], ["SELECT ON"]),
    Access(portal="insert", portal_when="kind = 'x'"): (["vendor_rows", "portal_insert"], ["INSERT ON"]),
    Access(portal="vendor", public_when="is_open"): (["vendor_rows", "portal_rows", "public_rows"], ["SELECT ON"]),
}


@pytest.mark.parametrize("access", COLUMNS)
def test_each_access_has_its_policies_and_grants(access):
    policies, _grants = COLUMNS[access]
    statements = enable_statements("t", access)
    assert [line.split()[2] for line in statements if line.startswith("CREATE POLICY")] == policies
    dropped = "\n".join(disable_statements("t"))
    assert all(f"DROP POLICY IF EXISTS {policy}" in dropped for policy in policies)
    assert all(sql.VENDOR_IS in line for line in statements if line.startswith("CREATE POLICY"))
    if access.portal_when:
        assert "(kind = 'x')" in "\n".join(statements)
    if access.portal == "vendor":
        assert any("FOR SELECT TO prm_portal" in line for line in statements)


def test_what_is_append_only_is_neither_granted_nor_let_change():
    statements = enable_statements("t", Access(append_only=True))
    assert 'GRANT SELECT, INSERT ON "t" TO prm_vendor' in statements
    assert any(line.startswith("CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE") for line in statements)


def test_the_dictionary_knows_each_kind_of_table():
    known = [is_known(name, {"mine"}) for name in ("mine", "accounts_user", "tenancy_vendor", "auth_group", "new")]
    assert known == [True, True, True, True, False]


def test_migrating_signs_in_as_the_owner_and_comes_back(transactional_db, settings):
    with owner_connection("default"):
        assert connection.settings_dict["USER"] == "prm_owner"
        with connection.cursor() as cursor:
            cursor.execute("SELECT session_user::text")
            assert cursor.fetchone() == ("prm_owner",)
    assert connection.settings_dict["USER"] == "prm_app"
    settings.DATABASE_OWNER_URL = ""
    with owner_connection("default"):
        assert connection.settings_dict["USER"] == "prm_app"


def test_a_migrated_database_has_nothing_left_to_migrate_and_keeps_its_grants(transactional_db, owner_sql, capsys):
    held = "SELECT has_table_privilege('prm_app', 'django_session', 'DELETE')"
    owner_sql("REVOKE DELETE ON django_session FROM prm_app")
    assert owner_sql(held) == "f"
    call_command("migrate", interactive=False)
    assert "No migrations to apply." in capsys.readouterr().out
    assert owner_sql(held) == "t"


def test_a_global_table_not_yet_made_is_passed_over(transactional_db, monkeypatch, owner_sql):
    monkeypatch.setitem(grants.GLOBAL_TABLES, "table_of_tomorrow", "SELECT")
    with owner_connection("default"):
        grants.grant_global_tables()
    assert owner_sql("SELECT to_regclass('table_of_tomorrow') IS NULL") == "t"


@pytest.mark.parametrize("is_rendered", [True, False])
def test_a_constraint_joins_the_history_without_rendering_it_anew(is_rendered):
    state = ProjectState()
    state.add_model(
        ModelState("tests_history", "Thing", [("id", models.AutoField(primary_key=True))], {"constraints": []})
    )
    before = state.apps.get_model("tests_history", "Thing") if is_rendered else None
    rule = models.CheckConstraint(condition=models.Q(id__gt=0), name="positive")
    with constraints_without_rendering():
        state.add_constraint("tests_history", "thing", rule)
    assert state.models["tests_history", "thing"].options["constraints"] == [rule]
    after = state.apps.get_model("tests_history", "Thing")
    assert [item.name for item in after._meta.constraints] == ["positive"]
    assert (after is before) == is_rendered


def test_a_task_goes_to_the_queue_it_was_declared_for():
    assert queue_of("prm.tenancy.tasks.fan_out") == {"queue": "default"}
    assert queue_of("somebody.elses") == {"queue": "default"}


def test_an_outbox_row_is_the_portals_to_write_and_not_to_read():
    statements = enable_statements("t", row_security_of(OutboxEvent).access)
    assert [line for line in statements if "TO prm_portal" in line and line.startswith("GRANT")] == [
        'GRANT INSERT ON "t" TO prm_portal'
    ]


def test_a_keys_name_is_short_and_its_own():
    """It stands in migrations: another name tomorrow would be a change of every table."""
    name = key_name("deals_registration_of_a_very_long_name", "second_partner_of_the_deal")
    assert (
        name
        == "deals_registration_of_a_very_l_second_partner__"
        + hashlib.sha256(b"deals_registration_of_a_very_long_name.second_partner_of_the_deal").hexdigest()[:8]
        + "_fk"
    )
    assert len(name) <= 63
    assert key_name("a", "bc") != key_name("ab", "c")


def test_a_fault_of_a_declaration_says_where_it_is(monkeypatch):
    monkeypatch.setattr("prm.tenancy.checks.tenant_models", lambda: [Partnership])
    kept = [c for c in Partnership._meta.constraints if not isinstance(c, RowSecurity)]
    loose = models.UniqueConstraint(fields=["status"], name="loose")
    monkeypatch.setattr(Partnership._meta, "constraints", [*kept, loose])
    monkeypatch.setitem(Partnership._meta.get_field("status").__dict__, "unique", True)
    monkeypatch.setattr(Partnership._meta.get_field("partner"), "__class__", models.ForeignKey)
    assert [(error.id, error.msg) for error in check_tenant_models(None)] == [
        ("tenancy.E001", "programs.Partnership has no RowSecurity in Meta.constraints."),
        ("tenancy.E002", "programs.Partnership.partner: use TenantForeignKey."),
        ("tenancy.E003", "programs.Partnership.status: a unique value starts with the vendor."),
        ("tenancy.E004", "programs.Partnership.loose: starts with the vendor."),
    ]


@isolate_apps("prm.tenancy")
def test_a_tenant_key_joins_the_constraints_of_its_model_and_of_its_history_once():
    class Shared(TenantModel):
        tier = TenantForeignKey("programs.Tier", models.PROTECT, with_partner=True, related_name="+")

        class Meta:
            app_label = "tests"
            abstract = True

    class Thing(Shared):
        class Meta(Shared.Meta):
            abstract = False

    assert not hasattr(Shared._meta, "constraints") or Shared._meta.constraints == []
    [key] = Thing._meta.constraints
    assert key == CompositeForeignKey(name=key_name("tests_thing", "tier"), field="tier", with_partner=True)
    state = ModelState.from_model(Thing)
    assert state.options["constraints"] == [key], "makemigrations writes it down"
    field = state.fields["tier"]
    assert (field.db_constraint, field.db_index, field.with_partner, field.null) == (False, False, True, False)
    state.fields = {name: field for name, field in state.fields.items() if name in ("id", "tier")}
    state.bases, state.managers = (models.Model,), []
    state.options = {"constraints": [key]}
    assert [item.name for item in state.render(Apps())._meta.constraints] == [key.name]


def test_no_rows_need_no_scope():
    """What a form class declares before there is a request."""
    nothing = Partner.objects.none()
    assert (list(nothing), nothing.model, nothing.count()) == ([], Partner, 0)


def test_whoever_migrated_is_again_who_one_was_before(transactional_db):
    def who():
        with connection.cursor() as cursor:
            cursor.execute("SELECT session_user::text")
            return cursor.fetchone()[0]

    rendering = ProjectState._append_option
    assert who() == "prm_app"
    for failure in (False, True):
        with suppress(RuntimeError), owner_connection("default"), constraints_without_rendering():
            assert who() == "prm_owner"
            assert ProjectState._append_option is not rendering
            if failure:
                raise RuntimeError("in the middle of it")
        assert who() == "prm_app"
        assert ProjectState._append_option is rendering
