from django.db import models
from django.utils.safestring import SafeString

from prm.audit.timeline import line_of, sentence_of
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


class AuditEntry(TenantModel):
    """Who did what to which row, when and what changed. Append-only."""

    target_type = models.CharField(max_length=60)
    target_id = models.UUIDField()
    target_label = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=160)
    at = models.DateTimeField()
    summary = models.CharField(max_length=400, blank=True)
    changes = models.JSONField(default=dict)
    partner_id = models.UUIDField(null=True)
    is_visible_to_partner = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(append_only=True, portal="own", portal_grants="SELECT, INSERT"),
        ]
        indexes = [
            models.Index(fields=["vendor", "target_id", "-at"], name="audit_target"),
            models.Index(fields=["vendor", "-at"], name="audit_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_label}"

    # What a timeline reads.
    @property
    def sentence(self) -> SafeString:
        return sentence_of(self)

    @property
    def detail(self) -> str:
        """The reason or note, where the sentence does not hold it already."""
        return "" if "%(summary)s" in str(line_of(self).text) else self.summary

    @property
    def icon(self) -> str:
        return line_of(self).icon

    @property
    def tone(self) -> str:
        return line_of(self).tone


class AuditLink(TenantModel):
    """An entry's place in its vendor's chain. Written by the database as the entry is committed, and by nobody else.

    `content` is the digest of the entry, `hash` that of the link before, the sequence and the content: who changes or
    removes an entry has to rewrite all links after it, and then they no longer meet the heads kept outside. The link
    bears its entry's id, so that an entry has one.
    """

    entry = TenantForeignKey(AuditEntry, models.PROTECT, related_name="+")
    sequence = models.BigIntegerField()
    content = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(append_only=True, vendor_grants="SELECT"),
            models.UniqueConstraint(fields=["vendor", "sequence"], name="audit_link_sequence"),
            models.CheckConstraint(condition=models.Q(id=models.F("entry_id")), name="audit_link_of_its_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {bytes(self.hash).hex()}"
