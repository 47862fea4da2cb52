"""What the anesthesiologist of a day must look at, summed up over its bookings: numbers, never who."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from casedays.cases.readiness import CHILD_FLAG, flags
from casedays.models import Case, CaseDay
from practices.models import AsaClass, Patient
from scheduling_portal.core.models import Rules


@dataclass(frozen=True)
class DayFlags:
    """`bookings` are flagged; of these `children` on a day for adults, and (class, number) of ASA III up."""

    bookings: int
    children: int
    asa: tuple[tuple[str, int], ...]
    child_age: int

    @property
    def words(self) -> list[str]:
        """Each fact as a sentence of its own, without names."""
        said = []
        if self.children:
            who = "1 child" if self.children == 1 else f"{self.children} children"
            said.append(f"{who} under {self.child_age} booked; the day was asked for as adults only.")
        said.extend(f"{count} patient{'' if count == 1 else 's'} booked with {label}." for label, count in self.asa)
        return said


def flags_of(case_day: CaseDay, patients: Iterable[Patient], rules: Rules) -> DayFlags:
    """The same of booked patients at hand, of whom only the birth and the ASA class count. No query."""
    found = [raised for patient in patients if (raised := flags(case_day, patient, rules))]
    counted = Counter(flag for raised in found for flag in raised)
    return DayFlags(
        bookings=len(found),
        children=counted[CHILD_FLAG],
        asa=tuple((str(label), counted[str(label)]) for label in AsaClass.labels if counted[str(label)]),
        child_age=rules.child_age,
    )


def day_flags(case_day: CaseDay, rules: Rules | None = None) -> DayFlags:
    """What is flagged on a day now. One query, and one for the rules where they are not at hand."""
    booked = Patient.objects.filter(cases__in=case_day.cases.booked()).only("date_of_birth", "asa_class")
    return flags_of(case_day, booked, rules or Rules.current())


def booked_facts() -> ArraySubquery:
    """What flags go by, of each booking of the outer case day, to be read along with it."""
    cases = Case.objects.booked().filter(case_day=OuterRef("pk")).order_by()
    facts = JSONObject(born=F("patient__date_of_birth"), asa=F("patient__asa_class"))
    return ArraySubquery(cases.values_list(facts, flat=True))


def flags_from(case_day: CaseDay, facts: Iterable[Mapping[str, Any]], rules: Rules) -> DayFlags:
    """What is flagged, from what `booked_facts` read. No query."""
    patients = (Patient(date_of_birth=dt.date.fromisoformat(one["born"]), asa_class=one["asa"]) for one in facts)
    return flags_of(case_day, patients, rules)
