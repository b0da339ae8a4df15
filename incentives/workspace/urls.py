from django.urls import path

from incentives.workspace import earnings, payments, plans, statements

app_name = "incentives"
urlpatterns = [
    path("plans/", plans.PlanList.as_view(), name="plan-list"),
    path("plans/new/", plans.PlanCreate.as_view(), name="plan-create"),
    path("plans/new/<str:program>/<slug:kind>/", plans.PlanFirstTerms.as_view(), name="plan-first"),
    path("plans/<str:ref>/", plans.PlanDetail.as_view(), name="plan-detail"),
    path("plans/<str:ref>/new-version/", plans.PlanNewVersion.as_view(), name="plan-version"),
    path("earnings/", earnings.EarningList.as_view(), name="earning-list"),
    path("earnings/calculate/", earnings.CalculateNow.as_view(), name="calculate"),
    path("earnings/<uuid:pk>/", earnings.EarningDetail.as_view(), name="earning-detail"),
    path("facts/", earnings.FactList.as_view(), name="fact-list"),
    path("statements/", statements.StatementList.as_view(), name="statement-list"),
    path("statements/close/", statements.MonthClose.as_view(), name="month-close"),
    path("statements/<str:ref>/", statements.StatementDetail.as_view(), name="statement-detail"),
    path("statements/<str:ref>/approve/", statements.StatementApprove.as_view(), name="statement-approve"),
    path("statements/<str:ref>/reopen/", statements.StatementSendBack.as_view(), name="statement-reopen"),
    path("statements/<str:ref>/csv/", statements.StatementCsv.as_view(), name="statement-csv"),
    path("statements/<str:ref>/xlsx/", statements.StatementXlsx.as_view(), name="statement-xlsx"),
    path("statements/<str:ref>/pdf/", statements.StatementPdf.as_view(), name="statement-pdf"),
    path("payments/", payments.BatchList.as_view(), name="batch-list"),
    path("payments/new/", payments.BatchCreate.as_view(), name="batch-create"),
    path("payments/account/", payments.FundingEdit.as_view(), name="funding"),
    path("payments/<str:ref>/", payments.BatchDetail.as_view(), name="batch-detail"),
    path("payments/<str:ref>/approve/", payments.BatchApprove.as_view(), name="batch-approve"),
    path("payments/<str:ref>/cancel/", payments.BatchCancel.as_view(), name="batch-cancel"),
    path("payments/<str:ref>/export/", payments.BatchExport.as_view(), name="batch-export"),
    path("payments/<str:ref>/confirm/", payments.BatchConfirm.as_view(), name="batch-confirm"),
    path("payments/<str:ref>/file/", payments.BatchFile.as_view(), name="batch-file"),
]
