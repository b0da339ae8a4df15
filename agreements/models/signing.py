from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.enums import Side, SignatureMethod
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class Signature(TenantModel):
    """One side's assent to one text, with everything that proves it. Append-only.

    It binds to `document_sha256` and the sending: a text sent anew asks for assent anew, and earlier signatures stay as
    history. `place` is the signer's in the order; `delegation` says who passed the signature on, when and why.
    """

    agreement = TenantForeignKey("agreements.Agreement", models.PROTECT, related_name="signatures")
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    version_id = models.UUIDField()
    version_number = models.PositiveSmallIntegerField()
    document_sha256 = models.CharField(max_length=64)
    sending = models.PositiveSmallIntegerField(default=0, db_default=0)
    side = models.CharField(max_length=10, choices=Side.choices)
    place = models.PositiveSmallIntegerField(default=1, db_default=1)
    method = models.CharField(max_length=10, choices=SignatureMethod.choices)
    signer_name = models.CharField(_("name"), max_length=120)
    signer_title = models.CharField(_("job title"), max_length=120)
    signer_email = models.EmailField(_("e-mail"))
    member = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    statement = models.TextField()
    delegation = models.TextField(blank=True, db_default="")
    drawing = models.BinaryField(null=True)
    signed_at = models.DateTimeField()
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(append_only=True, portal="own", portal_grants="SELECT, INSERT"),
            models.UniqueConstraint(
                fields=["vendor", "agreement", "document_sha256", "sending", "side", "place"], name="signature_once"
            ),
        ]
        indexes = [models.Index(fields=["vendor", "version_id", "signed_at"], name="signature_version")]
        ordering = ["signed_at"]

    def __str__(self) -> str:
        return self.signer_name


class Signer(TenantModel):
    """Who is asked to sign for the partner, in an order; where it was passed on, by whom, when and why."""

    agreement = TenantForeignKey("agreements.Agreement", models.CASCADE, related_name="signers")
    partner = TenantForeignKey("partners.Partner", models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    member = TenantForeignKey("accounts.Membership", models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    delegated_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    delegated_at = models.DateTimeField(null=True)
    delegated_why = models.CharField(max_length=400, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(
                portal="own",
                portal_grants="SELECT, INSERT, UPDATE (member_id, signed_at, delegated_by_id, delegated_at, delegated_why)",
            ),
            models.UniqueConstraint(fields=["vendor", "agreement", "place"], name="signer_place"),
            models.UniqueConstraint(fields=["vendor", "agreement", "member"], name="signer_once"),
        ]
        ordering = ["place"]

    def __str__(self) -> str:
        return str(self.member)


class SignLink(TenantModel):
    """An invitation to sign one agreement without an account. Only the token's hash is kept."""

    agreement = TenantForeignKey("agreements.Agreement", models.CASCADE, related_name="sign_links")
    token_sha256 = models.CharField(max_length=64)
    document_sha256 = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_by = models.CharField(max_length=160)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "token_sha256"], name="sign_link_token"),
        ]

    def __str__(self) -> str:
        return self.email


class SealingKey(TenantModel):
    """The vendor's own certificate and the key it seals documents with, encrypted at rest."""

    certificate = models.TextField()
    fingerprint = models.CharField(max_length=64)
    encrypted_key = models.BinaryField()
    valid_until = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor"], condition=models.Q(retired_at=None), name="sealing_key_current"),
        ]

    def __str__(self) -> str:
        return self.fingerprint[:16]
