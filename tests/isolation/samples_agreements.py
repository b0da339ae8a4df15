"""Northwind's agreements: one executed and sealed, its renewal out for signature with a link, a template of two versions."""

from datetime import timedelta

from agreements.models import (
    AcceptanceAsk,
    AcceptanceCampaign,
    Agreement,
    CommitmentPeriod,
    TermApproval,
    TermDrift,
    TermLimit,
)
from agreements.services.drafting import prepare_renewal
from agreements.services.ledger import measure_commitments, owing
from agreements.services.library import create_clause
from agreements.services.links import make_sign_link
from agreements.services.offboarding import open_offboarding
from agreements.services.sealing import ensure_sealed
from agreements.services.signing import countersign_agreement, send_agreement, sign_agreement
from agreements.services.template import save_draft
from programs.queries import vendor_day
from tests.agreements.conftest import BODY, TERMS, assent_of, published


def prepare(world):
    from agreements.services.drafting import generate_agreement

    template = published(world, "acme", "alice")
    sam, alice, at = world.actor("sam"), world.actor("alice"), world.now
    with world.scope("acme"):
        row = send_agreement(generate_agreement(world.partnerships["northwind"], actor=sam, at=at), actor=sam, at=at)
    with world.scope("bob"):
        sign_agreement(row, assent_of(world, "bob", row), actor=world.actor("bob"), at=at)
    with world.scope("acme"):
        row = countersign_agreement(row, assent_of(world, "alice", row), actor=alice, at=at)
        ensure_sealed(row.pk, at=at)
        row.refresh_from_db(fields=["sealed_file"])
        Agreement.objects.filter(pk=row.pk).update(paper_file=row.sealed_file)
        later = at + timedelta(days=200)
        renewal = send_agreement(prepare_renewal(row, actor=sam, at=later), actor=sam, at=later)
        _link, token = make_sign_link(
            renewal, name="Olga Owner", email="olga@northwind.example", actor=sam, at=at + timedelta(days=20_000)
        )
        clause = create_clause(key="liability", title="Liability", body="None.", actor=alice, at=at)
        version = save_draft(template, body=BODY, parameters=TERMS, actor=alice, at=at)
        measure_commitments(owing(vendor_day(at)), actor=world.system(), at=at)
        promise, target = (CommitmentPeriod.objects.filter(side=side).first() for side in ("vendor", "partner"))
        approval = TermApproval(
            agreement=renewal, partner=world.northwind, terms={"protection_days": 180}, asked_by=world.members["sam"],
            asked_at=at,
        )  # fmt: skip
        approval.save(force_insert=True)
        TermLimit.objects.create(term="protection_days", most=120)
        offboarding = open_offboarding(
            row.partnership, agreement=row, last_day=at.date(), reason="A sample", actor=sam, at=at
        )
        shared, ours = (offboarding.steps.filter(is_shared=given).first() for given in (True, False))
        campaign = AcceptanceCampaign.objects.create(
            version=row.version, due_on=at.date(), signer_name="Alice", signer_title="Chief", signer_email="a@acme.example",
            statement="We offer it", started_at=at,
        )  # fmt: skip
        ask = AcceptanceAsk.objects.create(
            campaign=campaign, partner=world.northwind, partnership=row.partnership, before=row, agreement=renewal,
            due_on=at.date(), note="What changes",
        )  # fmt: skip
        TermDrift.objects.create(
            partner=world.northwind, partnership=row.partnership, kind="protection", object_ref="REG-SAMPLE",
            term="protection_days", applied=60, agreed=90, source="agreement", origin="1. Protection", found_at=at,
        )  # fmt: skip
    world.things |= {
        "term_approval": approval,
        "library_clause": clause,
        "offboarding": offboarding,
        "shared_step": shared,
        "our_step": ours,
        "acceptance_campaign": campaign,
        "acceptance_ask": ask,
        "promise_period": promise,
        "target_period": target,
        "agreement": row,
        "agreement_out": renewal,
        "agreement_template": template,
        "sign_token": token,
        "agreement_version": version,
    }


def of(name):
    return lambda w: {"ref": w.things[name].ref}


