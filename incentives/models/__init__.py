from incentives.models.earning import Earning
from incentives.models.fact import Fact
from incentives.models.ledger import LedgerEntry
from incentives.models.payment import FundingAccount, Payment, PaymentBatch, PayoutAccount
from incentives.models.plan import Plan, PlanVersion
from incentives.models.rebate import RebateProgress
from incentives.models.statement import Statement, StatementLine, StatementNumber

__all__ = [
    "Earning",
    "Fact",
    "FundingAccount",
    "LedgerEntry",
    "Payment",
    "PaymentBatch",
    "PayoutAccount",
    "Plan",
    "PlanVersion",
    "RebateProgress",
    "Statement",
    "StatementLine",
    "StatementNumber",
]
