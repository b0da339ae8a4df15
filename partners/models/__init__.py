from partners.models.access import AccessRequest
from partners.models.contact import Contact
from partners.models.group import PartnerGroup
from partners.models.handover import Handover, HandoverLine
from partners.models.location import PartnerLocation
from partners.models.merge import MergeChange, PartnerMerge
from partners.models.partner import Partner
from partners.models.prospect import Prospect, ProspectContact, ProspectTouch
from partners.models.screening import RedFlag, Screening
from partners.models.tag import PartnerTag, Tag

__all__ = [
    "AccessRequest",
    "Contact",
    "Handover",
    "HandoverLine",
    "MergeChange",
    "Partner",
    "PartnerGroup",
    "PartnerLocation",
    "PartnerMerge",
    "PartnerTag",
    "Prospect",
    "ProspectContact",
    "ProspectTouch",
    "RedFlag",
    "Screening",
    "Tag",
]
