"""Every constraint of the database has a test that provokes it, by name."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

OURS = ("core", "accounts", "practices", "availability", "casedays", "notifications", "roster")
TESTS = Path(__file__).resolve().parent.parent
#: Targets of composite foreign keys: unique because the id alone is, so nothing can break them.
TARGETS = {
    "accounts_clinician_with_type",
    "practices_site_with_practice",
    "practices_patient_with_practice",
    "casedays_caseday_with_practice",
    "casedays_caseday_with_date",
}


def named_constraints() -> set[str]:
    """Check, unique and exclusion constraints that our models name."""
    return {
        str(constraint.name)
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints
    }


@pytest.mark.django_db
def test_every_constraint_is_provoked_by_a_test() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype IN ('f', 'x') AND conname ~ '_(of|apart)(_|$)'"
            " AND conname !~ '_fk_' AND connamespace = 'public'::regnamespace"
        )
        raw = {name for (name,) in cursor.fetchall()}
    text = "".join(path.read_text() for path in TESTS.rglob("test_*.py") if path != Path(__file__))
    assert {name for name in named_constraints() | raw if name not in text} == TARGETS


@pytest.mark.django_db
def test_every_named_constraint_stands_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        there = {name for (name,) in cursor.fetchall()}
    assert named_constraints() <= there
