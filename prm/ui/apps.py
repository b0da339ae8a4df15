from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "prm.ui"

    def ready(self) -> None:
        from prm.ui import checks  # noqa: F401
