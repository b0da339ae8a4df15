"""Named reads of programs and partnerships. What later pillars ask stands in `dated` and `partnerships`."""

from programs.queries.dated import (
    benefit_value,
    benefit_values,
    in_force,
    next_version_of,
    tier_on,
    tiers_on,
    vendor_day,
    version_on,
)
from programs.queries.expectation import Expectation, expectation_of, expectations_of
from programs.queries.partnerships import (
    RUNNING,
    partnership_by_ref,
    partnerships_of_partner,
    partnerships_with_names,
    running_partnerships,
)
from programs.queries.products import product_by_ref, product_families, products_on_sale

__all__ = [
    "RUNNING",
    "Expectation",
    "benefit_value",
    "benefit_values",
    "expectation_of",
    "expectations_of",
    "in_force",
    "next_version_of",
    "partnership_by_ref",
    "partnerships_of_partner",
    "partnerships_with_names",
    "product_by_ref",
    "product_families",
    "products_on_sale",
    "running_partnerships",
    "tier_on",
    "tiers_on",
    "vendor_day",
    "version_on",
]
