from prm.accounts.models.membership import Membership
from prm.accounts.models.user import User

__all__ = ["Membership", "User"]
