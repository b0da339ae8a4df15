from django.contrib.postgres.indexes import GinIndex
from django.db import models

from prm.matching.score import Party
from prm.tenancy.constraints import RowSecurity
from prm.tenancy.models import TenantModel


class MatchEntry(TenantModel):
    """One organisation that others are matched against: a customer account, a registration, a partner.

    Kept beside the row it stands for by prm.matching.services. The first columns hold what was written; the `*_key`
    columns what is searched. Portals never see it: a conflict check takes the vendor's role and gives plain values.
    """

    target_kind = models.CharField(max_length=40)
    target_id = models.UUIDField()
    name = models.CharField(max_length=300)
    domain = models.CharField(max_length=253, blank=True)
    city = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=120, blank=True)

    name_key = models.CharField(max_length=300, blank=True)
    initials_key = models.CharField(max_length=12, blank=True)
    domain_key = models.CharField(max_length=253, blank=True)
    city_key = models.CharField(max_length=120, blank=True)
    state_key = models.CharField(max_length=120, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            RowSecurity(),
            models.UniqueConstraint(fields=["vendor", "target_kind", "target_id"], name="matchentry_once_a_target"),
        ]
        indexes = [
            # The vendor stands in the index itself (btree_gin), so that one tenant's search never walks another's rows.
            # A short list of what was entered last keeps searches quick right after an import.
            GinIndex(
                fields=["vendor", "name_key"],
                name="matchentry_name",
                opclasses=["uuid_ops", "gin_trgm_ops"],
                gin_pending_list_limit=512,
            ),
            models.Index(fields=["vendor", "domain_key"], name="matchentry_domain", condition=~models.Q(domain_key="")),
            models.Index(
                fields=["vendor", "initials_key"], name="matchentry_initials", condition=~models.Q(initials_key="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def party(self) -> Party:
        return Party(self.name, self.domain, self.city, self.state, self.country)
