"""The deal policy as a value: what a registration must hold and what it brings. Defaults of product.md section 9."""

from dataclasses import dataclass
from decimal import Decimal

from deals.enums import DealType


@dataclass(frozen=True)
class Policy:
    """Rules of one program at one time. `version` 0 is the built-in default nobody has edited yet."""

    version: int = 0
    standard_days: int = 90
    enterprise_days: int = 180
    decision_days: int = 2
    minimum_amount: Decimal = Decimal(0)
    currency: str = "USD"
    is_new_logo_only: bool = False
    extension_days: int = 30
    extension_opens_days: int = 30
    self_service_extensions: int = 1
    lookback_days: int = 366
    reregister_after_months: int = 0

    def protection_days(self, deal_type: str) -> int:
        return self.enterprise_days if deal_type == DealType.ENTERPRISE else self.standard_days
