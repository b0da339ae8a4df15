from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from prm.lib.serving import about_to_serve


class TenancyConfig(AppConfig):
    name = "prm.tenancy"

    def ready(self) -> None:
        # Tasks are published through our Celery application from every process, the web's and the tests' too.
        from prm import celery  # noqa: F401
        from prm.tenancy import checks  # noqa: F401 - registers the system checks
        from prm.tenancy.grants import grant_global_tables
        from prm.tenancy.guard import start_serving

        # Every process knows every task by name, the web too: services publish by name.
        autodiscover_modules("tasks")
        about_to_serve.connect(start_serving, dispatch_uid="prm.tenancy.guard")
        post_migrate.connect(grant_global_tables, dispatch_uid="prm.tenancy.grants")
