from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "prm.bench"
