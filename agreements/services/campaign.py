"""Acceptance campaigns: a new version offered to all partners on an older one, and accepted by each anew."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.enums import OPEN
from agreements.events import AcceptanceCampaignStarted, SignatureAsked
from agreements.lifecycle import ACCEPTANCE_CAMPAIGN, SIGNABLE, is_superseded
from agreements.models import AcceptanceAsk, AcceptanceCampaign, Agreement, AgreementTemplate, TemplateVersion
from agreements.permissions import AgreementPermission
from agreements.queries.campaigns import older_papers
from agreements.queries.papers import signers_of
from agreements.services.drafting import generate_agreement, locked, move_to_current_version
from agreements.services.signers import name_signers
from agreements.services.signing import Assent, countersign_agreement, send_agreement, void_agreement
from prm.audit.services import record
from prm.lib.actor import Actor
from prm.lib.errors import DomainError, Forbidden, Invalid, Refused
from prm.lib.reminders import reminder_due
from prm.outbox.services import emit
from prm.tenancy.models import Vendor
from programs.queries import vendor_day

LEAST_NOTICE = timedelta(days=7)
CHUNK = 200
REMINDERS = (30, 14, 7, 1)


@dataclass(frozen=True)
class Offer:
    """The vendor's signature, given once for every partner who accepts."""

    name: str
    title: str
    email: str
    has_authority: bool
    ip: str | None = None
    user_agent: str = ""


def offer_statement(version: TemplateVersion, vendor: Vendor) -> str:
    """The words the vendor's signer assents to, kept with every paper that is accepted."""
    return _(
        "I offer version %(number)s of %(title)s to every partner on an older version. With the partner's acceptance it"
        " binds %(party)s. I am authorized to bind %(party)s, and this has the effect of a signature on paper."
    ) % {"number": version.number, "title": version.template.name, "party": vendor.legal_name or vendor.name}


@transaction.atomic
def start_campaign(
    version: TemplateVersion,
    *,
    due_on: date,
    note: str = "",
    holds_new_business: bool = False,
    offer: Offer,
    actor: Actor,
    at: datetime,
) -> AcceptanceCampaign:
    """Offers the active version to every partner in force on an older one; a worker asks them one by one.

    With `holds_new_business`, who has not accepted by the day can send in nothing new until they do.
    Takes the place of a campaign of the same template that runs. Refuses a version that is not active, and where nobody
    is on an older one. Raises Invalid for a day sooner than a week, or an offer without name, title and authority.
    Emits AcceptanceCampaignStarted.
    """
    if not actor.can(AgreementPermission.COUNTERSIGN):
        raise Forbidden(_("You may not sign for us."))
    template = AgreementTemplate.objects.select_for_update().get(pk=version.template_id)
    row = TemplateVersion.objects.select_related("template").get(pk=version.pk)
    if row.status != "active":
        raise Refused(_("Only the active version is put to partners."))
    if not older_papers(row).exists():
        raise Refused(_("Nobody is on an older version."))
    _check(due_on, offer, vendor_day(at))
    for other in AcceptanceCampaign.objects.filter(version__template=template, status="running"):
        _stop(other, actor=actor, at=at)
    vendor = Vendor.objects.get(pk=row.vendor_id)
    campaign: AcceptanceCampaign = AcceptanceCampaign(
        version=row, due_on=due_on, note=note.strip()[:400], signer_name=offer.name.strip()[:120],
        signer_title=offer.title.strip()[:120], signer_email=offer.email, statement=offer_statement(row, vendor),
        ip=offer.ip, user_agent=offer.user_agent[:300], started_by_id=actor.membership_id, started_at=at,
        status=ACCEPTANCE_CAMPAIGN.initial, holds_new_business=holds_new_business,
    )  # fmt: skip
    campaign.save(force_insert=True)
    record(campaign, "campaign.started", actor=actor, at=at, summary=str(row))
    emit(AcceptanceCampaignStarted(campaign_id=campaign.pk), at=at)
    return campaign


def ask_partners(campaign: AcceptanceCampaign, *, at: datetime) -> int:
    """Puts the version before the next 200 partners it is for, and answers with how many it has looked at; 0 when done.

    Negotiated terms and named signers are carried over. A partner with another paper in the making, or whose terms wait
    for a second person, is listed with the reason instead.
    """
    if campaign.status != "running":
        return 0
    waiting = older_papers(campaign.version).exclude(
        pk__in=AcceptanceAsk.objects.filter(campaign=campaign).values("before_id")
    )
    papers = list(waiting.order_by("pk")[:CHUNK])
    for before in papers:
        _ask(campaign, before, at=at)
    return len(papers)


