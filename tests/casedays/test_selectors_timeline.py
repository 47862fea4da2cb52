"""The steps of a day in words."""

import pytest

from accounts.models import User
from casedays.changes import edit_case_day
from casedays.details import Edit
from casedays.lifecycle import reschedule
from casedays.models import CaseDay
from casedays.selectors.timeline import MANAGER, PRACTICE, Row, timeline_of
from scheduling_portal.core.models import TimelineEntry
from tests.factories.accounts import ManagerFactory
from tests.factories.availability import willing
from tests.factories.casedays import active, confirmed_day, day_ahead, details, fresh, planned_day, staff_of

pytestmark = pytest.mark.django_db


def step(day: CaseDay, kind: str, audience: str = MANAGER) -> Row:
    return next(row for row in timeline_of(day, audience) if row.kind == kind)


@pytest.mark.parametrize("audience", [MANAGER, PRACTICE])
def test_what_the_policy_says_is_not_quoted_as_somebodys_words(audience: str) -> None:
    day = planned_day()
    edit = Edit(site=day.site, date=day_ahead(40), details=details())
    edit_case_day(case_day=day, edit=edit, actor=staff_of(day.practice), version=day.version)
    row = step(day, "change_asked", audience)
    assert row.reason == ""
    assert row.note == "Needed a manager because the date changes."


def test_a_reason_somebody_gave_stays_theirs() -> None:
    boss: User = ManagerFactory.create()
    day = planned_day()
    reschedule(case_day=day, actor=boss, date=day_ahead(40), reason="The chair is broken")
    assert (step(day, "rescheduled").reason, step(day, "rescheduled").note) == ("The chair is broken", "")


def test_a_move_has_its_number_as_every_change() -> None:
    boss: User = ManagerFactory.create()
    day = confirmed_day()
    for person in active(day):
        willing(person.clinician, day_ahead(40))
    reschedule(case_day=fresh(day), actor=boss, date=day_ahead(40), reason="Swap")
    assert step(day, "rescheduled").words == "Change 1 applied: moved to another date"


def test_a_move_of_which_the_number_was_not_kept_is_told_without() -> None:
    day = planned_day()
    TimelineEntry.objects.create(topic="case_day", topic_id=day.pk, kind="rescheduled", details={"change_id": 1})
    assert step(day, "rescheduled").words == "Moved to another date"
