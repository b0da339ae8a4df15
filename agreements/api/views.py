from collections.abc import Mapping
from typing import Any

from django.db.models import F, QuerySet
from django_filters import rest_framework as filters

from agreements.api.serializers import (
    AcceptanceSerializer,
    AgreementInput,
    AgreementSerializer,
    AmendmentInput,
    ClauseSerializer,
    CommitmentPeriodSerializer,
    Note,
    OffboardingStepSerializer,
    Reason,
)
from agreements.lifecycle import AGREEMENT, COMMITMENT_PERIOD, OFFBOARDING_STEP
from agreements.models import AcceptanceAsk, Agreement, CommitmentPeriod, LibraryClause, OffboardingStep
from agreements.permissions import AgreementPermission, PortalAgreementPermission, TemplatePermission
from agreements.queries.campaigns import asks_with_state
from agreements.queries.commitments import periods_with_names
from agreements.queries.papers import agreements_with_names
from agreements.queries.templates import clauses_with_use
from agreements.services.amendment import prepare_amendment
from agreements.services.commitments import waive_period
from agreements.services.drafting import generate_agreement
from agreements.services.offboarding import finish_step, reopen_step, skip_step
from agreements.services.signers import ask_again
from agreements.services.signing import (
    decline_agreement,
    recall_agreement,
    request_changes,
    send_agreement,
    void_agreement,
)
from prm.api.resources import Action, Resource
from programs.queries import vendor_day


class AgreementFilter(filters.FilterSet):
    partner = filters.CharFilter(field_name="partner__ref")
    partnership = filters.CharFilter(field_name="partnership__ref")
    status = filters.MultipleChoiceFilter(choices=AGREEMENT.choices)
    act_by_after = filters.DateFilter(field_name="action_on", lookup_expr="gte")
    act_by_before = filters.DateFilter(field_name="action_on", lookup_expr="lte")


class Agreements(Resource):
    """Agreements and their state. A signature is given by a person in the portal or by link, never by a key."""

    resource = "agreement"
    permission = {"vendor": AgreementPermission.VIEW, "portal": PortalAgreementPermission.VIEW}
    serializer_class = AgreementSerializer
    filterset_class = AgreementFilter
    lifecycle = AGREEMENT
    input, create_permission = AgreementInput, AgreementPermission.MANAGE
    actions = [
        Action("send", send_agreement),
        Action("recall", recall_agreement),
        Action("void", void_agreement, input=Reason),
        Action("resend", ask_again),
        Action("amend", prepare_amendment, input=AmendmentInput, permission=AgreementPermission.MANAGE),
        Action("decline", decline_agreement, input=Reason),
        Action("request_changes", request_changes, input=Reason),
    ]

    def query(self) -> QuerySet[Agreement]:
        signers = ("signers__member", "signers__delegated_by")
        return agreements_with_names().select_related("amends").prefetch_related(*signers).order_by("-created_at")

    def create(self, data: Mapping[str, Any]) -> Agreement:
        return generate_agreement(data["partnership"], actor=self.actor, at=self.now)


class AcceptanceFilter(filters.FilterSet):
    campaign = filters.CharFilter(field_name="campaign__ref")
    partner = filters.CharFilter(field_name="partner__ref")
    state = filters.CharFilter()


class Acceptances(Resource):
    """Who was asked to accept a new version, and what came of it, campaign by campaign."""

    resource = "acceptance"
    permission = {"vendor": AgreementPermission.VIEW}
    serializer_class = AcceptanceSerializer
    filterset_class = AcceptanceFilter

    def query(self) -> QuerySet[AcceptanceAsk]:
        return asks_with_state(vendor_day(self.now)).order_by("-created_at")


class OffboardingStepFilter(filters.FilterSet):
    partner = filters.CharFilter(field_name="partner__ref")
    agreement = filters.CharFilter(field_name="agreement__ref")
    status = filters.MultipleChoiceFilter(choices=OFFBOARDING_STEP.choices)
    due_before = filters.DateFilter(field_name="due_on", lookup_expr="lte")


class OffboardingSteps(Resource):
    """The checklists of ends, step by step. A partner's key sees and confirms what is shared with it."""

    resource = "offboarding_step"
    plural = "offboarding-steps"
    permission = {"vendor": AgreementPermission.VIEW, "portal": PortalAgreementPermission.VIEW}
    serializer_class = OffboardingStepSerializer
    filterset_class = OffboardingStepFilter
    lifecycle = OFFBOARDING_STEP
    actions = [
        Action("complete", finish_step, input=Note),
        Action("confirm", finish_step, input=Note),
        Action("skip", skip_step, input=Reason),
        Action("reopen", reopen_step),
    ]

    def query(self) -> QuerySet[OffboardingStep]:
        rows = OffboardingStep.objects.select_related("partner", "agreement").annotate(owner_name=F("owner__name"))
        return rows.order_by("due_on", "id")


class Clauses(Resource):
    """The clause library."""

    resource = "clause"
    permission = {"vendor": TemplatePermission.VIEW}
    serializer_class = ClauseSerializer

    def query(self) -> QuerySet[LibraryClause]:
        return clauses_with_use().order_by("key")


class CommitmentFilter(filters.FilterSet):
    partner = filters.CharFilter(field_name="partner__ref")
    partnership = filters.CharFilter(field_name="partnership__ref")
    side = filters.CharFilter()
    term = filters.CharFilter()
    status = filters.MultipleChoiceFilter(choices=COMMITMENT_PERIOD.choices)
    ends_on_after = filters.DateFilter(field_name="ends_on", lookup_expr="gte")
    ends_on_before = filters.DateFilter(field_name="ends_on", lookup_expr="lte")


class Commitments(Resource):
    """What both sides promised, period by period. Kept or not is measured, never written."""

    resource = "commitment"
    permission = {"vendor": AgreementPermission.VIEW, "portal": PortalAgreementPermission.VIEW}
    serializer_class = CommitmentPeriodSerializer
    filterset_class = CommitmentFilter
    lifecycle = COMMITMENT_PERIOD
    actions = [Action("waive", waive_period, input=Reason), Action("waive_promise", waive_period, input=Reason)]

    def query(self) -> QuerySet[CommitmentPeriod]:
        return periods_with_names().order_by("-ends_on")
