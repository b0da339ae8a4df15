from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "prm.accounts"

    def ready(self) -> None:
        from prm.accounts import sessions  # noqa: F401 - connects to allauth's signals

        autodiscover_modules("permissions", "lifecycle", "leaving")
