from django.urls import path

from programs.portal import changes, steps, views

app_name = "programs"
urlpatterns = [
    path("", views.MyProgram.as_view(), name="my-program"),
    path("changes/", changes.Changes.as_view(), name="changes"),
    path("benefits/<str:ref>/", views.MyEntitlement.as_view(), name="entitlement-detail"),
    path("first-steps/", views.FirstSteps.as_view(), name="onboarding"),
    path("first-steps/<str:ref>/hand-in/", steps.HandIn.as_view(), name="step-hand-in"),
]
