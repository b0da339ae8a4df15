from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PacksConfig(AppConfig):
    name = "prm.packs"

    def ready(self) -> None:
        autodiscover_modules("packs")
