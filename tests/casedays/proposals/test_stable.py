"""After a drop-out only what must change changes."""

import pytest

from accounts.enums import ProviderType
from accounts.models import Clinician, User
from availability.models import Period
from casedays import lifecycle, staffing
from casedays.matching.scope import Moves
from casedays.proposals import stored
from casedays.proposals.applying import apply_proposal
from tests.casedays.proposals.conftest import Run, date_in
from tests.casedays.proposals.test_applying import team_of
from tests.factories.casedays import in_slot, planned_day

pytestmark = pytest.mark.django_db
People = dict[str, list[Clinician]]


def test_after_a_drop_out_only_the_open_slot_changes(period: Period, people: People, run: Run, manager: User) -> None:
    days = [planned_day(date=date_in(period, n)) for n in (2, 3, 4)]
    apply_proposal(run=run(), day_ids=None, actor=manager)
    lifecycle.confirm_case_day(case_day=days[1], actor=manager)
    before = {day.pk: team_of(day) for day in days}
    out = in_slot(days[1], ProviderType.NURSE)
    staffing.decline_assignment(assignment=out, actor=out.clinician.user, reason="Ill")
    again = run(moves=Moves.ASKED)
    changed = stored.changing(again)
    assert list(changed) == [days[1].pk]
    assert [(row.slot, row.before) for row in changed[days[1].pk]] == [("nurse", None)]
    apply_proposal(run=again, day_ids=None, actor=manager)
    after = {day.pk: team_of(day) for day in days}
    assert after[days[1].pk].pop("nurse") != before[days[1].pk].pop("nurse")
    assert after == before
