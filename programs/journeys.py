"""The journeys we suggest for each partnership type: what a vendor starts from. Windows come with the type packs."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from prm.accounts.roles import PartnerRole, VendorRole
from prm.packs.types import PartnershipType as Type
from programs.enums import Side
from programs.onboarding import AREAS, STEP_KINDS

ADMIN, SELLER, ENGINEER = PartnerRole.ADMIN, PartnerRole.SELLER, PartnerRole.ENGINEER
US, BOTH = Side.VENDOR, Side.BOTH


@dataclass(frozen=True)
class Step:
    """A step as it is planned; see models.onboarding.PlannedStep."""

    kind: str
    title: str
    side: str = Side.PARTNER
    due_days: int = 0
    is_required: bool = True
    subject: str = ""
    stage: str = ""
    instructions: str = ""
    vendor_role: str = ""
    partner_role: str = ""
    opens: list[str] = field(default_factory=list)


def suggested_steps(type: str) -> list[Step]:
    """Sound steps for the type, in words of the language in use. A kind no room has registered yet is a task."""
    begin, learn, work = _("Get set up"), _("Learn"), _("First business")
    sign = Step("sign_agreement", _("Sign the agreement"), BOTH, 0, stage=begin, partner_role=ADMIN)
    first = [sign, Step("sign_in", _("Sign in to the portal"), due_days=3, stage=begin)]
    company = [
        *first,
        Step("profile", _("Complete your company profile"), due_days=7, stage=begin, partner_role=ADMIN),
        Step("meeting", _("Kick-off call"), BOTH, 10, stage=begin, instructions=_("Names, goals and the next ninety days.")),
    ]  # fmt: skip
    steps: dict[str, list[Step]] = {
        Type.RESALE: [
            *company,
            Step("form", _("Tell us who does what"), due_days=14, stage=begin, partner_role=ADMIN),
            Step("pass_course", _("Pass the foundation course"), due_days=35, stage=learn, opens=["deals"]),
            Step("earn_certification", _("Earn a certification"), due_days=60, stage=learn, is_required=False),
            Step("register_deal", _("Register your first deal"), due_days=75, stage=work, is_required=False, partner_role=SELLER),
            Step("meeting", _("Review of the first weeks"), US, 85, stage=work, is_required=False),
        ],
        Type.TECHNOLOGY: [
            *company,
            Step("task", _("Provide sandbox and keys"), US, 14, stage=begin, vendor_role=VendorRole.PROGRAM_MANAGER),
            Step("upload", _("Hand in the design of the integration"), due_days=35, stage=learn, partner_role=ENGINEER),
            Step("pass_course", _("Pass the course for developers"), due_days=45, stage=learn, partner_role=ENGINEER),
            Step("certify_integration", _("Have the integration certified"), due_days=90, stage=work),
            Step("publish_listing", _("Publish your listing"), due_days=110, stage=work, is_required=False),
        ],
        Type.REFERRAL: [
            *first,
            Step("submit_referral", _("Send your first referral"), due_days=14, stage=work, is_required=False),
        ],
        Type.DISTRIBUTION: [
            *company,
            Step("task", _("Send product master and price list"), US, 14, stage=begin, vendor_role=VendorRole.PROGRAM_MANAGER),
            Step("upload", _("Hand in the list of your resellers"), due_days=21, stage=begin, partner_role=ADMIN),
            Step("pass_course", _("Train your trainers"), due_days=45, stage=learn, opens=["deals"]),
            Step("report_sales", _("Send the first sell-through report"), due_days=80, stage=work, is_required=False),
        ],
        Type.ALLIANCE: [
            *first,
            Step("meeting", _("Meeting of the executive sponsors"), BOTH, 21, stage=begin, vendor_role=VendorRole.CHANNEL_CHIEF),
            Step("form", _("Agree on joint objectives"), BOTH, 45, stage=learn, partner_role=ADMIN),
            Step("meeting", _("Joint planning workshop"), BOTH, 60, stage=learn),
            Step("pass_course", _("Learn the joint solution"), due_days=90, stage=learn, is_required=False),
            Step("joint_opportunity", _("Open the first joint opportunity"), BOTH, 115, stage=work, is_required=False),
        ],
        Type.OEM: [
            *company,
            Step("task", _("Provide the evaluation kit"), US, 21, stage=begin),
            Step("upload", _("Hand in product line and volume forecast"), due_days=45, stage=learn, partner_role=ADMIN),
            Step("pass_course", _("Train your integration engineers"), due_days=90, stage=learn, partner_role=ENGINEER),
            Step("report_volume", _("Send the first volume report"), due_days=175, stage=work, is_required=False),
        ],
    }  # fmt: skip
    return [known(step) for step in steps[str(type)]]


def known(step: Step) -> Step:
    """As this installation can run it."""
    values = dict(step.__dict__)
    values["kind"] = step.kind if step.kind in STEP_KINDS else "task"
    values["opens"] = [area for area in step.opens if area in AREAS]
    return Step(**values)
