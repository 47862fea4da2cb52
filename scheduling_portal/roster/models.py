"""Imports made through the administration, and what they brought."""

from typing import TYPE_CHECKING, Self

from django.db import models

from scheduling_portal.core.fields import choices_check
from scheduling_portal.core.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class ImportedRequest(models.Model):
    """Remembers which row of a spreadsheet became which case day, so that loading it again changes nothing."""

    key = models.CharField(max_length=64, unique=True)
    case_day = models.OneToOneField("casedays.CaseDay", on_delete=models.PROTECT, related_name="imported_from")

    def __str__(self) -> str:
        return f"Request row of case day {self.case_day_id}"


class ImportStatus(models.TextChoices):
    """Where an import through the administration stands."""

    CHECKED = "checked", "Checked, nothing saved"
    SAVED = "saved", "Saved"
    DISCARDED = "discarded", "Thrown away"


class RosterImportQuerySet(ScopedQuerySet["RosterImport"]):
    """Imports are for administrators: files of people and patients pass through them."""

    def visible_to(self, user: "User") -> Self:
        return self if user.is_active and user.is_staff else self.none()


class RosterImport(models.Model):
    """Files that somebody uploaded, what the check said of them, and whether they were saved.

    The files themselves are kept only until they are saved or thrown away.
    """

    scoped = True

    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=12, choices=ImportStatus, default=ImportStatus.CHECKED)
    files = models.CharField(max_length=500)
    content = models.BinaryField(default=bytes)
    report = models.JSONField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = "import of spreadsheets"
        verbose_name_plural = "imports of spreadsheets"
        constraints = [choices_check("status", ImportStatus, name="roster_import_status_known")]

    def __str__(self) -> str:
        return f"Import of {self.files}"
