from agreements.models.agreement import Agreement, Reminder
from agreements.models.commitment import Commitment
from agreements.models.signing import SealingKey, Signature, SignLink
from agreements.models.template import AgreementTemplate, TemplateVersion

__all__ = [
    "Agreement",
    "AgreementTemplate",
    "Commitment",
    "Reminder",
    "SealingKey",
    "SignLink",
    "Signature",
    "TemplateVersion",
]
