"""What `readiness` says of a patient as a condition of the database, to count by; a test compares the two."""

from django.db.models import Exists, ExpressionWrapper, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, ExtractDay, ExtractMonth, ExtractYear

from casedays.models import Case, Consent
from practices.rules import ADULT_AGE
from scheduling_portal.core.models import Rules

ON = "case_day__date"


def not_ready() -> "QuerySet[Case]":
    """Booked cases with something missing by the date of their day."""
    holds = Coalesce(Subquery(Rules.objects.values("weight_months")[:1]), Value(Rules().weight_months))
    return (
        Case.objects.booked()
        .alias(months=_months_from("patient__date_of_birth"), weighed=_months_from("patient__weight_measured_on"))
        .filter(
            ~Q(consent=Consent.SIGNED)
            | Q(fasting_given_on__isnull=True)
            | Q(escort_name="")
            | Q(patient__weight_kg__isnull=True)
            | Q(patient__weight_measured_on__isnull=True)
            | Q(weighed__gte=holds)
            | Q(patient__asa_class__isnull=True)
            | Q(Q(patient__guardian_name="") | Q(patient__guardian_phone=""), months__lt=ADULT_AGE * 12)
        )
    )


def needs_patients() -> Q:
    """Condition on case days: nobody is booked, or somebody is who is not ready."""
    of_day = {"case_day": OuterRef("pk")}
    return ~Q(Exists(Case.objects.booked().filter(**of_day))) | Q(Exists(not_ready().filter(**of_day)))


def _months_from(field: str) -> Combinable:
    """Full months from the date in `field` to the day's date, as `practices.rules.months_between` counts them."""
    years = ExtractYear(ON) - ExtractYear(field)
    months = ExtractMonth(ON) - ExtractMonth(field)
    begun = Func(ExtractDay(ON) - ExtractDay(field), function="SIGN", output_field=IntegerField())
    short = Func(begun, Value(0), function="LEAST", output_field=IntegerField())
    return ExpressionWrapper(years * 12 + months + short, output_field=IntegerField())
