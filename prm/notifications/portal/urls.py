from django.urls import path

from prm.notifications.workspace import views

app_name = "notifications"
urlpatterns = [
    path("", views.Inbox.as_view(), name="inbox"),
    path("read/", views.ReadAll.as_view(), name="read-all"),
    path("preferences/", views.Preferences.as_view(), name="preferences"),
    path("<uuid:pk>/", views.OpenNotice.as_view(), name="open"),
]
