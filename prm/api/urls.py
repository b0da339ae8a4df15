"""The root of /api/v1/, after the rooms' own resources."""

from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from prm.api.pages import Docs, Me, Schema, Unknown

urlpatterns = [
    path("me/", Me.as_view(), name="me"),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    re_path(r"", csrf_exempt(Unknown.as_view()), name="unknown"),
]
