from django.urls import path

from prm.clocks.workspace import views

app_name = "clocks"
urlpatterns = [
    path("promises/", views.Promises.as_view(), name="promises"),
    path("promises/edit/", views.PromisesEdit.as_view(), name="promises-edit"),
    path("calendar/edit/", views.CalendarEdit.as_view(), name="calendar-edit"),
]
