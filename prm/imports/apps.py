from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ImportsConfig(AppConfig):
    name = "prm.imports"

    def ready(self) -> None:
        import prm.imports.exchange_rates  # noqa: F401 - registers its kind

        autodiscover_modules("imports")
