"""Registrations, opportunities, referrals and accounts for programs."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from deals import queries
from deals.api import filters, serializers
from deals.lifecycle import OPPORTUNITY, REFERRAL, REGISTRATION
from deals.models import CustomerAccount, Referral, Registration
from deals.permissions import DealPermission
from deals.services.account import create_account, update_account
from deals.services.decision import (
    approve_registration,
    mark_duplicate,
    reconsider_registration,
    reject_registration,
    return_registration,
    start_review,
    undo_decision,
)
from deals.services.extension import extend_protection
from deals.services.opportunity import lose_opportunity, move_opportunity, win_opportunity
from deals.services.referral import (
    accept_referral,
    mark_referral_duplicate,
    open_referral_opportunity,
    qualify_referral,
    reject_referral,
    submit_referral,
    withdraw_referral,
)
from deals.services.registration import (
    LineInput,
    cancel_registration,
    save_draft,
    submit_registration,
    withdraw_registration,
)
from prm.api.resources import Action, Resource

BOTH = {"vendor": DealPermission.VIEW, "portal": DealPermission.VIEW}


class Registrations(Resource):
    """A partner's claim on a deal, its decision and its protection."""

    resource = "registration"
    permission = BOTH
    serializer_class = serializers.RegistrationSerializer
    filterset_class = filters.RegistrationFilter
    lifecycle = REGISTRATION
    input, create_permission = serializers.RegistrationInput, DealPermission.REGISTER
    actions = (
        Action("submit", submit_registration),
        Action("start_review", start_review),
        Action("approve", approve_registration, input=serializers.ApprovalInput),
        Action("return", return_registration, input=serializers.DecisionInput),
        Action("reject", reject_registration, input=serializers.DecisionInput),
        Action("mark_duplicate", mark_duplicate, input=serializers.NoteInput),
        Action("undo", undo_decision),
        Action("reconsider", reconsider_registration),
        Action("cancel", cancel_registration, input=serializers.NoteInput),
        Action("withdraw", withdraw_registration, input=serializers.NoteInput),
        Action("extend", extend_protection, input=serializers.ExtensionInput),
    )

    def query(self) -> Any:
        rows = queries.registrations_with_names().prefetch_related("lines__product")
        return rows if self.actor.audience == "portal" else rows.exclude(status="draft")

    def create(self, data: Mapping[str, Any]) -> Registration:
        values = dict(data)
        partnership, is_draft = values.pop("partnership"), values.pop("is_draft")
        lines = [LineInput(**line) for line in values.pop("lines")]
        with transaction.atomic():
            row = save_draft(partnership, values, lines, actor=self.actor, at=self.now)
            return row if is_draft else submit_registration(row, actor=self.actor, at=self.now)


class Opportunities(Resource):
    """A deal in the pipeline, from an approved registration or a qualified referral."""

    resource, plural = "opportunity", "opportunities"
    permission = BOTH
    serializer_class = serializers.OpportunitySerializer
    filterset_class = filters.OpportunityFilter
    lifecycle = OPPORTUNITY
    actions = (
        Action("move", move_opportunity, input=serializers.MoveInput),
        Action("win", win_opportunity, input=serializers.WonInput),
        Action("lose", lose_opportunity, input=serializers.LostInput),
    )

    def query(self) -> Any:
        return queries.opportunities_with_names()


class Referrals(Resource):
    """A customer a partner sends to the vendor."""

    resource = "referral"
    permission = BOTH
    serializer_class = serializers.ReferralSerializer
    filterset_class = filters.ReferralFilter
    lifecycle = REFERRAL
    input, create_permission = serializers.ReferralInput, DealPermission.REFER
    actions = (
        Action("accept", accept_referral, input=serializers.NoteInput),
        Action("qualify", qualify_referral, input=serializers.NoteInput),
        Action("reject", reject_referral, input=serializers.ReferralDecisionInput),
        Action("mark_duplicate", mark_referral_duplicate, input=serializers.NoteInput),
        Action("open_opportunity", open_referral_opportunity, input=serializers.ReferralValueInput),
        Action("withdraw", withdraw_referral, input=serializers.NoteInput),
    )

    def query(self) -> Any:
        return queries.referrals_with_names()

    def create(self, data: Mapping[str, Any]) -> Referral:
        values = dict(data)
        return submit_referral(values.pop("partnership"), values, actor=self.actor, at=self.now)


class Accounts(Resource):
    """A customer as the vendor knows it. No partner's key reads these."""

    resource = "account"
    permission = {"vendor": DealPermission.VIEW}
    serializer_class = serializers.AccountSerializer
    filterset_class = filters.AccountFilter
    input, create_permission = serializers.AccountInput, {"vendor": DealPermission.MANAGE_ACCOUNTS}
    change_input, change_permission = serializers.AccountInput, {"vendor": DealPermission.MANAGE_ACCOUNTS}

    def query(self) -> Any:
        return queries.accounts_with_owner()

    def create(self, data: Mapping[str, Any]) -> CustomerAccount:
        return create_account(data, actor=self.actor, at=self.now)

    def change(self, row: CustomerAccount, data: Mapping[str, Any]) -> CustomerAccount:
        return update_account(row, data, actor=self.actor, at=self.now)
