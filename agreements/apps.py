from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    name = "agreements"

    def ready(self) -> None:
        from agreements.permissions import AgreementPermission, PortalAgreementPermission
        from agreements.services.paper import FILE_KIND as PAPER
        from agreements.services.sealing import FILE_KIND as SEALED
        from prm.files.kinds import FileKind, register
        from programs import onboarding

        onboarding.register_step(
            "sign_agreement", label=_("Sign the agreement"), icon="writing-sign",
            url_name="portal:agreements:agreement-list",
        )  # fmt: skip
        for key in (SEALED, PAPER):
            register(
                FileKind(
                    key,
                    allowed=frozenset({"pdf"}),
                    permissions={"vendor": AgreementPermission.VIEW, "portal": PortalAgreementPermission.VIEW},
                )
            )
