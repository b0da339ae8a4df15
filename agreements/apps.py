from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "agreements"

    def ready(self) -> None:
        from agreements.permissions import AgreementPermission, PortalAgreementPermission
        from agreements.services.sealing import FILE_KIND
        from prm.files.kinds import FileKind, register

        register(
            FileKind(
                FILE_KIND,
                allowed=frozenset({"pdf"}),
                permissions={"vendor": AgreementPermission.VIEW, "portal": PortalAgreementPermission.VIEW},
            )
        )
