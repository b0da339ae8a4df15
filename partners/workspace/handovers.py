"""Handovers: who got which partners, and what is open there."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from partners import queries
from partners.handover import Work, work_of
from partners.models import Handover
from partners.permissions import PartnerPermission
from prm.imports.exports import CSV_TYPE, write_csv
from prm.ui.views import Column, DetailView, DownloadView, Empty, ListView, Search


class HandoverList(ListView):
    permission = PartnerPermission.VIEW
    title = _("Handovers")
    intro = _("Partners that were given to another channel manager, with what is open there.")
    default_sort = "-handed_at"
    columns = (
        Column("to_member.name", _("To"), kind="person", sub="ref", link=True),
        Column("partners", _("Partners"), kind="number"),
        Column.datetime("handed_at", _("Handed over"), sort=True),
        Column("handed_by", _("By"), wide_only=True),
    )
    filters = (Search("to_member__name", "handed_by", "ref", "note"),)
    empty = Empty(
        "user-share", _("Nothing handed over yet"), _("Choose partners in the list and hand them over."),
        "partners:partner-list", _("Open partners"),
    )  # fmt: skip

    def query(self) -> QuerySet[Handover]:
        return queries.handovers_for_list()

    def row_url(self, row: Handover) -> str:
        return self.url("partners:handover-detail", ref=row.ref)


class HandoverDetail(DetailView):
    """The pack: the note, and partner by partner whom to call and what is open today."""

    permission = PartnerPermission.VIEW
    title = _("Handover")
    template_name = "partners/handover.html"
    object_name = "handover"
    query = staticmethod(queries.handover_by_ref)

    def context(self, **extra: Any) -> dict[str, Any]:
        lines = queries.lines_of_handover(self.object)
        first = queries.first_contacts(line.partner_id for line in lines)
        found: dict[UUID, list[tuple[Any, Work, str]]] = {line.partner_id: [] for line in lines}
        for label, rows in work_of(list(found), self.actor, self.now):
            for row in rows:
                found[row.partner_id].append((label, row, self.url(row.url_name, ref=row.ref)))
        return {
            "packs": [(line, first.get(line.partner_id), found[line.partner_id]) for line in lines],
            "open_count": sum(map(len, found.values())),
            "today": self.now.date(),
        }


class HandoverDownload(DownloadView):
    """The same as a file, one line for each thing that is open."""

    permission = PartnerPermission.VIEW
    query = staticmethod(queries.handover_by_ref)

    def content(self, obj: Handover) -> tuple[str, str, bytes]:
        lines = {line.partner_id: line for line in queries.lines_of_handover(obj)}
        first = queries.first_contacts(lines)
        heads = [_("Partner"), _("Ref"), _("Call first"), _("Kind"), _("What"), _("State"), _("By"), _("Opened by")]
        rows = [
            [lines[row.partner_id].partner.name, lines[row.partner_id].partner.ref, first.get(row.partner_id, ""),
             label, row.title, row.note, row.due_on, row.ref]
            for label, found in work_of(list(lines), self.actor, self.now)
            for row in found
        ]  # fmt: skip
        busy = {row[1] for row in rows}
        rows += [
            [line.partner.name, line.partner.ref, first.get(line.partner_id, ""), _("Nothing open"), "", "", None, ""]
            for line in lines.values()
            if line.partner.ref not in busy
        ]
        rows.sort(key=lambda row: (row[0], row[1]))
        return f"handover-{slugify(obj.ref)}.csv", CSV_TYPE, write_csv([str(head) for head in heads], rows)
