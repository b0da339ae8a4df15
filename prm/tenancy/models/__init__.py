from prm.tenancy.models.base import RefModel, TenantModel
from prm.tenancy.models.vendor import Vendor

__all__ = ["RefModel", "TenantModel", "Vendor"]
