"""Pages that do wrong on purpose, in the place of a room's."""

from django.db import connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import include, path

from partners.models import Partner
from prm.tenancy.scope import Audience, tenant_context

SEEN = []


def backend_pid():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def fails(request, vendor):
    SEEN.append((backend_pid(), Partner.objects.count()))
    Partner.objects.update(status="broken")
    raise RuntimeError("in the middle of it")


def late(request, vendor):
    """The query runs when the template is rendered."""
    return TemplateResponse(request, "tests/partners.html", {"partners": Partner.objects.order_by("name")})


def streams_without_a_scope(request, vendor):
    return StreamingHttpResponse(f"{partner.name}\n" for partner in Partner.objects.order_by("name").iterator())


def streams_with_its_own(request, vendor):
    vendor_id = request.vendor.pk

    def lines():
        with tenant_context(Audience.VENDOR, vendor_id):
            for partner in Partner.objects.order_by("name"):
                yield f"{partner.name}\n"

    return StreamingHttpResponse(lines())


def after_commit(request, vendor):
    def callback():
        try:
            SEEN.append(Partner.objects.count())
        except Exception as error:
            SEEN.append(type(error).__name__)

    transaction.on_commit(callback)
    return HttpResponse("done")


def anonymous(request):
    SEEN.append(backend_pid())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM partners_partner")
    return HttpResponse("seen")


def refused(request, vendor):
    Partner.objects.update(status="broken")
    return HttpResponse("no", status=500)


rooms = [
    path("fails/", fails),
    path("late/", late),
    path("streams/", streams_without_a_scope),
    path("streams-own/", streams_with_its_own),
    path("after/", after_commit),
    path("refused/", refused),
]
urlpatterns = [
    path("w/<slug:vendor>/", include((rooms, "workspace"))),
    path("anonymous/", anonymous),
    path("auth/", include("allauth.urls")),
    path("", include("prm.urls")),
]
