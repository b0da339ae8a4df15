from django.urls import path

from enablement.public.views import Verify, VerifyForm

app_name = "enablement"
urlpatterns = [
    path("verify/<slug:vendor>/", VerifyForm.as_view(), name="verify-form"),
    path("verify/<slug:vendor>/<str:code>/", Verify.as_view(), name="verify"),
]