EXECUTED = [
    "agreement-detail",
    "agreement-file",
    "agreement-paper",
    "agreement-notice",
    "agreement-renewal",
    "agreement-terminate",
    "agreement-amend",
    "commitment-create",
]
OUT = [
    "agreement-terms", "agreement-refresh", "agreement-send", "agreement-recall", "agreement-link",
    "agreement-countersign", "agreement-on-paper", "agreement-scan", "agreement-void", "agreement-signers", "agreement-resend",
]  # fmt: skip
TEMPLATE = ["template-detail", "template-edit", "template-publish", "template-clauses"]
VERSION = ["version-detail"]

SAMPLES = {
    **{f"workspace:agreements:{name}": of("agreement") for name in EXECUTED},
    **{f"workspace:agreements:{name}": of("agreement_out") for name in OUT},
    **{f"workspace:agreements:{name}": of("agreement_template") for name in TEMPLATE},
    **{f"workspace:agreements:{name}": of("agreement_version") for name in VERSION},
    "workspace:agreements:offboarding-detail": of("offboarding"),
    "workspace:agreements:offboarding-add": of("offboarding"),
    **{f"workspace:agreements:step-{name}": of("our_step") for name in ("assign", "done", "skip", "reopen")},
    "portal:agreements:step-confirm": of("shared_step"),
    "api:agreements:offboarding_step-detail": of("shared_step"),
    **{
        f"api:agreements:offboarding_step-{name}": of("shared_step")
        for name in ("complete", "confirm", "skip", "reopen")
    },
    "workspace:agreements:clause-detail": of("library_clause"),
    "workspace:agreements:clause-edit": of("library_clause"),
    "api:agreements:clause-detail": of("library_clause"),
    "workspace:agreements:campaign-create": of("agreement_version"),
    "workspace:agreements:campaign-detail": of("acceptance_campaign"),
    "workspace:agreements:campaign-stop": of("acceptance_campaign"),
    "api:agreements:acceptance-detail": of("acceptance_ask"),
    "workspace:agreements:version-accepted": lambda w: {"ref": w.things["agreement"].version.ref},
    "workspace:agreements:partner-panel": lambda w: {"ref": w.northwind.ref},
    "workspace:agreements:approval-approve": of("term_approval"),
    "workspace:agreements:approval-decline": of("term_approval"),
    "workspace:agreements:commitment-detail": of("promise_period"),
    "workspace:agreements:commitment-waive": of("target_period"),
    "portal:agreements:commitment-detail": of("promise_period"),
    "portal:agreements:commitment-waive": of("promise_period"),
    "api:agreements:commitment-detail": of("promise_period"),
    "api:agreements:commitment-waive": of("target_period"),
    "api:agreements:commitment-waive_promise": of("promise_period"),
    "portal:agreements:agreement-detail": of("agreement"),
    "portal:agreements:agreement-file": of("agreement"),
    "portal:agreements:agreement-paper": of("agreement"),
    "portal:agreements:agreement-notice": of("agreement"),
    "portal:agreements:agreement-sign": of("agreement_out"),
    "portal:agreements:agreement-changes": of("agreement_out"),
    "portal:agreements:agreement-delegate": of("agreement_out"),
    "portal:agreements:agreement-decline": of("agreement_out"),
    "public:agreements:sign": lambda w: {"token": w.things["sign_token"]},
    **{
        f"api:agreements:agreement-{name}": of("agreement_out")
        for name in ("detail", "send", "recall", "void", "request_changes", "resend", "decline", "amend")
    },
}
TASKS = {
    "agreements.tasks.keep_terms": lambda w: {"ids": [str(w.things["agreement"].pk)], "at": w.now.isoformat()},
    "agreements.tasks.measure_slice": lambda w: {
        "ids": [str(w.things["promise_period"].commitment_id)],
        "at": w.now.isoformat(),
    },
    "agreements.tasks.seal": lambda w: {"agreement_id": str(w.things["agreement"].pk)},
    "agreements.tasks.offer_version": lambda w: {"campaign_id": str(w.things["acceptance_campaign"].pk)},
}
