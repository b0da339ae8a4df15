from django.urls import path

from partners.portal import profile, screening

app_name = "partners"
urlpatterns = [
    path("profile/", profile.Profile.as_view(), name="profile"),
    path("due-diligence/", screening.AnswerScreening.as_view(), name="screening"),
]
