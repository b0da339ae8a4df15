"""Imports: upload, map the columns, look at the trial, run, correct what was refused, undo."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from prm.imports import queries
from prm.imports.exports import CSV_TYPE, XLSX_TYPE, write_csv, write_xlsx
from prm.imports.kinds import kind_of, kinds_for
from prm.imports.lifecycle import IMPORT
from prm.imports.models import ImportBatch
from prm.imports.permissions import ImportPermission
from prm.imports.services import run, upload
from prm.imports.tasks import WORK_IMPORT
from prm.imports.workspace.forms import ColumnsForm, UploadForm
from prm.lib.errors import Forbidden
from prm.tenancy.tasks import enqueue
from prm.ui.views import (
    ActionView,
    Choice,
    Column,
    DetailView,
    DownloadView,
    Empty,
    FormView,
    Link,
    ListView,
    PanelView,
    Search,
)


class ImportList(ListView):
    permission = ImportPermission.RUN
    title = _("Imports")
    columns = (
        Column("file_name", _("File"), sub="ref", link=True, sort=True),
        Column("kind", _("What"), value=lambda batch: batch.import_kind.label),
        Column.person("uploaded_by", _("By")),
        Column.datetime("uploaded_at", _("Uploaded"), sort=True),
        Column.number("row_count", _("Rows")),
        Column.number("error_count", _("Not taken")),
        Column.status(IMPORT),
    )
    filters = (Choice("status", _("Status"), IMPORT.choices), Search("file_name", "ref"))
    default_sort = "-uploaded_at"
    actions = (Link(_("Import a file"), "imports:batch-create", ImportPermission.RUN, "upload", True),)
    empty = Empty(
        "file-import",
        _("No imports yet"),
        _("Bring your customer accounts or exchange rates in from a CSV or XLSX file. You see what will happen first."),
        "imports:batch-create",
        _("Import a file"),
    )

    def query(self) -> Any:
        return queries.batches_for(self.actor)

    def row_url(self, row: ImportBatch) -> str:
        return self.url("imports:batch-detail", ref=row.ref)


class ImportCreate(FormView):
    permission = ImportPermission.RUN
    title = _("Import a file")
    intro = _("Nothing is changed by uploading: you map the columns and see what would happen first.")
    form_class = UploadForm
    submit_label = _("Upload")
    template_name = "imports/upload.html"

    def form_kwargs(self) -> dict[str, Any]:
        return {"actor": self.actor}

    def initial(self) -> dict[str, Any]:
        return {"kind": self.request.GET.get("kind", "")}

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"kinds": kinds_for(self.actor)}

    def perform(self, form: Any) -> ImportBatch:
        data = form.cleaned_data
        return upload.upload_file(data["kind"], data["file"], actor=self.actor, at=self.now)

    def success_url(self, result: ImportBatch) -> str:
        return self.url("imports:batch-columns", ref=result.ref)


class TemplateFile(DownloadView):
    """Headings and an example row of one kind, as CSV."""

    permission = ImportPermission.RUN

    def content(self, obj: Any) -> tuple[str, str, bytes]:
        allowed = kinds_for(self.actor)
        if not allowed:
            raise Forbidden(_("There is nothing you may import."))
        kind = kind_of(self.request.GET.get("kind", "") or allowed[0].name)
        upload.check_kind(kind, self.actor)
        return f"{slugify(kind.name)}.csv", CSV_TYPE, write_csv(*queries.template_rows(kind))


class BatchScreen:
    permission = ImportPermission.RUN
    object_name = "batch"
    actor: Any
    url: Any

    def query(self, ref: str) -> ImportBatch | None:
        return queries.batches_for(self.actor).filter(ref=ref).first()

    def send_worker(self, batch: ImportBatch) -> None:
        """Leaves the chunks to the background, in this person's name."""
        enqueue(
            WORK_IMPORT,
            vendor_id=batch.vendor_id,
            batch_id=str(batch.pk),
            membership_id=str(self.actor.membership_id or ""),
        )

    def detail_url(self, batch: ImportBatch) -> str:
        return str(self.url("imports:batch-detail", ref=batch.ref))


class ImportColumns(BatchScreen, FormView):
    title = _("Which column is what")
    form_class = ColumnsForm
    submit_label = _("Check the rows")
    template_name = "imports/columns.html"

    def form_kwargs(self) -> dict[str, Any]:
        return {"batch": self.object, "sample": queries.sample_rows(self.object)}

    def initial(self) -> dict[str, Any]:
        return {name: str(place) for name, place in self.object.mapping.items()}

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"sample": queries.sample_rows(self.object)}

    def perform(self, form: Any) -> ImportBatch:
        batch = upload.set_mapping(self.object, form.mapping(), actor=self.actor, at=self.now)
        self.send_worker(batch)
        return batch

    def success_url(self, result: ImportBatch) -> str:
        return self.detail_url(result)

    def cancel_url(self) -> str:
        return self.detail_url(self.object)


class ImportDetail(BatchScreen, DetailView):
    template_name = "imports/batch.html"

    def context(self, **extra: Any) -> dict[str, Any]:
        batch = self.object
        return {
            "lifecycle": IMPORT,
            "sample": queries.sample_rows(batch) if batch.status == "uploaded" else [],
            "issues": queries.issues_for(batch)[:50],
            "reasons": queries.common_reasons(batch) if batch.error_count else [],
            "timeline": queries.history_of(batch),
            "can_undo": batch.import_kind.undo is not None,
        }


class ImportProgress(BatchScreen, PanelView):
    """The moving part of a working import; when the work is over it has the page loaded anew."""

    template_name = "imports/progress.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if not self.object.is_working and getattr(request, "htmx", False):
            response["HX-Refresh"] = "true"
        return response


class BatchAction(BatchScreen, ActionView):
    """run, resume, undo or cancel: one service each, then the background works."""

    service: Any = None

    def perform(self, obj: ImportBatch, data: Any) -> ImportBatch:
        batch: ImportBatch = type(self).service(obj, actor=self.actor, at=self.now)
        if batch.is_working:
            self.send_worker(batch)
        return batch

    def success_url(self, obj: ImportBatch, result: Any) -> str:
        return self.detail_url(obj)


class ImportRun(BatchAction):
    service = run.start_import


class ImportResume(BatchAction):
    service = run.resume_import


class ImportUndo(BatchAction):
    service = run.start_undo


class ImportCancel(BatchAction):
    service = upload.cancel_import
    message = _("Canceled. Nothing was imported.")


class ErrorFile(BatchScreen, DownloadView):
    def content(self, obj: ImportBatch) -> tuple[str, str, bytes]:
        body = write_csv(queries.error_file_columns(obj), queries.error_file_rows(obj))
        return f"{obj.ref}-not-taken.csv", CSV_TYPE, body


class ErrorWorkbook(BatchScreen, DownloadView):
    def content(self, obj: ImportBatch) -> tuple[str, str, bytes]:
        body = write_xlsx(queries.error_file_columns(obj), queries.error_file_rows(obj))
        return f"{obj.ref}-not-taken.xlsx", XLSX_TYPE, body
