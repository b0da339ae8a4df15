from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnablementConfig(AppConfig):
    name = "enablement"

    def ready(self) -> None:
        from enablement import files, metrics  # noqa: F401 - files registers what a lesson's file may be
        from programs import onboarding

        metrics.register()
        onboarding.register_step(
            "pass_course", label=_("Pass a course"), icon="school", url_name="portal:enablement:course-list"
        )
