"""Pages of money that both sides read alike: one earning down to its decision, a statement as a file."""

from typing import Any, ClassVar

from incentives import queries
from incentives.documents.statement import statement_csv, statement_pdf, statement_xlsx
from incentives.models import Earning, Statement
from prm.decisions.queries import latest_decision
from prm.imports.exports import CSV_TYPE, XLSX_TYPE
from prm.ui.views import DetailView, DownloadView

FORMATS = {
    "csv": (CSV_TYPE, statement_csv),
    "xlsx": (XLSX_TYPE, statement_xlsx),
    "pdf": ("application/pdf", statement_pdf),
}


class EarningPage(DetailView):
    """One amount opened down to its decision record."""

    template_name = "incentives/earning.html"
    object_name = "earning"

    def query(self, pk: Any) -> Earning | None:
        return queries.earnings_for_list().select_related("fact").filter(pk=pk).first()

    def context(self, **extra: Any) -> dict[str, Any]:
        return {"decision": latest_decision(self.object)}


class StatementFile(DownloadView):
    """A statement in one format, named by its number."""

    format: ClassVar[str]

    def content(self, obj: Statement) -> tuple[str, str, bytes]:
        content_type, write = FORMATS[self.format]
        return f"{obj.ref}.{self.format}", content_type, write(obj)
