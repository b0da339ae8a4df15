from agreements.models.agreement import Agreement, Reminder
from agreements.models.approval import TermApproval, TermLimit
from agreements.models.campaign import AcceptanceAsk, AcceptanceCampaign
from agreements.models.commitment import Commitment
from agreements.models.drift import TermDrift
from agreements.models.ledger import CommitmentPeriod
from agreements.models.library import ClauseVersion, LibraryClause, TemplateClause
from agreements.models.offboarding import Offboarding, OffboardingStep
from agreements.models.signing import SealingKey, Signature, Signer, SignLink
from agreements.models.template import AgreementTemplate, TemplateVersion

__all__ = [
    "AcceptanceAsk",
    "AcceptanceCampaign",
    "Agreement",
    "AgreementTemplate",
    "ClauseVersion",
    "Commitment",
    "CommitmentPeriod",
    "LibraryClause",
    "Offboarding",
    "OffboardingStep",
    "Reminder",
    "SealingKey",
    "SignLink",
    "Signature",
    "Signer",
    "TemplateClause",
    "TemplateVersion",
    "TermApproval",
    "TermDrift",
    "TermLimit",
]
