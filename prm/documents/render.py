"""HTML to tagged PDF. WeasyPrint is imported by the first document: it takes seconds that no other start should pay."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

from prm.documents.brand import fonts_for, tokens_css

if TYPE_CHECKING:
    from prm.documents.fetcher import AssetFetcher


@cache
def _print_css() -> str:
    return Path(__file__).with_name("print.css").read_text(encoding="utf-8")


def render_pdf(template: str, context: Mapping[str, Any], *, assets: Mapping[str, bytes] | None = None) -> bytes:
    """Renders a template that extends `documents/base.html` as tagged PDF (PDF/UA-1) in the vendor's brand.

    `context` holds `vendor` and `title`; optionally `document_note` (foot of each page: a ref, a verification code).
    `assets` maps names to bytes; the template shows one as `<img src="asset:name.png">`. Nothing else is ever loaded.
    Takes 0.2 s and more: call it in a task, a handler or a download, never in a service.
    """
    from prm.documents.fetcher import AssetFetcher

    if "vendor" not in context or "title" not in context:
        raise ValueError("A document needs `vendor` and `title` in its context.")
    page = {**context, "language": get_language() or "en-us", "direction": "rtl" if get_language_bidi() else "ltr"}
    return pdf_from_html(render_to_string(template, page), context["vendor"], fetcher=AssetFetcher(assets or {}))


def pdf_from_html(html: str, vendor: Any, *, fetcher: AssetFetcher) -> bytes:
    """The same for HTML already at hand; `fetcher.refused` tells afterwards what it asked for in vain."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from prm.documents.fetcher import SCHEME

    families = fonts_for(html)
    fetcher.assets |= dict(families.values())
    fonts = FontConfiguration()
    sheets = [
        CSS(string=text, url_fetcher=fetcher, font_config=fonts, base_url=SCHEME)
        for text in (tokens_css(vendor, families), _print_css())
    ]
    document = HTML(string=html, url_fetcher=fetcher, base_url=SCHEME)
    pdf: bytes = document.write_pdf(
        stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True, optimize_images=True
    )
    return pdf
