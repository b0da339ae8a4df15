from django.db import models


class SecurityEvent(models.Model):
    """A refused sign-in, a refused key, a knock at another vendor's door. System: written by a function, read by ops.

    It belongs to nobody's tenant, so that it can be written before a tenant is known and by those who have none.
    """

    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    user_id = models.UUIDField(null=True)
    vendor_slug = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-at"], name="security_event_newest")]

    def __str__(self) -> str:
        return self.kind
