from django.urls import path

from prm.files.workspace.views import FileDownload

app_name = "files"
urlpatterns = [path("<slug:ref>/", FileDownload.as_view(), name="download")]
