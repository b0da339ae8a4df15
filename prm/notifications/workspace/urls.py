from django.urls import path

from prm.notifications.workspace import views

app_name = "notifications"
urlpatterns = [
    path("", views.Inbox.as_view(), name="inbox"),
    path("read/", views.ReadAll.as_view(), name="read-all"),
    path("preferences/", views.Preferences.as_view(), name="preferences"),
    path("outbox/", views.Outbox.as_view(), name="outbox"),
    path("outbox/<uuid:pk>/", views.Mail.as_view(), name="mail"),
    path("outbox/<uuid:pk>/source/", views.MailSource.as_view(), name="mail-source"),
    path("outbox/<uuid:pk>/retry/", views.MailRetry.as_view(), name="mail-retry"),
    path("<uuid:pk>/", views.OpenNotice.as_view(), name="open"),
]