@transaction.atomic
def _ask(campaign: AcceptanceCampaign, before: Agreement, *, at: datetime) -> None:
    ask = AcceptanceAsk(
        campaign=campaign, partner_id=before.partner_id, partnership_id=before.partnership_id, before=before,
        due_on=campaign.due_on, note=campaign.note, holds_new_business=campaign.holds_new_business,
        reminded=reminder_due(campaign.due_on, vendor_day(at), (), REMINDERS),
    )  # fmt: skip
    try:
        with transaction.atomic():
            ask.agreement = _put(before, at=at)
    except DomainError as error:
        ask.skipped_why = str(error)[:400]
    ask.save(force_insert=True)


def _put(before: Agreement, *, at: datetime) -> Agreement:
    """The paper to accept, sent. One of an earlier campaign serves again, on the version, instead of a second one."""
    actor = Actor.system(before.vendor_id)
    other = Agreement.objects.filter(partnership_id=before.partnership_id, status__in=OPEN).first()
    if other is None:
        row = generate_agreement(before.partnership, actor=actor, at=at, renews=before)
    elif AcceptanceAsk.objects.filter(agreement=other).exists():
        row = move_to_current_version(other, actor=actor, at=at) if other.superseded_by else other
    else:
        raise Refused(_("Another paper is in the making: %(ref)s.") % {"ref": other.ref})
    if row.status == "sent":
        return row
    if before.seats and not row.seats:
        members = [seat.delegated_by or seat.member for seat in signers_of(before)]
        row = name_signers(row, members, actor=actor, at=at)
    return send_agreement(row, actor=actor, at=at)


@transaction.atomic
def conclude_by_offer(agreement: Agreement, *, at: datetime) -> Agreement | None:
    """The partner has accepted: the vendor's signature is the one given with the offer, and the paper is executed.

    Nothing happens where no campaign runs for it, or its words were overtaken: then it is countersigned by hand.
    """
    row = locked(agreement)
    asks = AcceptanceAsk.objects.select_related("campaign").filter(agreement=row, campaign__status="running")
    ask = asks.first()
    if ask is None or row.status != "partly_signed" or is_superseded(row):
        return None
    given = ask.campaign
    offerer = Actor(
        kind="system", label=given.signer_name, vendor_id=row.vendor_id, audience="vendor",
        membership_id=given.started_by_id, trusted=True,
    )  # fmt: skip
    assent = Assent(
        name=given.signer_name, title=given.signer_title, email=given.signer_email, has_authority=True,
        document_sha256=row.text_sha256, ip=given.ip, user_agent=given.user_agent, offered=given.statement,
    )  # fmt: skip
    return countersign_agreement(row, assent, actor=offerer, at=at)


@transaction.atomic
def stop_campaign(campaign: AcceptanceCampaign, *, actor: Actor, at: datetime) -> AcceptanceCampaign:
    """Withdraws the offer: papers nobody has signed are void. What was accepted stays."""
    row: AcceptanceCampaign = AcceptanceCampaign.objects.select_for_update().get(pk=campaign.pk)
    _stop(row, actor=actor, at=at)
    system = Actor.system(row.vendor_id)
    for paper in Agreement.objects.filter(asks__campaign=row, status__in=[*SIGNABLE, "sent"]):
        void_agreement(paper, actor=system, at=at, reason=_("The offer was withdrawn."))
    return row


def _stop(row: AcceptanceCampaign, *, actor: Actor, at: datetime) -> None:
    row.status, row.stopped_at = ACCEPTANCE_CAMPAIGN.check(row, "stop", actor).target, at
    row.save(update_fields=["status", "stopped_at"])
    record(row, "campaign.stopped", actor=actor, at=at, summary=str(row))


@transaction.atomic
def remind_of_offers(*, at: datetime) -> int:
    """Reminders 30, 14, 7 days and the day before to who has not answered; how many went out. Emits SignatureAsked."""
    today = vendor_day(at)
    asks = AcceptanceAsk.objects.select_for_update(of=("self",)).select_related("agreement")
    rows = asks.filter(
        campaign__status="running", agreement__status="sent", agreement__superseded_by=None, due_on__gte=today
    )
    count = 0
    for ask in rows.order_by("pk"):
        days = reminder_due(ask.due_on, today, () if ask.reminded is None else (ask.reminded,), REMINDERS)
        if days is not None and ask.agreement is not None:
            ask.reminded, count = days, count + 1
            ask.save(update_fields=["reminded"])
            emit(SignatureAsked(agreement_id=ask.agreement.pk, again=True), at=at, partner_id=ask.partner_id)
    return count


def _check(due_on: date, offer: Offer, today: date) -> None:
    wrong = {name: _("Missing.") for name in ("name", "title", "email") if not getattr(offer, name).strip()}
    if not offer.has_authority:
        wrong["has_authority"] = _("Without this nobody is bound.")
    if due_on < today + LEAST_NOTICE:
        wrong["due_on"] = _("Partners need a week at least.")
    if wrong:
        raise Invalid(_("The campaign cannot start so."), fields=wrong)
