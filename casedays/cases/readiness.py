"""What a booked patient still needs before the day, and what the team must look at."""

import datetime as dt
from dataclasses import dataclass

from casedays.models import Case, CaseDay, Consent
from practices.models import Patient
from practices.rules import is_child, is_flagged, is_minor, weight_age_in_months
from scheduling_portal.core.models import Rules

CHILD_FLAG = "child on an adult day"


@dataclass(frozen=True)
class Item:
    """One thing that must be in order. `label` says it as it is: "Consent" or "Consent missing"."""

    kind: str
    ok: bool
    label: str


def readiness(case: Case, patient: Patient, rules: Rules, on: dt.date) -> list[Item]:
    """Everything a patient needs by the day `on`; what is missing comes first."""
    items = [
        *_guardian(patient, on),
        _consent(case),
        Item(
            "fasting",
            case.fasting_given_on is not None,
            _said(case.fasting_given_on, "Fasting given", "Fasting not given"),
        ),
        Item("escort", bool(case.escort_name), _said(case.escort_name, "Escort", "Escort missing")),
        _weight(patient, rules, on),
        Item("asa", patient.asa_class is not None, _said(patient.asa_class, "ASA class", "ASA class missing")),
    ]
    return sorted(items, key=lambda item: item.ok)


def missing(items: list[Item]) -> list[Item]:
    """Those that are not in order."""
    return [item for item in items if not item.ok]


def flags(case_day: CaseDay, patient: Patient, rules: Rules) -> list[str]:
    """What the anesthesiologist must look at, in plain words. Flags inform; they never block."""
    found = []
    if is_child(patient, rules, case_day.date) and not case_day.children:
        found.append(CHILD_FLAG)
    if is_flagged(patient):
        found.append(patient.get_asa_class_display())
    return found


def _said(value: object, yes: str, no: str) -> str:
    return yes if value else no


def _guardian(patient: Patient, on: dt.date) -> list[Item]:
    if not is_minor(patient, on):
        return []
    named = bool(patient.guardian_name and patient.guardian_phone)
    if patient.guardian_name and not named:
        return [Item("guardian", False, "Guardian's phone missing")]
    return [Item("guardian", named, _said(named, "Guardian", "Guardian missing"))]


def _consent(case: Case) -> Item:
    label = {Consent.SIGNED: "Consent", Consent.SENT: "Consent not back"}.get(Consent(case.consent), "Consent missing")
    return Item("consent", case.consent == Consent.SIGNED, label)


def _weight(patient: Patient, rules: Rules, on: dt.date) -> Item:
    if patient.weight_kg is None:
        return Item("weight", False, "Weight missing")
    months = weight_age_in_months(patient, on)
    if months is None:
        return Item("weight", False, "Weight has no date")
    if months >= rules.weight_months:
        return Item("weight", False, f"Weight is {months} month{'' if months == 1 else 's'} old")
    return Item("weight", True, "Weight")
