"""Coverage that pages show and that is dear to count."""

from django.db import models

from availability.models.period import Period


class KeptCoverage(models.Model):
    """The coverage of a period as it was counted after a step of the timeline.

    Holds no truth: it may be emptied at any time.
    """

    period = models.OneToOneField(Period, on_delete=models.CASCADE, related_name="kept")
    step = models.BigIntegerField()
    counted_at = models.DateTimeField()
    dates = models.JSONField()
    #: `demand.Chances` of the days that lack somebody.
    chances = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "kept coverages"

    def __str__(self) -> str:
        return f"Coverage of {self.period}"
