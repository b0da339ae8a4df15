from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class TenancyConfig(AppConfig):
    name = "prm.tenancy"

    def ready(self) -> None:
        # Tasks are published through our Celery application from every process, the web's and the tests' too.
        from prm import celery  # noqa: F401
        from prm.tenancy import checks  # noqa: F401 - registers the system checks
        from prm.tenancy.grants import grant_global_tables

        # Every process knows every task by name, the web too: services publish by name.
        autodiscover_modules("tasks")
        post_migrate.connect(grant_global_tables, dispatch_uid="prm.tenancy.grants")
