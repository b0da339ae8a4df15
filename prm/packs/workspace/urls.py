from django.urls import path

from prm.packs.workspace import views

app_name = "packs"
urlpatterns = [
    path("types/", views.Types.as_view(), name="types"),
    path("types/switch/", views.SwitchModule.as_view(), name="module-switch"),
]
