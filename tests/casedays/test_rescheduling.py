"""Moving a day to another date."""

import pytest

from accounts.enums import ProviderType
from accounts.models import User
from casedays import lifecycle
from casedays.states import AssignmentStatus, Status
from scheduling_portal.core.errors import Conflict, RuleBroken
from tests.factories.accounts import credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import (
    accepted_day,
    active,
    day_ahead,
    fresh,
    in_slot,
    staffed_day,
    trio,
)

pytestmark = pytest.mark.django_db


class TestReschedule:
    def test_keeps_who_can_and_releases_who_cannot(self, manager: User) -> None:
        old, new = day_ahead(14), day_ahead(16)
        team = trio(old)
        for clinician in team[:2]:
            willing(clinician, new)
        day = accepted_day(manager=manager, team=team, date=old)
        lifecycle.reschedule(case_day=day, actor=manager, date=new)
        assert (fresh(day).date, fresh(day).status) == (new, Status.CONFIRMED)
        assert [(a.provider_type, a.date) for a in active(day)] == [("anesthesiologist", new), ("nurse", new)]
        released = day.assignments.get(status=AssignmentStatus.RELEASED)
        assert released.ended_from_date == old
        change = day.changes.get()
        assert (change.number, change.fields) == (1, {"date": [old.isoformat(), new.isoformat()]})
        assert change.acknowledgements.count() == 2

    def test_replacements_join_in_the_same_step(self, manager: User) -> None:
        old, new = day_ahead(14), day_ahead(16)
        team = trio(old)
        for clinician in team[:2]:
            willing(clinician, new)
        medic = credentialed_clinician(ProviderType.MEDIC)
        willing(medic, new)
        day = accepted_day(manager=manager, team=team, date=old)
        lifecycle.reschedule(case_day=day, actor=manager, date=new, replacements={"medic": medic.pk})
        assert in_slot(day, ProviderType.MEDIC).clinician == medic
        assert in_slot(day, ProviderType.MEDIC).status == AssignmentStatus.ASKED

    def test_does_not_double_book_whom_it_keeps(self, manager: User) -> None:
        old, new = day_ahead(14), day_ahead(16)
        team = trio(old, new)
        staffed_day(manager=manager, team=team, date=new)
        day = accepted_day(manager=manager, team=team, date=old)
        lifecycle.reschedule(case_day=day, actor=manager, date=new)
        assert active(day) == []

    def test_a_refused_replacement_moves_nothing(self, manager: User) -> None:
        old, new = day_ahead(14), day_ahead(16)
        day = accepted_day(manager=manager, team=trio(old), date=old)
        busy = credentialed_clinician(ProviderType.MEDIC)
        with pytest.raises((RuleBroken, Conflict)):
            lifecycle.reschedule(case_day=day, actor=manager, date=new, replacements={"medic": busy.pk})
        assert fresh(day).date == old
        assert len(active(day)) == 3
