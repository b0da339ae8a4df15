from deals.models.account import AccountLine, CustomerAccount
from deals.models.conflict import Conflict, ConflictProbe
from deals.models.opportunity import Opportunity, OpportunityRole
from deals.models.policy import DealPolicy
from deals.models.protection import Extension, Protection, RegisteredLine
from deals.models.receipt import ReceiptChain, SealedReceipt
from deals.models.referral import Referral
from deals.models.registration import Registration, RegistrationFile, RegistrationLine

__all__ = [
    "AccountLine",
    "Conflict",
    "ConflictProbe",
    "CustomerAccount",
    "DealPolicy",
    "Extension",
    "Opportunity",
    "OpportunityRole",
    "Protection",
    "ReceiptChain",
    "Referral",
    "RegisteredLine",
    "Registration",
    "RegistrationFile",
    "RegistrationLine",
    "SealedReceipt",
]
