from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ClocksConfig(AppConfig):
    name = "prm.clocks"

    def ready(self) -> None:
        autodiscover_modules("promises")
