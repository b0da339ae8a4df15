from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnablementConfig(AppConfig):
    name = "enablement"

    def ready(self) -> None:
        from enablement import files, metrics  # noqa: F401 - files registers what a lesson's file may be
        from programs import onboarding

        metrics.register()
        onboarding.register_area("enablement", label=_("Learning"))
        for kind, label, icon in (
            ("pass_course", _("Pass a course"), "school"),
            ("pass_quiz", _("Pass a test"), "list-check"),
            ("earn_certification", _("Earn a certification"), "certificate"),
        ):
            onboarding.register_step(
                kind, label=label, icon=icon, url_name="portal:enablement:course-list", is_enablement=True
            )
