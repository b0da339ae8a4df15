from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnablementConfig(AppConfig):
    name = "enablement"

    def ready(self) -> None:
        from enablement import files  # noqa: F401 - registers what a lesson's file may be
        from enablement.queries import certified_people
        from programs import metrics, onboarding

        metrics.register("certified_people", _("Certified people"), "count", certified_people)
        onboarding.register_step(
            "pass_course", label=_("Pass a course"), icon="school", url_name="portal:enablement:course-list"
        )
