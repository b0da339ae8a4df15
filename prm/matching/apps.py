from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "prm.matching"
