"""Documents as PDF: one function, `render_pdf`, whose templates can reach nothing but what they are handed.

Templates extend `documents/base.html`. A plain package: it has no tables, so it is no app.
"""

from prm.documents.render import render_pdf

__all__ = ["render_pdf"]
