"""Patients of the demo world, and who of them is booked."""

import datetime as dt
from decimal import Decimal

from casedays.cases import book_patient, edit_case, next_free_start
from casedays.models import Case, Consent
from practices.models import Patient
from practices.services import PatientDetails, create_patient
from scheduling_portal.core import clock
from scheduling_portal.demo.cast import FIRST_NAMES, LAST_NAMES, MEN
from scheduling_portal.demo.moments import at
from scheduling_portal.demo.places import PRACTICES
from scheduling_portal.demo.script import DAYS, DayPart
from scheduling_portal.demo.world import World

PROCEDURES = ("Extractions x4", "Implant placement", "Full mouth rehabilitation", "Wisdom teeth", "Crowns and fillings")
ALLERGIES = ("", "", "", "Penicillin", "Latex", "Egg, soy")
MEDICATIONS = ("", "", "Lisinopril", "Metformin", "Albuterol", "Sertraline")
CONDITIONS = ("", "", "Mild asthma", "High blood pressure", "Type 2 diabetes", "Anxious in dental chairs")
MINUTES = (45, 60, 75, 90)
UNREADY = {"at risk": 2}


def make_patients(world: World) -> None:
    """Some for every practice, more for those with many days."""
    with at(world.calendar.moment(-60)):
        for practice in PRACTICES:
            wanted = sum(part.booked for part in DAYS if part.practice == practice.name)
            number = max(2, min(wanted, 9))
            world.patients[practice.name] = [
                _patient(world, practice.name, child=practice.children and at < number - 1) for at in range(number)
            ]


def _patient(world: World, practice: str, *, child: bool) -> Patient:
    dice, today = world.dice, world.calendar.today
    years = dice.randint(5, 12) if child else dice.randint(19, 78)
    known = {(patient.first_name, patient.last_name) for patient in world.patients.get(practice, [])}
    pairs = [(first, last) for last in LAST_NAMES for first in FIRST_NAMES if (first, last) not in known]
    name = dice.choice(pairs)
    details = PatientDetails(
        first_name=name[0],
        last_name=name[1],
        date_of_birth=today - dt.timedelta(days=365 * years + dice.randint(0, 364)),
        sex="M" if name[0] in MEN else "F",
        height_cm=Decimal(dice.randint(105, 150) if child else dice.randint(155, 192)),
        weight_kg=Decimal(dice.randint(180, 450) if child else dice.randint(520, 1080)) / 10,
        weight_measured_on=world.calendar.date(-61 + dice.randint(0, 1)),
        procedure=dice.choice(PROCEDURES),
        minutes=dice.choice(MINUTES[:2] if child else MINUTES),
        allergies=dice.choice(ALLERGIES),
        medications="" if child else dice.choice(MEDICATIONS),
        conditions="" if child else dice.choice(CONDITIONS),
        asa_class=dice.choices([1, 2, 3], [45, 45, 10])[0],
        guardian_name=f"{dice.choice(FIRST_NAMES)} {name[1]}" if child else "",
        guardian_phone=f"+1503555{dice.randint(100, 199):04}" if child else "",
    )
    return create_patient(actor=world.staff[practice], practice=world.practices[practice], details=details)


def book_patients(world: World, part: DayPart) -> None:
    """Book the day's patients one after the other, and write down what each needs."""
    day = world.day(part.name)
    actor = world.staff[part.practice]
    waiting = list(world.patients[part.practice])
    world.dice.shuffle(waiting)
    unready = UNREADY.get(part.name, 0)
    for place, patient in enumerate(waiting[: part.booked]):
        start = next_free_start(day, list(day.cases.booked()), minutes=patient.minutes)
        if start is None:
            return
        case = book_patient(case_day=day, patient=patient, actor=actor, start_time=start, minutes=patient.minutes)
        _make_ready(world, case, unready=part.booked - place <= unready)


def _make_ready(world: World, case: Case, *, unready: bool) -> None:
    edit_case(
        case=case,
        actor=case.booked_by,
        start_time=case.start_time,
        minutes=case.minutes,
        procedure=case.procedure,
        consent=Consent.MISSING if unready else Consent.SIGNED,
        fasting_given_on=None if unready else clock.today_in(case.case_day.site.time_zone),
        escort_name="" if unready else f"{world.dice.choice(FIRST_NAMES)} {case.patient.last_name}",
    )
