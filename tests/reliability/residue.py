"""Looks after every request of a served house whether anything of its tenant is left on the process or the connection."""

import os
from pathlib import Path

from django.db import connection

from prm.tenancy.scope import scope_or_none

LEFT = """
SELECT session_user = current_user, current_setting('role'),
    coalesce(current_setting('app.vendor_id', true), ''), coalesce(current_setting('app.partner_id', true), '')
"""
CLEAN = (True, "none", "", "")


def look_after(get_response):
    """The outermost middleware: writes a line into the file PRM_RESIDUE names for each request that leaves something."""
    file = Path(os.environ["PRM_RESIDUE"])

    def middleware(request):
        response = get_response(request)
        found = [repr(scope_or_none())] if scope_or_none() else []
        if connection.connection is not None:
            if connection.in_atomic_block:
                found.append("a transaction is open")
            with connection.cursor() as cursor:
                cursor.execute(LEFT)
                if (settings := cursor.fetchone()) != CLEAN:
                    found.append(repr(settings))
        with file.open("a") as log:
            log.write(f"{request.method} {request.path} {found}\n" if found else ".\n")
        return response

    return middleware
