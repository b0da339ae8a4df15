from django.urls import path

from agreements.public.views import SignByLink

app_name = "agreements"
urlpatterns = [path("sign/<slug:vendor>/<str:token>/", SignByLink.as_view(), name="sign")]
