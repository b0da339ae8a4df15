from django.urls import path

from prm.imports.workspace import views

app_name = "imports"
urlpatterns = [
    path("", views.ImportList.as_view(), name="batch-list"),
    path("new/", views.ImportCreate.as_view(), name="batch-create"),
    path("template/", views.TemplateFile.as_view(), name="template"),
    path("<str:ref>/", views.ImportDetail.as_view(), name="batch-detail"),
    path("<str:ref>/progress/", views.ImportProgress.as_view(), name="batch-progress"),
    path("<str:ref>/columns/", views.ImportColumns.as_view(), name="batch-columns"),
    path("<str:ref>/run/", views.ImportRun.as_view(), name="batch-run"),
    path("<str:ref>/resume/", views.ImportResume.as_view(), name="batch-resume"),
    path("<str:ref>/undo/", views.ImportUndo.as_view(), name="batch-undo"),
    path("<str:ref>/cancel/", views.ImportCancel.as_view(), name="batch-cancel"),
    path("<str:ref>/not-taken.csv", views.ErrorFile.as_view(), name="batch-errors"),
    path("<str:ref>/not-taken.xlsx", views.ErrorWorkbook.as_view(), name="batch-errors-xlsx"),
]
