from django.urls import path

from programs.public import views

app_name = "programs"
urlpatterns = [
    path("apply/<slug:vendor>/", views.Chooser.as_view(), name="chooser"),
    path("apply/<slug:vendor>/at/<str:token>/", views.MyApplication.as_view(), name="application"),
    path("apply/<slug:vendor>/at/<str:token>/withdraw/", views.Withdraw.as_view(), name="application-withdraw"),
    path("apply/<slug:vendor>/<str:ref>/", views.Apply.as_view(), name="apply"),
]
