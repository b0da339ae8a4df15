from django.urls import path

from agreements.workspace import agreements, commitments, drift, limits, signing, templates, terms

app_name = "agreements"
urlpatterns = [
    path("", agreements.AgreementList.as_view(), name="agreement-list"),
    path("new/", agreements.AgreementCreate.as_view(), name="agreement-create"),
    path("partner/<str:ref>/", agreements.PartnerPanel.as_view(), name="partner-panel"),
    path("commitments/", commitments.CommitmentList.as_view(), name="commitment-list"),
    path("commitments/kept/", commitments.CommitmentScores.as_view(), name="commitment-scores"),
    path("commitments/<str:ref>/", commitments.CommitmentDetail.as_view(), name="commitment-detail"),
    path("commitments/<str:ref>/waive/", commitments.Waive.as_view(), name="commitment-waive"),
    path("drift/", drift.DriftList.as_view(), name="drift-list"),
    path("limits/", limits.Limits.as_view(), name="limits"),
    path("limits/edit/", limits.LimitsEdit.as_view(), name="limits-edit"),
    path("terms/<str:ref>/approve/", limits.ApproveTerms.as_view(), name="approval-approve"),
    path("terms/<str:ref>/decline/", limits.DeclineTerms.as_view(), name="approval-decline"),
    path("templates/", templates.TemplateList.as_view(), name="template-list"),
    path("templates/new/", templates.TemplateCreate.as_view(), name="template-create"),
    path("templates/<str:ref>/", templates.TemplateDetail.as_view(), name="template-detail"),
    path("templates/<str:ref>/edit/", templates.TemplateEdit.as_view(), name="template-edit"),
    path("templates/<str:ref>/publish/", templates.TemplatePublish.as_view(), name="template-publish"),
    path("versions/<str:ref>/", templates.VersionDetail.as_view(), name="version-detail"),
    path("versions/<str:ref>/accepted/", templates.Accepted.as_view(), name="version-accepted"),
    path("<str:ref>/", agreements.AgreementDetail.as_view(), name="agreement-detail"),
    path("<str:ref>/file/", agreements.SealedFile.as_view(), name="agreement-file"),
    path("<str:ref>/terms/", terms.Negotiate.as_view(), name="agreement-terms"),
    path("<str:ref>/refresh/", terms.Refresh.as_view(), name="agreement-refresh"),
    path("<str:ref>/notice/", terms.Notice.as_view(), name="agreement-notice"),
    path("<str:ref>/renewal/", terms.PrepareRenewal.as_view(), name="agreement-renewal"),
    path("<str:ref>/terminate/", terms.Terminate.as_view(), name="agreement-terminate"),
    path("<str:ref>/commitments/new/", commitments.AddCommitment.as_view(), name="commitment-create"),
    path("<str:ref>/send/", signing.Send.as_view(), name="agreement-send"),
    path("<str:ref>/recall/", signing.Recall.as_view(), name="agreement-recall"),
    path("<str:ref>/link/", signing.MakeLink.as_view(), name="agreement-link"),
    path("<str:ref>/countersign/", signing.Countersign.as_view(), name="agreement-countersign"),
    path("<str:ref>/void/", signing.Void.as_view(), name="agreement-void"),
]
