from django.urls import path

from prm.ui import pages
from prm.ui.help import HelpPage

app_name = "ui"
urlpatterns = [
    path("badges/", pages.NavBadges.as_view(), name="badges"),
    path("help/", HelpPage.as_view(), name="help"),
    path("search/", pages.SearchPage.as_view(), name="search"),
]
