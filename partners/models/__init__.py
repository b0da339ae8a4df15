from partners.models.contact import Contact
from partners.models.partner import Partner

__all__ = ["Contact", "Partner"]
