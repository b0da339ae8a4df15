from django.urls import path

from prm.accounts.workspace import leaving, members, settings, tokens

app_name = "accounts"
urlpatterns = [
    path("settings/", settings.SettingsIndex.as_view(), name="settings"),
    path("settings/organization/", settings.Organization.as_view(), name="organization"),
    path("profile/", settings.Profile.as_view(), name="profile"),
    path("switch/", settings.MembershipSwitch.as_view(), name="membership-switch"),
    path("members/", members.MemberList.as_view(), name="member-list"),
    path("members/invite/", members.MemberInvite.as_view(), name="member-invite"),
    path("members/<uuid:pk>/", members.MemberEdit.as_view(), name="member-edit"),
    path("members/<uuid:pk>/leave/", leaving.MemberLeave.as_view(), name="member-leave"),
    path("members/<uuid:pk>/deactivate/", members.MemberDeactivate.as_view(), name="member-deactivate"),
    path("members/<uuid:pk>/reactivate/", members.MemberReactivate.as_view(), name="member-reactivate"),
    path("invitations/", members.InvitationList.as_view(), name="invitation-list"),
    path("invitations/<slug:ref>/", members.InvitationRevoke.as_view(), name="invitation-revoke"),
    path("keys/", tokens.TokenList.as_view(), name="token-list"),
    path("keys/new/", tokens.TokenCreate.as_view(), name="token-create"),
    path("keys/<slug:ref>/", tokens.TokenRevoke.as_view(), name="token-revoke"),
]
