from partners.models.contact import Contact
from partners.models.partner import Partner
from partners.models.prospect import Prospect, ProspectContact, ProspectTouch

__all__ = ["Contact", "Partner", "Prospect", "ProspectContact", "ProspectTouch"]
