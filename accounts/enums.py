"""Fixed words about people."""

from django.db import models


class ProviderType(models.TextChoices):
    """The slot a clinician fills. Licence classes are credentials, not provider types."""

    ANESTHESIOLOGIST = "anesthesiologist", "Anesthesiologist"
    NURSE = "nurse", "Nurse"
    MEDIC = "medic", "Medic"


#: Slots are always shown in this order: A, N, M.
SLOT_ORDER = (ProviderType.ANESTHESIOLOGIST, ProviderType.NURSE, ProviderType.MEDIC)


class Portal(models.TextChoices):
    """One portal per role."""

    CLINICIAN = "clinician", "Clinician portal"
    PRACTICE = "practice", "Practice portal"
    MANAGER = "manager", "Manager portal"
    ADMIN = "admin", "Administration"
