from django.urls import path

from prm.today.portal import views

app_name = "today"
urlpatterns = [path("", views.Home.as_view(), name="home")]
