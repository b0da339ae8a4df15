from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "prm.api"

    def ready(self) -> None:
        from prm.api import checks, schema  # noqa: F401 - registers the system checks and the schema's extensions
