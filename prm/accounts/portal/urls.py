from django.urls import path

from prm.accounts.portal import views
from prm.accounts.workspace import settings

app_name = "accounts"
urlpatterns = [
    path("profile/", settings.Profile.as_view(), name="profile"),
    path("switch/", settings.MembershipSwitch.as_view(), name="membership-switch"),
    path("team/", views.TeamList.as_view(), name="member-list"),
    path("team/invite/", views.TeamInvite.as_view(), name="member-invite"),
    path("team/<uuid:pk>/", views.TeamEdit.as_view(), name="member-edit"),
    path("team/<uuid:pk>/deactivate/", views.TeamDeactivate.as_view(), name="member-deactivate"),
    path("team/<uuid:pk>/reactivate/", views.TeamReactivate.as_view(), name="member-reactivate"),
    path("invitations/", views.TeamInvitations.as_view(), name="invitation-list"),
    path("invitations/<slug:ref>/", views.TeamRevoke.as_view(), name="invitation-revoke"),
    path("keys/", views.TeamTokens.as_view(), name="token-list"),
    path("keys/new/", views.TeamTokenCreate.as_view(), name="token-create"),
    path("keys/<slug:ref>/", views.TeamTokenRevoke.as_view(), name="token-revoke"),
]
