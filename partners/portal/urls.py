from django.urls import path

from partners.portal import access, locations, profile, screening

app_name = "partners"
urlpatterns = [
    path("profile/", profile.Profile.as_view(), name="profile"),
    path("profile/locations/new/", locations.LocationCreate.as_view(), name="location-create"),
    path("profile/locations/<str:ref>/", locations.LocationEdit.as_view(), name="location-edit"),
    path("profile/locations/<str:ref>/remove/", locations.LocationRemove.as_view(), name="location-remove"),
    path("access/", access.AccessList.as_view(), name="access-list"),
    path("access/<str:ref>/", access.AccessDecide.as_view(), name="access-decide"),
    path("access/<str:ref>/decline/", access.AccessDecline.as_view(), name="access-decline"),
    path("due-diligence/", screening.AnswerScreening.as_view(), name="screening"),
]
