import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import prm.lib.ids
import prm.tenancy.constraints
import prm.tenancy.fields
import prm.tenancy.scope
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0002_membership_partner"),
        ("programs", "0003_simulations_and_letters"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CommercialEvent",
            fields=[
                ("id", models.UUIDField(default=prm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("kind", models.CharField(max_length=40)),
                ("is_strict", models.BooleanField()),
                ("source_id", models.UUIDField()),
                ("acted_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField()),
                (
                    "partner",
                    prm.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
                    ),
                ),
                (
                    "partnership",
                    prm.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commercial_events",
                        to="programs.partnership",
                        with_partner=True,
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
                "ordering": ["acted_at"],
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "objects",
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="HandIn",
            fields=[
                ("id", models.UUIDField(default=prm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="note")),
                ("form_version", models.UUIDField(null=True)),
                ("answers", models.JSONField(default=dict)),
                ("handed_in_at", models.DateTimeField()),
                ("handed_in_by", models.CharField(max_length=160)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=160)),
                ("is_accepted", models.BooleanField(null=True)),
                ("reason", models.CharField(blank=True, max_length=400)),
                (
                    "partner",
                    prm.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.partner"
                    ),
                ),
                (
                    "partnership",
                    prm.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.partnership",
                        with_partner=True,
                    ),
                ),
                (
                    "step",
                    prm.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hand_ins",
                        to="programs.onboardingstep",
                        with_partner=True,
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
                "ordering": ["-handed_in_at"],
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "objects",
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="OnboardingForm",
            fields=[
                ("id", models.UUIDField(default=prm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("ref", models.CharField(editable=False, max_length=16)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
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
                "abstract": False,
                "base_manager_name": "unscoped",
                "default_manager_name": "objects",
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="journey",
            name="closed_done",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="journey",
            name="closed_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="journey",
            name="closed_required",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="journey",
            name="closed_waived",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="journey",
            name="expected_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="journey",
            name="expected_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=160),
        ),
        migrations.AddField(
            model_name="journey",
            name="expected_reason",
            field=models.CharField(blank=True, db_default="", default="", max_length=400),
        ),
        migrations.AddField(
            model_name="journey",
            name="is_sequential",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="journey",
            name="template_number",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="journey",
            name="vendor_delay_days",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="journeytemplate",
            name="is_sequential",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="each stage waits for the one before"
            ),
        ),
        migrations.AddField(
            model_name="journeytemplate",
            name="number",
            field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="journeytemplate",
            name="program",
            field=prm.tenancy.fields.TenantForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.program",
            ),
        ),
        migrations.AddField(
            model_name="journeytemplate",
            name="replaced_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="onboardingstep",
            name="instructions",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="instructions"),
        ),
        migrations.AddField(
            model_name="onboardingstep",
            name="meets_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="onboardingstep",
            name="opens",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="opens",
            ),
        ),
        migrations.AddField(
            model_name="onboardingstep",
            name="partner_role",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=20, verbose_name="who of the partner"
            ),
        ),
        migrations.AddField(
            model_name="onboardingstep",
            name="stage",
            field=models.CharField(blank=True, db_default="", default="", max_length=60, verbose_name="stage"),
        ),
        migrations.AddField(
            model_name="onboardingstep",
            name="told",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="onboardingstep",
            name="vendor_role",
            field=models.CharField(blank=True, db_default="", default="", max_length=20, verbose_name="who of us"),
        ),
        migrations.AddField(
            model_name="steptemplate",
            name="instructions",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="instructions"),
        ),
        migrations.AddField(
            model_name="steptemplate",
            name="opens",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="opens",
            ),
        ),
        migrations.AddField(
            model_name="steptemplate",
            name="partner_role",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=20, verbose_name="who of the partner"
            ),
        ),
        migrations.AddField(
            model_name="steptemplate",
            name="stage",
            field=models.CharField(blank=True, db_default="", default="", max_length=60, verbose_name="stage"),
        ),
        migrations.AddField(
            model_name="steptemplate",
            name="vendor_role",
            field=models.CharField(blank=True, db_default="", default="", max_length=20, verbose_name="who of us"),
        ),
        # Only what forms call them is new.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="onboardingstep",
                    name="due_days",
                    field=models.PositiveSmallIntegerField(verbose_name="due, days after signing"),
                ),
                migrations.AlterField(
                    model_name="onboardingstep",
                    name="is_required",
                    field=models.BooleanField(default=True, verbose_name="required"),
                ),
                migrations.AlterField(
                    model_name="onboardingstep",
                    name="kind",
                    field=models.CharField(max_length=40, verbose_name="kind"),
                ),
                migrations.AlterField(
                    model_name="onboardingstep",
                    name="position",
                    field=models.PositiveSmallIntegerField(verbose_name="position"),
                ),
                migrations.AlterField(
                    model_name="onboardingstep",
                    name="side",
                    field=models.CharField(
                        choices=[("vendor", "Us"), ("partner", "Partner"), ("both", "Both")],
                        max_length=10,
                        verbose_name="whose turn",
                    ),
                ),
                migrations.AlterField(
                    model_name="onboardingstep",
                    name="subject",
                    field=models.CharField(blank=True, max_length=80, verbose_name="subject"),
                ),
                migrations.AlterField(
                    model_name="onboardingstep",
                    name="title",
                    field=models.CharField(max_length=120, verbose_name="title"),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="commercialevent",
            index=models.Index(fields=["vendor", "partnership", "acted_at"], name="commercial_event_first"),
        ),
        migrations.AddConstraint(
            model_name="commercialevent",
            constraint=prm.tenancy.constraints.RowSecurity(name="programs_commercialevent_rls", portal="own"),
        ),
        migrations.AddConstraint(
            model_name="commercialevent",
            constraint=models.UniqueConstraint(fields=("vendor", "kind", "source_id"), name="commercial_event_once"),
        ),
        migrations.AddConstraint(
            model_name="commercialevent",
            constraint=prm.tenancy.constraints.CompositeForeignKey(
                field="partner", name="programs_commercialevent_partner_373a564b_fk"
            ),
        ),
        migrations.AddConstraint(
            model_name="commercialevent",
            constraint=prm.tenancy.constraints.CompositeForeignKey(
                field="partnership", name="programs_commercialevent_partnership_f7531702_fk", with_partner=True
            ),
        ),
        migrations.AddIndex(
            model_name="handin",
            index=models.Index(fields=["vendor", "step", "-handed_in_at"], name="hand_in_step"),
        ),
        migrations.AddConstraint(
            model_name="handin",
            constraint=prm.tenancy.constraints.RowSecurity(
                name="programs_handin_rls", portal="own", portal_grants="SELECT, INSERT"
            ),
        ),
        migrations.AddConstraint(
            model_name="handin",
            constraint=prm.tenancy.constraints.CompositeForeignKey(
                field="partner", name="programs_handin_partner_c422d741_fk"
            ),
        ),
        migrations.AddConstraint(
            model_name="handin",
            constraint=prm.tenancy.constraints.CompositeForeignKey(
                field="partnership", name="programs_handin_partnership_2f1bf2a8_fk", with_partner=True
            ),
        ),
        migrations.AddConstraint(
            model_name="handin",
            constraint=prm.tenancy.constraints.CompositeForeignKey(
                field="step", name="programs_handin_step_6a9e08d6_fk", with_partner=True
            ),
        ),
        migrations.AddConstraint(
            model_name="onboardingform",
            constraint=prm.tenancy.constraints.RowSecurity(name="programs_onboardingform_rls", portal="vendor"),
        ),
        migrations.AddConstraint(
            model_name="onboardingform",
            constraint=models.UniqueConstraint(fields=("vendor", "ref"), name="onboarding_form_ref"),
        ),
    ]
