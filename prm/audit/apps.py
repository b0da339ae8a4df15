from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    name = "prm.audit"

    def ready(self) -> None:
        autodiscover_modules("timeline")
