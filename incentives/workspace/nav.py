"""Incentivize, in the workspace's rail."""

from django.utils.translation import gettext_lazy as _

from incentives.models import PaymentBatch, Statement
from incentives.permissions import IncentivePermission
from prm.lib.actor import Actor
from prm.ui import nav


def waiting_statements(actor: Actor) -> int:
    return Statement.objects.filter(status="calculated").count()


def waiting_batches(actor: Actor) -> int:
    return PaymentBatch.objects.filter(status="draft").count()


ENTRIES = (
    (_("Plans"), "workspace:incentives:plan-list", "coins", 10, None),
    (_("Invoices"), "workspace:incentives:fact-list", "receipt", 20, None),
    (_("Earnings"), "workspace:incentives:earning-list", "cash", 30, None),
    (_("Statements"), "workspace:incentives:statement-list", "file-text", 40, waiting_statements),
    (_("Payments"), "workspace:incentives:batch-list", "building-bank", 50, waiting_batches),
)
for label, url_name, icon, order, badge in ENTRIES:
    nav.register(
        audience="workspace",
        group="incentivize",
        label=label,
        url_name=url_name,
        permission=IncentivePermission.VIEW,
        icon=icon,
        order=order,
        badge=badge,
    )
