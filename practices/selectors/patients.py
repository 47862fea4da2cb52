"""Patients as a practice's staff read them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from accounts.models import User
from practices.models import Patient, PatientView, Practice
from practices.rules import age_in_words, is_minor
from scheduling_portal.core import clock

PAGE_SIZE = 50


@dataclass(frozen=True)
class PatientRow:
    """One patient in the list."""

    patient: Patient
    age: str
    practice_name: str


@dataclass(frozen=True)
class Booking:
    """A day on which a patient is, or was, booked."""

    case_id: int
    date: dt.date
    start: dt.time
    site: str
    booked: bool


@dataclass(frozen=True)
class PatientPage:
    """One patient's record with the days they are booked on."""

    patient: Patient
    age: str
    minor: bool
    bookings: list[Booking]


def practices_of(user: User) -> list[Practice]:
    """Active practices this person works for."""
    return list(Practice.objects.visible_to_staff(user))


def patient_list(user: User, asked: Mapping[str, Any], *, several: bool) -> tuple[list[PatientRow], Page[Patient]]:
    """One page of the person's patients, by last name; `q` searches first and last names."""
    patients = Patient.objects.visible_to_staff(user).select_related("practice")
    for word in (asked.get("q") or "").split()[:5]:
        patients = patients.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
    page = Paginator(patients, PAGE_SIZE).get_page(asked.get("page") or 1)
    today = clock.now().date()
    rows = [
        PatientRow(patient, age_in_words(patient.date_of_birth, today), patient.practice.name if several else "")
        for patient in page.object_list
    ]
    return rows, page


def patient_page(patient: Patient) -> PatientPage:
    """One patient with their bookings, the latest first. One query."""
    today = clock.now().date()
    cases = patient.cases.select_related("case_day__site").order_by("-case_day__date", "-pk")[:50]
    return PatientPage(
        patient=patient,
        age=age_in_words(patient.date_of_birth, today),
        minor=is_minor(patient, today),
        bookings=[
            Booking(case.pk, case.case_day.date, case.start_time, case.case_day.site.name, case.status == "booked")
            for case in cases
        ],
    )


def views_page(user: User, asked: Mapping[str, Any]) -> Page[PatientView]:
    """Who looked at the practice's patients, the latest first; of one patient or one day's patients when asked."""
    views = PatientView.objects.visible_to_staff(user).select_related("patient", "viewer")
    if asked.get("patient"):
        views = views.filter(patient_id=asked["patient"])
    if asked.get("day"):
        views = views.filter(patient__in=_patients_of_day(asked["day"]))
    return Paginator(views, PAGE_SIZE).get_page(asked.get("page") or 1)


def _patients_of_day(day_id: int) -> Any:
    return Patient.objects.filter(cases__case_day_id=day_id).values("pk")
