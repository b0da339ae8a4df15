"""Pages by cursor: as fast on the last page as on the first, and stable while rows are added."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination

from prm.lib.errors import Invalid


class Pages(CursorPagination):
    """Newest first: primary keys are made in the order of time, and each tenant table is indexed by them."""

    ordering = "-id"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "limit"

    def decode_cursor(self, request: Any) -> Any:
        """A cursor nobody was given is a wrong value like any other, told by its name."""
        try:
            cursor = super().decode_cursor(request)
            if cursor is not None and cursor.position is not None:
                UUID(str(cursor.position))
        except (NotFound, ValueError) as error:
            told = [_("This value does not hold."), _("Allowed: %(allowed)s.") % {"allowed": self.cursors()}]
            raise Invalid(_("The request has filters whose values do not hold."), fields={"cursor": told}) from error
        return cursor

    @staticmethod
    def cursors() -> str:
        return _("the cursor of “next” or “previous” of an earlier page")

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for parameter in found:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] |= {"minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        return found
