from typing import Any

from django.db import models

from prm.forms.questions import Kind, Question, questions_of
from prm.forms.registry import FORM_KINDS, FormKind
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class FormDefinition(RefModel):
    """A vendor's own questions for one form, for all or for one program: the draft. What is asked are its versions."""

    REF_KIND = "FRM"

    kind = models.CharField(max_length=60)
    scope_id = models.UUIDField(null=True)
    scope_label = models.CharField(max_length=160, blank=True)
    draft = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="form_ref"),
            models.UniqueConstraint(fields=["vendor", "kind", "scope_id"], nulls_distinct=False, name="form_once"),
        ]

    def __str__(self) -> str:
        title = str(self.form_kind.title) if self.form_kind else self.kind
        return f"{title} - {self.scope_label}" if self.scope_label else title

    @property
    def form_kind(self) -> FormKind | None:
        return FORM_KINDS.get(self.kind)

    @property
    def is_gate(self) -> bool:
        return self.form_kind is not None and self.form_kind.is_gate

    @property
    def question_kinds(self) -> tuple[Kind, ...]:
        """The kinds of answers it can take."""
        return self.form_kind.question_kinds if self.form_kind else tuple(Kind)

    @property
    def questions(self) -> tuple[Question, ...]:
        return questions_of(self.draft)


class FormVersion(TenantModel):
    """Questions as they were asked from one moment on. Never changes: answers name the version they answer."""

    definition = TenantForeignKey(FormDefinition, models.PROTECT, related_name="versions")
    # Copied, so that whoever fills the form in needs to see nothing but versions.
    kind = models.CharField(max_length=60)
    scope_id = models.UUIDField(null=True)
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=160)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(append_only=True, portal="vendor", public_when="true"),
            models.UniqueConstraint(fields=["vendor", "definition", "number"], name="form_version_number"),
        ]
        indexes = [models.Index(fields=["vendor", "kind", "scope_id", "-number"], name="form_version_current")]

    def __str__(self) -> str:
        return f"v{self.number}"

    @property
    def questions(self) -> tuple[Question, ...]:
        return questions_of(self.content)

    def save(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("force_insert", True)
        super().save(*args, **kwargs)
