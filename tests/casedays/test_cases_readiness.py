"""What a booked patient still needs, and what the team must look at."""

import datetime as dt

import pytest

from casedays.cases import flags, missing, readiness
from casedays.models import Case, CaseDay, Consent
from practices.models import Patient
from scheduling_portal.core.models import Rules

ON = dt.date(2027, 3, 11)


@pytest.fixture
def rules() -> Rules:
    return Rules(weight_months=3, child_age=13)


def patient(**fields: object) -> Patient:
    values: dict[str, object] = {
        "first_name": "Noah",
        "last_name": "Petrov",
        "date_of_birth": dt.date(1990, 1, 1),
        "sex": "M",
        "weight_kg": 80,
        "weight_measured_on": dt.date(2027, 2, 1),
        "asa_class": 1,
    }
    return Patient(**{**values, **fields})


def case(**fields: object) -> Case:
    values: dict[str, object] = {
        "consent": Consent.SIGNED,
        "fasting_given_on": dt.date(2027, 3, 1),
        "escort_name": "Ann",
    }
    return Case(**{**values, **fields})


def lacking(case_: Case, patient_: Patient, rules: Rules) -> list[str]:
    return [item.label for item in missing(readiness(case_, patient_, rules, ON))]


def test_a_patient_with_everything_is_ready(rules: Rules) -> None:
    assert lacking(case(), patient(), rules) == []


@pytest.mark.parametrize(
    ("booking", "record", "said"),
    [
        ({"consent": Consent.MISSING}, {}, ["Consent missing"]),
        ({"consent": Consent.SENT}, {}, ["Consent not back"]),
        ({"fasting_given_on": None}, {}, ["Fasting not given"]),
        ({"escort_name": ""}, {}, ["Escort missing"]),
        ({}, {"weight_kg": None}, ["Weight missing"]),
        ({}, {"weight_measured_on": None}, ["Weight has no date"]),
        ({}, {"weight_measured_on": dt.date(2026, 8, 10)}, ["Weight is 7 months old"]),
        ({}, {"weight_measured_on": dt.date(2026, 12, 12)}, []),
        ({}, {"weight_measured_on": dt.date(2026, 12, 11)}, ["Weight is 3 months old"]),
        ({}, {"asa_class": None}, ["ASA class missing"]),
        ({}, {"date_of_birth": dt.date(2021, 1, 1)}, ["Guardian missing"]),
        ({}, {"date_of_birth": dt.date(2010, 1, 1)}, ["Guardian missing"]),
        ({}, {"date_of_birth": dt.date(2009, 3, 11)}, []),
        ({}, {"date_of_birth": dt.date(2021, 1, 1), "guardian_name": "Ira"}, ["Guardian's phone missing"]),
        ({}, {"date_of_birth": dt.date(2021, 1, 1), "guardian_name": "Ira", "guardian_phone": "+15035550142"}, []),
    ],
)
def test_each_missing_thing_is_named(
    rules: Rules, booking: dict[str, object], record: dict[str, object], said: list[str]
) -> None:
    assert lacking(case(**booking), patient(**record), rules) == said


def test_what_is_missing_comes_first(rules: Rules) -> None:
    items = readiness(case(escort_name=""), patient(), rules, ON)

    assert [item.ok for item in items] == sorted(item.ok for item in items)
    assert items[0].kind == "escort"


@pytest.mark.parametrize(
    ("children", "record", "found"),
    [
        (False, {}, []),
        (False, {"date_of_birth": dt.date(2014, 3, 12)}, ["child on an adult day"]),
        (False, {"date_of_birth": dt.date(2014, 3, 11)}, []),
        (True, {"date_of_birth": dt.date(2020, 1, 1)}, []),
        (False, {"asa_class": 3}, ["ASA III"]),
        (False, {"asa_class": 2}, []),
        (False, {"date_of_birth": dt.date(2020, 1, 1), "asa_class": 4}, ["child on an adult day", "ASA IV"]),
    ],
)
def test_flags_name_children_on_adult_days_and_high_asa_classes(
    rules: Rules, children: bool, record: dict[str, object], found: list[str]
) -> None:
    assert flags(CaseDay(date=ON, children=children), patient(**record), rules) == found
