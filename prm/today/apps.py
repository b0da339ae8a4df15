from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TodayConfig(AppConfig):
    name = "prm.today"

    def ready(self) -> None:
        autodiscover_modules("today", "home")
