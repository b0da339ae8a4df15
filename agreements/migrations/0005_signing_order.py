import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import prm.lib.ids
import prm.tenancy.constraints
import prm.tenancy.fields
import prm.tenancy.scope
from django.db import migrations, models

AGREEMENT = "agreements_agreement"
AFTER = (
    "SELECT, UPDATE (status, partner_signed_at, change_request, notice_given_on, notice_given_by, action_on, seats, turn,"
    " asked_at, asked_times)"
)


def rows_as(grants):
    return prm.tenancy.constraints.RowSecurity(
        name="agreements_agreement_rls", portal="own", portal_grants=grants, portal_when="sent_at IS NOT NULL"
    )


def number(default):
    return models.PositiveSmallIntegerField(default=default, db_default=default)


class Migration(migrations.Migration):
    """Several sign for the partner, one after the other, and may pass it on."""

    dependencies = [
        ("accounts", "0003_functions"),
        ("agreements", "0004_paper_copies"),
        ("partners", "0004_due_diligence"),
        ("tenancy", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="Signer",
            fields=[
                ("id", models.UUIDField(default=prm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("signed_at", models.DateTimeField(null=True)),
                ("delegated_at", models.DateTimeField(null=True)),
                ("delegated_why", models.CharField(blank=True, max_length=400)),
                (
                    "agreement",
                    prm.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="signers", to="agreements.agreement"
                    ),
                ),
                (
                    "delegated_by",
                    prm.tenancy.fields.TenantForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.membership"
                    ),
                ),
                (
                    "member",
                    prm.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.membership"
                    ),
                ),
                (
                    "partner",
                    prm.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        db_index=False,
                        default=prm.tenancy.scope.current_vendor_id,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.vendor",
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "objects",
                "constraints": [
                    prm.tenancy.constraints.RowSecurity(
                        name="agreements_signer_rls",
                        portal="own",
                        portal_grants=(
                            "SELECT, INSERT, UPDATE (member_id, signed_at, delegated_by_id, delegated_at, delegated_why)"
                        ),
                    ),
                    models.UniqueConstraint(fields=("vendor", "agreement", "place"), name="signer_place"),
                    models.UniqueConstraint(fields=("vendor", "agreement", "member"), name="signer_once"),
                    prm.tenancy.constraints.CompositeForeignKey(
                        field="agreement", name="agreements_signer_agreement_ccc49405_fk"
                    ),
                    prm.tenancy.constraints.CompositeForeignKey(
                        field="partner", name="agreements_signer_partner_e3700b9b_fk"
                    ),
                    prm.tenancy.constraints.CompositeForeignKey(
                        field="member", name="agreements_signer_member_f3938df0_fk"
                    ),
                    prm.tenancy.constraints.CompositeForeignKey(
                        field="delegated_by", name="agreements_signer_delegated_by_6e8f4f39_fk"
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField("agreement", "sending", number(0)),
        migrations.AddField("agreement", "seats", number(0)),
        migrations.AddField("agreement", "turn", number(0)),
        migrations.AddField("agreement", "asked_at", models.DateTimeField(null=True)),
        migrations.AddField("agreement", "asked_times", number(0)),
        migrations.AddField("signature", "sending", number(0)),
        migrations.AddField("signature", "place", number(1)),
        migrations.AddField("signature", "delegation", models.TextField(blank=True, db_default="")),
        migrations.RunSQL(
            f"GRANT UPDATE (seats, turn, asked_at, asked_times) ON {AGREEMENT} TO prm_portal",
            f"REVOKE UPDATE (seats, turn, asked_at, asked_times) ON {AGREEMENT} FROM prm_portal",
            state_operations=[
                migrations.RemoveConstraint("agreement", "agreements_agreement_rls"),
                migrations.AddConstraint("agreement", rows_as(AFTER)),
            ],
        ),
    ]
