from django.urls import path

from agreements.portal import commitments, offboarding, views

app_name = "agreements"
urlpatterns = [
    path("", views.AgreementList.as_view(), name="agreement-list"),
    path("promises/", commitments.CommitmentList.as_view(), name="commitment-list"),
    path("promises/<str:ref>/", commitments.CommitmentDetail.as_view(), name="commitment-detail"),
    path("promises/<str:ref>/waive/", commitments.Waive.as_view(), name="commitment-waive"),
    path("steps/<str:ref>/confirm/", offboarding.StepConfirm.as_view(), name="step-confirm"),
    path("<str:ref>/", views.AgreementDetail.as_view(), name="agreement-detail"),
    path("<str:ref>/sign/", views.Sign.as_view(), name="agreement-sign"),
    path("<str:ref>/delegate/", views.Delegate.as_view(), name="agreement-delegate"),
    path("<str:ref>/decline/", views.Decline.as_view(), name="agreement-decline"),
    path("<str:ref>/changes/", views.Changes.as_view(), name="agreement-changes"),
    path("<str:ref>/notice/", views.Notice.as_view(), name="agreement-notice"),
    path("<str:ref>/paper/", views.PaperCopy.as_view(), name="agreement-paper"),
    path("<str:ref>/file/", views.SealedFile.as_view(), name="agreement-file"),
]
