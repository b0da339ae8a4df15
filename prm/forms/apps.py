from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FormsConfig(AppConfig):
    name = "prm.forms"

    def ready(self) -> None:
        autodiscover_modules("form_kinds")
