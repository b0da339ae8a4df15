from django.urls import path

from agreements.workspace import agreements, signing, templates, terms

app_name = "agreements"
urlpatterns = [
    path("", agreements.AgreementList.as_view(), name="agreement-list"),
    path("new/", agreements.AgreementCreate.as_view(), name="agreement-create"),
    path("partner/<str:ref>/", agreements.PartnerPanel.as_view(), name="partner-panel"),
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
    path("<str:ref>/send/", signing.Send.as_view(), name="agreement-send"),
    path("<str:ref>/recall/", signing.Recall.as_view(), name="agreement-recall"),
    path("<str:ref>/link/", signing.MakeLink.as_view(), name="agreement-link"),
    path("<str:ref>/countersign/", signing.Countersign.as_view(), name="agreement-countersign"),
    path("<str:ref>/void/", signing.Void.as_view(), name="agreement-void"),
]
