"""The vendor's colors as a stylesheet of custom properties at an address that changes with them."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from prm.ui.contrast import DEFAULT_ACCENT, check_accent, ink_on


def brand_version(vendor: Any) -> str:
    """Changes with the brand, so that browsers may keep the stylesheet for good."""
    accent = str(getattr(vendor, "accent", "") or DEFAULT_ACCENT).lstrip("#").lower()
    return f"{getattr(vendor, 'brand_version', 1)}-{accent}"


def brand_url(vendor: Any) -> str:
    try:
        return reverse("public:ui:brand", kwargs={"vendor": vendor.slug, "version": brand_version(vendor)})
    except NoReverseMatch:
        return ""


def brand_css(vendor: Any) -> str:
    """`--brand` for the mark everywhere, `--accent` where the page wears the brand. A failing color is replaced."""
    checked = check_accent(str(getattr(vendor, "accent", "") or DEFAULT_ACCENT))
    accent = checked.nearest
    ink = ink_on(accent)
    return f":root{{--brand:{accent};--brand-fg:{ink};}}\n[data-brand]{{--accent:{accent};--accent-fg:{ink};}}\n"
