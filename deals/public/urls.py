from django.urls import path

from deals.public import receipts

app_name = "deals"
urlpatterns = [path("receipts/<slug:vendor>/verify/", receipts.VerifyReceipt.as_view(), name="receipt-verify")]
