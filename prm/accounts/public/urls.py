from django.urls import path

from prm.accounts.public import views

app_name = "accounts"
urlpatterns = [
    path("", views.Front.as_view(), name="front"),
    path("start/", views.StartVendor.as_view(), name="start"),
    path("memberships/", views.AllMemberships.as_view(), name="memberships"),
    path("confirmed/", views.Confirmed.as_view(), name="confirmed"),
    path("join/<str:token>/", views.Join.as_view(), name="join"),
]
