"""Programs, applications and partnerships for other software."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from prm.api.resources import Action, Resource
from programs.api import filters, serializers
from programs.lifecycle import APPLICATION, PARTNERSHIP, PROGRAM, STEP
from programs.models import Application, CoverageTarget, Entitlement, Journey, OnboardingStep, Partnership, Program
from programs.permissions import (
    ApplicationPermission,
    PartnershipPermission,
    PortalProgramPermission,
    ProgramPermission,
)
from programs.queries import partnerships_with_names
from programs.queries.applications import applications_for_list
from programs.queries.coverage import coverage_targets
from programs.queries.library import entitlements_with_names
from programs.services.entitlement import give_back, use_entitlement
from programs.services.onboarding import complete_step, hand_in_step, reopen_step, skip_step
from programs.services.partnership import (
    activate_partnership,
    create_partnership,
    end_partnership,
    lift_suspension,
    suspend_partnership,
)
from programs.services.program import close_program, open_program, retire_program
from programs.services.qualification import (
    approve_application,
    reject_application,
    return_application,
    start_review,
)


class Programs(Resource):
    """What partners join. The terms of its tiers are edited and published in the workspace."""

    resource = "program"
    permission = {"vendor": ProgramPermission.VIEW}
    serializer_class = serializers.ProgramSerializer
    filterset_class = filters.ProgramFilter
    lifecycle = PROGRAM
    actions = (Action("open", open_program), Action("close", close_program), Action("retire", retire_program))

    def query(self) -> QuerySet[Program]:
        return Program.objects.prefetch_related("tiers").order_by("-created_at")


class Applications(Resource):
    """Requests to join, and their decision. An applicant's draft is nobody else's to read."""

    resource = "application"
    permission = {"vendor": ApplicationPermission.VIEW}
    serializer_class = serializers.ApplicationSerializer
    filterset_class = filters.ApplicationFilter
    lifecycle = APPLICATION
    actions = (
        Action("start_review", start_review),
        Action("approve", approve_application, input=serializers.ApplicationApproval),
        Action("return", return_application, input=serializers.ProgramReason),
        Action("reject", reject_application, input=serializers.ProgramReason),
    )

    def query(self) -> QuerySet[Application]:
        return applications_for_list().select_related("partner").order_by("-created_at")


class Partnerships(Resource):
    """The relationships with partners; a partner's own key reads its own."""

    resource = "partnership"
    permission = {"vendor": PartnershipPermission.VIEW, "portal": PortalProgramPermission.VIEW_PROGRAM}
    serializer_class = serializers.PartnershipSerializer
    filterset_class = filters.PartnershipFilter
    lifecycle = PARTNERSHIP
    input, create_permission = serializers.PartnershipInput, {"vendor": PartnershipPermission.MANAGE}
    actions = (
        Action("activate", activate_partnership),
        Action("end", end_partnership, input=serializers.ProgramReason),
        Action("suspend", suspend_partnership, serializers.ProgramReason, {"vendor": PartnershipPermission.MANAGE}),
        Action("resume", lift_suspension, permission={"vendor": PartnershipPermission.MANAGE}),
    )

    def query(self) -> QuerySet[Partnership]:
        return partnerships_with_names().order_by("-approved_at")

    def create(self, data: Mapping[str, Any]) -> Partnership:
        return create_partnership(data["partner"], data["program"], actor=self.actor, at=self.now)


class Journeys(Resource):
    """Onboarding of one partnership: its window, moved by our own delay, and what was done when it closed."""

    resource = "journey"
    lookup_field = "id"
    permission = {"vendor": PartnershipPermission.VIEW, "portal": PortalProgramPermission.VIEW_ONBOARDING}
    serializer_class = serializers.JourneySerializer
    filterset_class = filters.JourneyFilter

    def query(self) -> QuerySet[Journey]:
        return Journey.objects.select_related("partner", "partnership").order_by("-created_at")


class OnboardingSteps(Resource):
    """The steps of journeys. A partner hands in what is done by hand; we accept it, send it back or leave it out."""

    resource = "onboarding-step"
    permission = {"vendor": PartnershipPermission.VIEW, "portal": PortalProgramPermission.VIEW_ONBOARDING}
    serializer_class = serializers.OnboardingStepSerializer
    filterset_class = filters.OnboardingStepFilter
    lifecycle = STEP
    actions = (
        Action("complete", complete_step, input=serializers.StepNote),
        Action("skip", skip_step, input=serializers.ProgramReason),
        Action("reopen", reopen_step, input=serializers.ProgramReason),
        Action("hand_in", hand_in_step, serializers.StepNote, {"portal": PortalProgramPermission.DO_ONBOARDING}),
    )

    def query(self) -> QuerySet[OnboardingStep]:
        return OnboardingStep.objects.select_related("partner", "partnership").order_by("-created_at")


class Entitlements(Resource):
    """What partners may still take of benefits that are used up; the ledger behind it grants and expires by itself."""

    resource = "entitlement"
    permission = {"vendor": PartnershipPermission.VIEW, "portal": PortalProgramPermission.VIEW_PROGRAM}
    serializer_class = serializers.EntitlementSerializer
    filterset_class = filters.EntitlementFilter
    actions = (
        Action("use", use_entitlement, serializers.EntitlementUse, {"vendor": PartnershipPermission.MANAGE}),
        Action("give_back", give_back, serializers.EntitlementReturn, {"vendor": PartnershipPermission.MANAGE}),
    )

    def query(self) -> QuerySet[Entitlement]:
        return entitlements_with_names().order_by("-created_at")


class CoverageTargets(Resource):
    """What coverage the vendor wants; it is set on the board in the workspace."""

    resource = "coverage-target"
    lookup_field = "id"
    permission = {"vendor": PartnershipPermission.VIEW}
    serializer_class = serializers.CoverageTargetSerializer
    filterset_class = filters.CoverageTargetFilter

    def query(self) -> QuerySet[CoverageTarget]:
        return coverage_targets().order_by("-created_at")
