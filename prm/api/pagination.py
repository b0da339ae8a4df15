"""Pages by cursor: as fast on the last page as on the first, and stable while rows are added."""

from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """Newest first: primary keys are made in the order of time, and each tenant table is indexed by them."""

    ordering = "-id"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "limit"
