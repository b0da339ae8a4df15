from django.conf import settings
from django.urls import path

from prm.ui import pages
from prm.ui.gallery import Gallery

app_name = "ui"
urlpatterns = [
    path("ui/theme/", pages.ThemeSwitch.as_view(), name="theme"),
    path("brand/<slug:vendor>/<slug:version>.css", pages.BrandStylesheet.as_view(), name="brand"),
]
if settings.SHOW_GALLERY:
    urlpatterns += [
        path("ui/gallery/", Gallery.as_view(), name="gallery"),
        path("ui/gallery/<slug:shell>/", Gallery.as_view(), name="gallery-shell"),
        path("ui/gallery/<slug:ref>/<slug:action>/", Gallery.as_view(), name="gallery-act"),
    ]
