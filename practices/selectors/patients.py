"""Patients as a practice's staff read them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from accounts.models import User
from practices.models import Patient, PatientView, Practice
from practices.rules import age_in_words, is_minor
from scheduling_portal.core import clock
from scheduling_portal.core.formfields import DATE_FORMATS

PAGE_SIZE = 50
#: More words than this are no name.
MOST_WORDS = 5
#: So many are shown to choose from: those last written down, or those found.
LATEST, FOUND = 8, 20
#: Views of one person within this time are one row of the log.
IN_ONE_GO = dt.timedelta(minutes=10)


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


@dataclass(frozen=True)
class ViewGroup:
    """What one person looked at in one go: `at` is the latest of it."""

    at: dt.datetime
    viewer: User
    page: str
    patients: list[Patient]


def practices_of(user: User) -> list[Practice]:
    """Active practices this person works for."""
    return list(Practice.objects.visible_to_staff(user))


def patient_list(user: User, asked: Mapping[str, Any], *, several: bool) -> tuple[list[PatientRow], Page[Patient]]:
    """One page of the person's patients, by last name; `q` searches first and last names."""
    patients = Patient.objects.visible_to_staff(user).select_related("practice")
    page = Paginator(search(patients, asked.get("q") or ""), PAGE_SIZE).get_page(asked.get("page") or 1)
    today = clock.now().date()
    rows = [
        PatientRow(patient, age_in_words(patient.date_of_birth, today), patient.practice.name if several else "")
        for patient in page.object_list
    ]
    return rows, page


def search(patients: "QuerySet[Patient]", q: str) -> "QuerySet[Patient]":
    """Those of whom every word of `q` is part of the first or last name, or is the date of birth."""
    for word in q.replace(",", " ").split()[:MOST_WORDS]:
        wanted = Q(first_name__icontains=word) | Q(last_name__icontains=word)
        born = _date_of(word)
        patients = patients.filter(wanted | Q(date_of_birth=born) if born else wanted)
    return patients


def _date_of(word: str) -> dt.date | None:
    for form in DATE_FORMATS:
        try:
            return dt.datetime.strptime(word, form).date()  # noqa: DTZ007  (a date alone has no zone)
        except ValueError:
            continue
    return None


def choice_of(patients: "QuerySet[Patient]", q: str) -> tuple[list[Patient], bool]:
    """(patients to choose from, whether there are more): those found by name, or without `q` the last written down.

    One query, however many patients there are.
    """
    if q:
        found = list(search(patients, q)[: FOUND + 1])
        return found[:FOUND], len(found) > FOUND
    latest = list(patients.order_by("-updated_at", "-pk")[: LATEST + 1])
    return latest[:LATEST], len(latest) > LATEST


def patient_page(patient: Patient) -> PatientPage:
    """One patient with their bookings, the latest first. One query."""
    today = clock.now().date()
    cases = patient.cases.select_related("case_day__site").order_by("-case_day__date", "-pk")[:50]
    return PatientPage(
        patient=patient,
        age=age_in_words(patient.date_of_birth, today),
        minor=is_minor(patient, today),
        bookings=[
            Booking(case.pk, case.case_day.date, case.start_time, case.case_day.site.label, case.status == "booked")
            for case in cases
        ],
    )


def views_page(user: User, asked: Mapping[str, Any]) -> Page[PatientView]:
    """Who looked at the practice's patients, the latest first; of one patient, one person or one day when asked."""
    views = PatientView.objects.visible_to_staff(user).select_related("patient", "viewer")
    if asked.get("patient"):
        views = views.filter(patient_id=asked["patient"])
    if asked.get("viewer"):
        views = views.filter(viewer_id=asked["viewer"])
    if asked.get("day"):
        views = views.filter(patient__in=_patients_of_day(asked["day"]))
    return Paginator(views, PAGE_SIZE).get_page(asked.get("page") or 1)


def view_groups(views: Iterable[PatientView]) -> list[ViewGroup]:
    """Views, the latest first, with those of the same person on the same kind of page within minutes as one row."""
    groups: list[ViewGroup] = []
    for view in views:
        last = groups[-1] if groups else None
        if (
            last is not None
            and (last.viewer.pk, last.page) == (view.viewer_id, view.page)
            and last.at - view.at <= IN_ONE_GO
        ):
            if view.patient not in last.patients:
                last.patients.append(view.patient)
        else:
            groups.append(ViewGroup(view.at, view.viewer, view.page, [view.patient]))
    return groups


def _patients_of_day(day_id: int) -> Any:
    return Patient.objects.filter(cases__case_day_id=day_id).values("pk")
