"""What soft reasons weigh, as an administrator sets it."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q


def _weight(default: int, unit: str) -> "models.PositiveIntegerField[int, int]":
    return models.PositiveIntegerField(default=default, validators=[MaxValueValidator(10_000)], help_text=unit)


class ScoringWeights(models.Model):
    """Cost points of each soft reason; lower total cost ranks first. At most one row; without it the defaults hold."""

    preferred_date = _weight(0, "Points for a date the clinician prefers.")
    available_date = _weight(30, "Points for a date they are available.")
    if_needed_date = _weight(120, "Points for a date they gave as if needed.")
    per_mile = _weight(1, "Points per mile from home to site.")
    per_day_in_period = _weight(25, "Points per day they already have in the period; the next one costs more.")
    practice_preferred = _weight(40, "Points taken off when the practice prefers them.")
    been_at_site = _weight(10, "Points taken off when they have worked at this site.")
    same_team = _weight(10, "Points taken off per team mate they have worked with.")
    credential_lapsing = _weight(20, "Points when a required credential lapses soon after the day.")

    class Meta:
        verbose_name = verbose_name_plural = "scoring weights"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="casedays_weights_only_one")]

    def __str__(self) -> str:
        return "Scoring weights"

    def clean(self) -> None:
        """A date that somebody prefers may not cost more than one on which they are merely available, and so on."""
        order = ("preferred_date", "available_date", "if_needed_date")
        values = [getattr(self, name) for name in order]
        if None in values:  # a form that could not read one says so itself
            return
        for name, value, before in zip(order[1:], values[1:], values, strict=False):
            if value < before:
                raise ValidationError({name: f"Enter at least {before}: the wish before it costs as much."})

    @classmethod
    def current(cls) -> "ScoringWeights":
        """The weights in force: the stored row, else the defaults. One query, never a write."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
