from django.urls import path

from incentives.portal import views

app_name = "incentives"
urlpatterns = [
    path("", views.Money.as_view(), name="money"),
    path("earnings/", views.EarningList.as_view(), name="earning-list"),
    path("earnings/<uuid:pk>/", views.EarningDetail.as_view(), name="earning-detail"),
    path("statements/", views.StatementList.as_view(), name="statement-list"),
    path("statements/<str:ref>/", views.StatementDetail.as_view(), name="statement-detail"),
    path("statements/<str:ref>/csv/", views.StatementCsv.as_view(), name="statement-csv"),
    path("statements/<str:ref>/xlsx/", views.StatementXlsx.as_view(), name="statement-xlsx"),
    path("statements/<str:ref>/pdf/", views.StatementPdf.as_view(), name="statement-pdf"),
    path("account/", views.PayoutEdit.as_view(), name="payout"),
]
