from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UiConfig(AppConfig):
    name = "prm.ui"

    def ready(self) -> None:
        from prm.ui import checks  # noqa: F401

        autodiscover_modules("workspace.nav", "portal.nav", "workspace.panels")
