from partners.models.contact import Contact
from partners.models.partner import Partner
from partners.models.prospect import Prospect, ProspectContact, ProspectTouch
from partners.models.screening import RedFlag, Screening

__all__ = ["Contact", "Partner", "Prospect", "ProspectContact", "ProspectTouch", "RedFlag", "Screening"]
