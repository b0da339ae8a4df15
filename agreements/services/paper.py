"""An agreement signed by hand: the scan is kept, and it is in force like one signed here."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.enums import Side, SignatureMethod
from agreements.lifecycle import AGREEMENT, SIGNABLE
from agreements.models import Agreement, Signature
from agreements.queries.papers import signed_now
from agreements.services.approval import require_approved
from agreements.services.drafting import locked
from agreements.services.signing import execute
from agreements.services.wording import fingerprint, merged_text
from prm.audit.services import record
from prm.files.models import StoredFile
from prm.files.services import store
from prm.lib.actor import Actor
from prm.lib.errors import Invalid
from prm.tenancy.models import Vendor
from programs.queries import vendor_day

FILE_KIND = "agreements.paper"


@dataclass(frozen=True)
class PaperSigner:
    """Who signed the paper for one side, as it stands there."""

    name: str
    title: str
    email: str


@transaction.atomic
def record_paper(
    agreement: Agreement,
    *,
    upload: Any,
    signed_on: date,
    partner: PaperSigner,
    vendor: PaperSigner,
    says_the_same: bool,
    actor: Actor,
    at: datetime,
) -> Agreement:
    """Executes an agreement both sides signed by hand on a day gone by or today; the scan (PDF) is kept with its hash.

    The text is frozen as it stands: whoever records it confirms that the paper says the same. The term begins on the
    agreed day, else on the day of signing. Refuses a superseded version and terms that wait for approval; raises
    Invalid for a day to come, for what is no PDF and without the confirmation. Emits AgreementExecuted.
    """
    row = locked(agreement)
    transition = AGREEMENT.check(row, "record_paper", actor)
    require_approved(row)
    _check(signed_on, partner, vendor, says_the_same, vendor_day(at))
    if row.sent_at is None or row.status in SIGNABLE:
        row.text = merged_text(row)
        row.text_sha256 = fingerprint(row.text)
        row.sending += 1
    all_signed = row.status == "partly_signed"
    row.sent_at = row.sent_at or at
    row.paper_file = store_scan(row, upload, actor=actor, at=at)
    row.effective_on = row.effective_on or signed_on
    row.status, row.partner_signed_at, row.change_request = transition.target, row.partner_signed_at or at, ""
    row.save(
        update_fields=[
            "text",
            "text_sha256",
            "sending",
            "sent_at",
            "paper_file",
            "effective_on",
            "partner_signed_at",
            "change_request",
        ]
    )
    signers = {Side.VENDOR: vendor} if all_signed else {Side.PARTNER: partner, Side.VENDOR: vendor}
    _write_signatures(row, row.paper_file, signed_on, signers, actor=actor, at=at)
    execute(row, actor=actor, at=at)
    record(
        row, "agreement.on_paper", actor=actor, at=at, summary=date_format(signed_on, "j M Y"), visible_to_partner=True,
        changes={"sha256": [None, row.paper_file.sha256]},
    )  # fmt: skip
    return row


def store_scan(row: Agreement, upload: Any, *, actor: Actor, at: datetime) -> StoredFile:
    """The scan of a paper, kept for both sides. Raises Invalid for what is no PDF."""
    return store(upload, name=f"{row.ref}.pdf", actor=actor, at=at, partner_id=row.partner_id, kind=FILE_KIND)


def moment_of(signed_on: date, vendor: Vendor, *, at: datetime) -> datetime:
    """Noon of the day for the vendor, which is how exact paper is; not later than now."""
    return min(datetime.combine(signed_on, time(12), ZoneInfo(vendor.timezone)), at)


def _write_signatures(
    row: Agreement, file: StoredFile, signed_on: date, signers: dict[Side, PaperSigner], *, actor: Actor, at: datetime
) -> None:
    """Who had signed this text here keeps that."""
    moment = moment_of(signed_on, row.vendor, at=at)
    words = _("Signed by hand on %(day)s. The scan that is kept has the SHA-256 %(hash)s; %(who)s recorded it.")
    statement = words % {"day": date_format(signed_on, "j M Y"), "hash": file.sha256, "who": actor.label}
    before = signed_now(row).count()
    for side, signer in signers.items():
        Signature(
            agreement=row, partner_id=row.partner_id, version_id=row.version_id, version_number=row.version_number,
            document_sha256=row.text_sha256, sending=row.sending, side=side.value, signer_name=signer.name.strip()[:120],
            place=before + 1 if side == Side.PARTNER else 1, signer_title=signer.title.strip()[:120],
            signer_email=signer.email, method=SignatureMethod.PAPER, statement=statement, signed_at=moment,
        ).save(force_insert=True)  # fmt: skip


def _check(signed_on: date, partner: PaperSigner, vendor: PaperSigner, says_the_same: bool, today: date) -> None:
    wrong = {}
    if signed_on > today:
        wrong["signed_on"] = _("That day has not come.")
    for side, signer in (("partner", partner), ("vendor", vendor)):
        if not signer.name.strip():
            wrong[f"{side}_name"] = _("Missing.")
    if not says_the_same:
        wrong["says_the_same"] = _("Without this nobody can say what was signed.")
    if wrong:
        raise Invalid(_("The paper cannot be recorded so."), fields=wrong)
