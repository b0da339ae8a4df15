from django.urls import path

from partners.public import views

app_name = "partners"
urlpatterns = [path("access/<slug:vendor>/", views.AskAccess.as_view(), name="access")]
