from django.urls import path

from partners.workspace import contacts, partners, prospect, prospects, screenings

app_name = "partners"
urlpatterns = [
    path("", partners.PartnerList.as_view(), name="partner-list"),
    path("new/", partners.PartnerCreate.as_view(), name="partner-create"),
    path("prospects/", prospects.ProspectList.as_view(), name="prospect-list"),
    path("prospects/board/", prospects.ProspectBoard.as_view(), name="prospect-board"),
    path("prospects/new/", prospect.ProspectCreate.as_view(), name="prospect-create"),
    path("prospects/<str:ref>/", prospect.ProspectDetail.as_view(), name="prospect-detail"),
    path("prospects/<str:ref>/edit/", prospect.ProspectEdit.as_view(), name="prospect-edit"),
    path("prospects/<str:ref>/owner/", prospect.ProspectOwner.as_view(), name="prospect-owner"),
    path("prospects/<str:ref>/contact/", prospect.ProspectMove.as_view(action="contact"), name="prospect-contact"),
    path("prospects/<str:ref>/engage/", prospect.ProspectMove.as_view(action="engage"), name="prospect-engage"),
    path("prospects/<str:ref>/qualify/", prospect.ProspectMove.as_view(action="qualify"), name="prospect-qualify"),
    path("prospects/<str:ref>/reopen/", prospect.ProspectMove.as_view(action="reopen"), name="prospect-reopen"),
    path("prospects/<str:ref>/decline/", prospect.ProspectDecline.as_view(), name="prospect-decline"),
    path("prospects/<str:ref>/convert/", prospect.ProspectConvert.as_view(), name="prospect-convert"),
    path("prospects/<str:ref>/log/", prospect.ProspectTouchAdd.as_view(), name="prospect-log"),
    path("prospects/<str:ref>/people/new/", prospect.ProspectContactCreate.as_view(), name="prospect-person-create"),
    path(
        "prospects/<str:ref>/people/<uuid:contact>/",
        prospect.ProspectContactEdit.as_view(),
        name="prospect-person-edit",
    ),
    path(
        "prospects/<str:ref>/people/<uuid:contact>/remove/",
        prospect.ProspectContactRemove.as_view(),
        name="prospect-person-remove",
    ),
    path("due-diligence/", screenings.ScreeningList.as_view(), name="screening-list"),
    path("due-diligence/<str:ref>/", screenings.ScreeningDetail.as_view(), name="screening-detail"),
    path("due-diligence/<str:ref>/clear/", screenings.ScreeningClear.as_view(), name="screening-clear"),
    path("due-diligence/<str:ref>/refuse/", screenings.ScreeningStop.as_view(action="refuse"), name="screening-refuse"),
    path(
        "due-diligence/<str:ref>/give-back/",
        screenings.ScreeningStop.as_view(action="give_back"),
        name="screening-give-back",
    ),
    path(
        "due-diligence/<str:ref>/flags/<uuid:flag>/clear/",
        screenings.RedFlagDecide.as_view(action="clear"),
        name="flag-clear",
    ),
    path(
        "due-diligence/<str:ref>/flags/<uuid:flag>/uphold/",
        screenings.RedFlagDecide.as_view(action="uphold"),
        name="flag-uphold",
    ),
    path("<str:ref>/due-diligence/", screenings.PartnerDiligence.as_view(), name="partner-diligence"),
    path("<str:ref>/due-diligence/ask/", screenings.ScreeningAsk.as_view(), name="screening-ask"),
    path("<str:ref>/", partners.PartnerDetail.as_view(), name="partner-detail"),
    path("<str:ref>/edit/", partners.PartnerEdit.as_view(), name="partner-edit"),
    path("<str:ref>/owner/", partners.PartnerOwner.as_view(), name="partner-owner"),
    path("<str:ref>/timeline/", partners.PartnerTimeline.as_view(), name="partner-timeline"),
    path("<str:ref>/suspend/", partners.PartnerSuspend.as_view(), name="partner-suspend"),
    path("<str:ref>/resume/", partners.PartnerResume.as_view(), name="partner-resume"),
    path("<str:ref>/end/", partners.PartnerEnd.as_view(), name="partner-end"),
    path("<str:ref>/contacts/new/", contacts.ContactCreate.as_view(), name="contact-create"),
    path("<str:ref>/contacts/<str:contact>/", contacts.ContactEdit.as_view(), name="contact-edit"),
    path("<str:ref>/contacts/<str:contact>/remove/", contacts.ContactRemove.as_view(), name="contact-remove"),
]
