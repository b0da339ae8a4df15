"""Any periodic job by hand, for every vendor or one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from prm.schedule import JOBS
from prm.tenancy.models import Vendor
from prm.tenancy.tasks import TENANT_TASKS


class Command(BaseCommand):
    help = "Runs a scheduled job now, here, for each vendor."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("name", nargs="?", help="the job, or its last part: review_tiers")
        parser.add_argument("--vendor", help="only this vendor, by its address")
        parser.add_argument("--list", action="store_true", help="the jobs and when they run")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"] or not options["name"]:
            for name, when in JOBS.items():
                self.stdout.write(f"{name}  {when}")
            return
        wanted = options["name"]
        names = [name for name in JOBS if wanted in (name, name.rsplit(".", 1)[-1])]
        if not names:
            raise CommandError(f"There is no job {wanted}; --list shows them.")
        vendors = Vendor.objects.filter(is_active=True).order_by("slug")
        if options["vendor"]:
            vendors = vendors.filter(slug=options["vendor"])
        found = list(vendors)
        if not found:
            raise CommandError("There is no such vendor.")
        for vendor in found:
            TENANT_TASKS[names[0]].run_now(vendor_id=vendor.pk)
            self.stdout.write(f"{names[0]}: {vendor.slug} done")
