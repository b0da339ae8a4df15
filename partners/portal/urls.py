from django.urls import path

from partners.portal import profile

app_name = "partners"
urlpatterns = [path("profile/", profile.Profile.as_view(), name="profile")]
