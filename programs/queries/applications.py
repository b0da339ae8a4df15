"""Applications as the queue and the decision screen read them."""

from django.db.models import QuerySet

from programs.models import ApplicantLetter, Application

WAITING = ("submitted", "in_review")


def applications_for_list() -> QuerySet[Application]:
    return Application.objects.exclude(status="draft").select_related("program", "owner")


def application_by_ref(ref: str) -> Application | None:
    """Drafts are the applicant's own: nobody here opens them."""
    return applications_for_list().select_related("partner").filter(ref=ref).first()


def waiting_applications() -> QuerySet[Application]:
    return applications_for_list().filter(status__in=WAITING).order_by("submitted_at")


def next_waiting(after: Application) -> Application | None:
    """The next in the queue once this one is decided."""
    return waiting_applications().exclude(pk=after.pk).first()


def letters() -> QuerySet[ApplicantLetter]:
    return ApplicantLetter.objects.order_by("title")


def letter_by_ref(ref: str) -> ApplicantLetter | None:
    return letters().filter(ref=ref).first()
