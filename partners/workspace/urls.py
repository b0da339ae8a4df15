from django.urls import path

from partners.workspace import contacts, partners

app_name = "partners"
urlpatterns = [
    path("", partners.PartnerList.as_view(), name="partner-list"),
    path("new/", partners.PartnerCreate.as_view(), name="partner-create"),
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
