from django.urls import path

from prm.notifications.public import views

app_name = "notifications"
urlpatterns = [path("ops/outbox/", views.PlatformOutbox.as_view(), name="platform-outbox")]
