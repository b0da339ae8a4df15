from django.urls import path

from prm.forms.workspace import questions, views

app_name = "forms"
urlpatterns = [
    path("", views.FormList.as_view(), name="form-list"),
    path("start/", views.FormStart.as_view(), name="form-start"),
    path("<str:ref>/", views.FormDetail.as_view(), name="form-detail"),
    path("<str:ref>/preview/", views.FormPreview.as_view(), name="form-preview"),
    path("<str:ref>/publish/", views.FormPublish.as_view(), name="form-publish"),
    path("<str:ref>/discard/", views.FormDiscard.as_view(), name="form-discard"),
    path("<str:ref>/add/", questions.QuestionCreate.as_view(), name="question-create"),
    path("<str:ref>/questions/<slug:key>/", questions.QuestionEdit.as_view(), name="question-edit"),
    path("<str:ref>/questions/<slug:key>/move/", questions.QuestionMove.as_view(), name="question-move"),
    path("<str:ref>/questions/<slug:key>/remove/", questions.QuestionRemove.as_view(), name="question-remove"),
]
