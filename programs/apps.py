from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from programs import links, promises  # noqa: F401
        from programs.portal import nav  # noqa: F401
        from programs.workspace import nav as workspace_nav  # noqa: F401
