"""Deals: a registration on the desk, one protected, a draft, their opportunity, a referral, an account."""

from deals.services.account import create_account
from deals.services.extension import request_extension
from tests.deals.services.test_referrals import referred
from tests.support.deals import approved, draft, submitted


def prepare(world):
    things = world.things
    things["registration"] = submitted(world)
    things["protected"] = approved(world, lines=("vision",), customer_name="Cobb County Water", customer_domain="")
    things["draft"] = draft(world, customer_name="City of Tempe, wells", customer_domain="tempe.gov")
    things["referral"] = referred(world)
    submitted(world, who="carl", partnership="contoso")
    referred(world, who="carl", partnership="contoso", customer_name="Canyon Hospital", customer_domain="canyon.org")
    with world.scope("nina"):
        things["extension"] = request_extension(
            things["protected"], actor=world.actor("nina"), at=world.now, days=30, reason="The RFP moved"
        )
    with world.scope("acme"):
        things["opportunity"] = things["protected"].opportunities.get()
        things["account"] = create_account(
            {"name": "Delmar Cold Storage", "domain": "delmarcold.com"}, actor=world.actor("sam"), at=world.now
        )
        things["program"] = world.programs["acme"]


def refs(tree, names, thing):
    return {f"{tree}:deals:{name}": lambda w: {"ref": w.things[thing].ref} for name in names}


SAMPLES = {
    **refs(
        "workspace",
        [
            "registration-detail", "registration-approve", "registration-return", "registration-reject",
            "registration-mark_duplicate", "registration-start_review", "registration-undo", "registration-reconsider",
            "registration-recheck", "registration-receipt",
        ],
        "registration",
    ),
    **refs("workspace", ["registration-extend"], "protected"),
    **refs("workspace", ["registration-edit"], "draft"),
    **refs("workspace", ["opportunity-detail", "opportunity-move", "opportunity-win", "opportunity-lose"], "opportunity"),
    **refs("workspace", ["account-detail", "account-edit"], "account"),
    **refs(
        "workspace",
        [
            "referral-detail", "referral-accept", "referral-qualify", "referral-reject", "referral-mark_duplicate",
            "referral-open_opportunity",
        ],
        "referral",
    ),
    **refs("workspace", ["policy-edit"], "program"),
    "workspace:deals:partner-panel": lambda w: {"ref": w.northwind.ref},
    "workspace:deals:extension-grant": lambda w: {"pk": w.things["extension"].pk},
    "workspace:deals:extension-decline": lambda w: {"pk": w.things["extension"].pk},
    **refs("portal", ["registration-detail", "registration-cancel", "registration-receipt"], "registration"),
    **refs("portal", ["registration-edit", "registration-discard"], "draft"),
    **refs(
        "portal",
        ["registration-withdraw", "registration-extend", "registration-ask", "opportunity-move", "opportunity-lose"],
        "protected",
    ),
    **refs("portal", ["referral-detail", "referral-withdraw"], "referral"),
    **refs(
        "api",
        [
            "registration-detail", "registration-submit", "registration-start_review", "registration-approve",
            "registration-return", "registration-reject", "registration-mark_duplicate", "registration-undo",
            "registration-reconsider", "registration-cancel", "registration-withdraw", "registration-extend",
        ],
        "registration",
    ),
    **refs("api", ["opportunity-detail", "opportunity-move", "opportunity-win", "opportunity-lose"], "opportunity"),
    **refs(
        "api",
        [
            "referral-detail", "referral-accept", "referral-qualify", "referral-reject", "referral-mark_duplicate",
            "referral-open_opportunity", "referral-withdraw",
        ],
        "referral",
    ),
    **refs("api", ["account-detail"], "account"),
}  # fmt: skip
