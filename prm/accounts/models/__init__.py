from prm.accounts.models.invitation import Invitation
from prm.accounts.models.membership import Membership
from prm.accounts.models.security_event import SecurityEvent
from prm.accounts.models.token import ApiToken
from prm.accounts.models.user import User

__all__ = ["ApiToken", "Invitation", "Membership", "SecurityEvent", "User"]
