"""Facts derived from a patient's record: pure functions, nothing is read or written."""

import datetime as dt

from practices.models import AsaClass, Patient
from scheduling_portal.core.models import Rules

#: Somebody younger needs a guardian. "Child" as the team's skills mean it is `Rules.child_age`.
ADULT_AGE = 18
#: From this class on the anesthesiologist is asked to look.
FLAGGED_ASA = AsaClass.III
OLDEST = 125


def age_on(date_of_birth: dt.date, date: dt.date) -> int:
    """Full years on `date`; 0 before the birth."""
    had_birthday = (date.month, date.day) >= (date_of_birth.month, date_of_birth.day)
    return max(0, date.year - date_of_birth.year - (0 if had_birthday else 1))


def age_in_words(date_of_birth: dt.date, date: dt.date) -> str:
    """The age as staff say it: "34", "6", or "7 months" under two years."""
    years = age_on(date_of_birth, date)
    if years >= 2:
        return str(years)
    months = months_between(date_of_birth, date)
    return f"{months} month{'' if months == 1 else 's'}"


def months_between(earlier: dt.date, later: dt.date) -> int:
    """Full months from one date to the other; 0 when they stand the other way round."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return max(0, months - (1 if later.day < earlier.day else 0))


def is_child(patient: Patient, rules: Rules, date: dt.date) -> bool:
    """Whether the team needs what children need, on `date`."""
    return age_on(patient.date_of_birth, date) < rules.child_age


def is_minor(patient: Patient, date: dt.date) -> bool:
    """Whether a guardian has to be named, on `date`."""
    return age_on(patient.date_of_birth, date) < ADULT_AGE


def is_flagged(patient: Patient) -> bool:
    """Whether the anesthesiologist should look at the patient's ASA class."""
    return patient.asa_class is not None and patient.asa_class >= FLAGGED_ASA


def weight_age_in_months(patient: Patient, date: dt.date) -> int | None:
    """How many full months before `date` the weight was measured; None without a dated weight."""
    if patient.weight_kg is None or patient.weight_measured_on is None:
        return None
    return months_between(patient.weight_measured_on, date)
