from django.urls import path

from prm.today.workspace import views

app_name = "today"
urlpatterns = [
    path("", views.Today.as_view(), name="today"),
    path("snooze/", views.SnoozeSuggestion.as_view(), name="snooze"),
]
