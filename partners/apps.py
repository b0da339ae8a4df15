from uuid import UUID

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PartnersConfig(AppConfig):
    name = "partners"

    def ready(self) -> None:
        from partners.models import Partner
        from prm.accounts import partner_names

        def name_of(partner_id: UUID) -> str:
            return Partner.objects.filter(pk=partner_id).values_list("name", flat=True).first() or ""

        partner_names.register(name_of)
        autodiscover_modules("merging", "handover")
