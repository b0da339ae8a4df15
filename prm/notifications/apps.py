from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "prm.notifications"
