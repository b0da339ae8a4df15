"""System checks that keep the tenancy whole: each tenant model declares its row security and composite keys."""

from typing import Any

from django.apps import apps
from django.core.checks import Error, register
from django.db import models

from prm.tenancy.constraints import RowSecurity
from prm.tenancy.fields import TenantForeignKey
from prm.tenancy.models import TenantModel


def tenant_models() -> list[type[TenantModel]]:
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


def has_vendor(model: Any) -> bool:
    return any(field.name == "vendor" for field in model._meta.fields)


@register()
def check_tenant_models(app_configs: Any, **kwargs: Any) -> list[Error]:
    errors = []
    for model in tenant_models():
        label = model._meta.label
        if not any(isinstance(item, RowSecurity) for item in model._meta.constraints):
            errors.append(Error(f"{label} has no RowSecurity in Meta.constraints.", id="tenancy.E001"))
        for field in model._meta.local_fields:
            if (
                isinstance(field, models.ForeignKey)
                and not isinstance(field, TenantForeignKey)
                and has_vendor(field.remote_field.model)
            ):
                errors.append(Error(f"{label}.{field.name}: use TenantForeignKey.", id="tenancy.E002"))
            if field.unique and field.name not in ("id", "vendor") and not field.primary_key:
                errors.append(Error(f"{label}.{field.name}: a unique value starts with the vendor.", id="tenancy.E003"))
        for item in model._meta.constraints:
            if isinstance(item, models.UniqueConstraint) and item.fields and item.fields[0] != "vendor":
                errors.append(Error(f"{label}.{item.name}: starts with the vendor.", id="tenancy.E004"))
    return errors
