from django.urls import path

from prm.ui import pages

app_name = "ui"
urlpatterns = [
    path("badges/", pages.NavBadges.as_view(), name="badges"),
    path("search/", pages.SearchPage.as_view(), name="search"),
]
