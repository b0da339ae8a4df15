from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "prm.imports"
