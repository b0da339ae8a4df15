from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from prm.imports.kinds import ImportKind, kind_of
from prm.imports.lifecycle import IMPORT, WORKING
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import RefModel, TenantModel


class ImportBatch(RefModel):
    """One file on its way into one kind of rows. Portals have no part in it.

    `mapping` is field -> column; the counts are of the run, and of the trial before it while that is the last there is.
    `doing` says what the chunks are being worked through for: check, run or undo.
    """

    REF_KIND = "IMP"

    kind = models.CharField(_("what"), max_length=60)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    file_format = models.CharField(max_length=8)
    header = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    status = models.CharField(_("status"), max_length=12, choices=IMPORT.choices, default=IMPORT.initial)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    done_count = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(_("new"), default=0)
    updated_count = models.PositiveIntegerField(_("changed"), default=0)
    unchanged_count = models.PositiveIntegerField(_("unchanged"), default=0)
    error_count = models.PositiveIntegerField(_("not taken"), default=0)
    undone_count = models.PositiveIntegerField(default=0)
    kept_count = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    uploaded_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    started_by = TenantForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))
    started_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "ref"], name="import_ref"),
        ]
        indexes = [models.Index(fields=["vendor", "-uploaded_at"], name="import_recent")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def import_kind(self) -> ImportKind:
        return kind_of(self.kind)

    @property
    def is_working(self) -> bool:
        return self.status in WORKING

    @property
    def percent(self) -> int:
        return 100 * self.done_count // self.row_count if self.row_count else 0

    @property
    def loaded_count(self) -> int:
        return self.created_count + self.updated_count + self.unchanged_count


class ImportChunk(TenantModel):
    """A run of rows of a file, loaded in one transaction and therefore never half or twice.

    `rows` holds [line, cells] pairs, `repeated` line -> line of the first row with the same key, `changes` what the
    run made and changed, for undoing it.
    """

    batch = TenantForeignKey(ImportBatch, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    rows = models.JSONField()
    row_count = models.PositiveIntegerField()
    repeated = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default="waiting")
    changes = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "batch", "number"], name="import_chunk_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.number}"

    @property
    def lines(self) -> list[int]:
        return [line for line, _cells in self.rows]

    @property
    def cells(self) -> list[Sequence[str]]:
        return [cells for _line, cells in self.rows]


class ImportIssue(TenantModel):
    """A row that was not taken, as it stood in the file, with the reason."""

    batch = TenantForeignKey(ImportBatch, models.CASCADE, related_name="issues")
    line = models.PositiveIntegerField(_("line"))
    cells = models.JSONField()
    message = models.TextField(_("reason"))

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "batch", "line"], name="import_issue_once_a_line"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.message}"

    def row(self) -> dict[str, Any]:
        return {"line": self.line, "cells": self.cells, "message": self.message}
