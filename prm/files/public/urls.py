from django.urls import path

from prm.files.public.views import PublicFile, SignedFile

app_name = "files"
urlpatterns = [
    path("files/<slug:vendor>/signed/<str:token>/", SignedFile.as_view(), name="signed"),
    path("files/<slug:vendor>/<slug:ref>/", PublicFile.as_view(), name="download"),
]
