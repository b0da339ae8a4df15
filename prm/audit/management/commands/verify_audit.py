"""Whether the audit log of every vendor, or of one, is as it was written."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from prm.audit.chain import Broken, anchors_in, verify
from prm.tenancy.models import Vendor
from prm.tenancy.scope import Audience, tenant_context


class Command(BaseCommand):
    help = "Walks the audit log link by link and names the first place where it was altered."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--vendor", help="only this vendor, by its address")
        parser.add_argument("--anchors", type=Path, help="a log with lines 'audit head ...' that the chain must meet")

    def handle(self, *args: Any, **options: Any) -> None:
        vendors = Vendor.objects.order_by("slug")
        found = list(vendors.filter(slug=options["vendor"]) if options["vendor"] else vendors)
        if not found:
            raise CommandError("There is no such vendor.")
        anchors: dict[str, dict[int, bytes]] = {}
        if options["anchors"]:
            with options["anchors"].open(encoding="utf-8") as lines:
                anchors = anchors_in(lines)
        broken = [vendor.slug for vendor in found if not self.holds(vendor, anchors.get(vendor.slug, {}))]
        if broken:
            raise CommandError(f"The audit log is broken at {', '.join(broken)}.")

    def holds(self, vendor: Vendor, anchors: dict[int, bytes]) -> bool:
        with tenant_context(Audience.VENDOR, vendor.pk):
            try:
                self.stdout.write(f"{vendor.slug}: whole, {len(anchors)} anchors met, head {verify(anchors)}")
            except Broken as fault:
                self.stdout.write(f"{vendor.slug}: {fault}")
                return False
        return True
