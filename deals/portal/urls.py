from django.urls import path

from deals.portal import deals, referrals

app_name = "deals"
urlpatterns = [
    path("", deals.DealList.as_view(), name="registration-list"),
    path("new/", deals.RegisterDeal.as_view(), name="registration-new"),
    path("preview/", deals.Preview.as_view(), name="registration-preview"),
    path("referrals/", referrals.ReferralList.as_view(), name="referral-list"),
    path("referrals/new/", referrals.ReferralNew.as_view(), name="referral-new"),
    path("referrals/<str:ref>/", referrals.ReferralDetail.as_view(), name="referral-detail"),
    path("referrals/<str:ref>/withdraw/", referrals.WithdrawReferral.as_view(), name="referral-withdraw"),
    path("<str:ref>/", deals.DealDetail.as_view(), name="registration-detail"),
    path("<str:ref>/edit/", deals.EditDeal.as_view(), name="registration-edit"),
    path("<str:ref>/discard/", deals.DiscardDraft.as_view(), name="registration-discard"),
    path("<str:ref>/cancel/", deals.CancelDeal.as_view(), name="registration-cancel"),
    path("<str:ref>/withdraw/", deals.WithdrawDeal.as_view(), name="registration-withdraw"),
    path("<str:ref>/extend/", deals.ExtendDeal.as_view(), name="registration-extend"),
    path("<str:ref>/ask/", deals.AskForExtension.as_view(), name="registration-ask"),
    path("<str:ref>/stage/", deals.MoveStage.as_view(), name="opportunity-move"),
    path("<str:ref>/lose/", deals.LoseDeal.as_view(), name="opportunity-lose"),
    path("<str:ref>/receipt/", deals.ReceiptFile.as_view(), name="registration-receipt"),
]
