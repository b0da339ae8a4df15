from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DealsConfig(AppConfig):
    name = "deals"

    def ready(self) -> None:
        from deals import files, metrics, nav, promised  # noqa: F401 - files registers what may be attached
        from programs.onboarding import register_area, register_step

        nav.register()
        metrics.register()
        promised.register()
        register_area("deals", label=_("Deals and referrals"))
        register_step(
            "submit_referral", label=_("Send your first referral"), icon="user-share",
            url_name="portal:deals:referral-new",
        )  # fmt: skip
        register_step(
            "register_deal", label=_("Register your first deal"), icon="file-certificate",
            url_name="portal:deals:registration-new",
        )  # fmt: skip
