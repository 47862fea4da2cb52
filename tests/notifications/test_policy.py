"""The notice policy: which row decides, and when a message may leave."""

import datetime as dt

import pytest

from notifications import policy
from notifications.enums import Audience, Channel
from notifications.models import NoticePolicyRow

UTC = dt.UTC
PACIFIC = "America/Los_Angeles"
CHANGED = "casedays.changed"


def decide(
    *, hours: float | None = 500.0, fields: tuple[str, ...] = (), event: str = CHANGED
) -> policy.Decision | None:
    return policy.decide(
        policy.rows_for([event]), event=event, audience=Audience.CLINICIAN, hours_to_day=hours, changed_fields=fields
    )


@pytest.mark.django_db
class TestDecide:
    def test_first_row_that_fits_decides(self) -> None:
        NoticePolicyRow.objects.filter(event=CHANGED).delete()
        row = {"event": CHANGED, "audience": Audience.CLINICIAN}
        NoticePolicyRow.objects.create(**row, order=20, email=True)
        NoticePolicyRow.objects.create(**row, order=10, text=True)
        decision = decide()
        assert decision is not None
        assert decision.channels == {Channel.PORTAL, Channel.TEXT}

    def test_near_day_is_urgent_and_a_far_one_is_not(self) -> None:
        near, far = decide(hours=20, fields=("date",)), decide(hours=200, fields=("date",))
        assert near is not None
        assert far is not None
        assert (near.urgent, far.urgent) == (True, False)
        assert near.escalate_after == dt.timedelta(hours=2)
        assert far.escalate_after == dt.timedelta(hours=24)

    def test_weighty_field_decides_over_a_light_one(self) -> None:
        both = decide(fields=("parking", "first_case_time"))
        light = decide(fields=("parking",))
        assert both is not None
        assert light is not None
        assert Channel.TEXT in both.channels
        assert light.channels == {Channel.PORTAL}

    def test_row_for_a_near_day_does_not_fit_without_a_day(self) -> None:
        decision = decide(hours=None, fields=("date",))
        assert decision is not None
        assert not decision.urgent

    def test_row_for_another_audience_does_not_fit(self) -> None:
        rows = policy.rows_for([CHANGED])
        assert policy.decide(rows, event=CHANGED, audience=Audience.PRACTICE, hours_to_day=1, changed_fields=()) is None

    def test_row_without_a_channel_says_nothing(self) -> None:
        NoticePolicyRow.objects.filter(event=CHANGED).delete()
        NoticePolicyRow.objects.create(event=CHANGED, audience=Audience.CLINICIAN, portal=False)
        assert decide() is None


class TestNight:
    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            # Pacific time in winter is UTC-8.
            (dt.datetime(2027, 3, 3, 20, 0, tzinfo=UTC), dt.datetime(2027, 3, 3, 20, 0, tzinfo=UTC)),
            (dt.datetime(2027, 3, 4, 4, 59, tzinfo=UTC), dt.datetime(2027, 3, 4, 4, 59, tzinfo=UTC)),
            (dt.datetime(2027, 3, 4, 5, 0, tzinfo=UTC), dt.datetime(2027, 3, 4, 16, 0, tzinfo=UTC)),
            (dt.datetime(2027, 3, 4, 15, 59, tzinfo=UTC), dt.datetime(2027, 3, 4, 16, 0, tzinfo=UTC)),
            (dt.datetime(2027, 3, 4, 16, 0, tzinfo=UTC), dt.datetime(2027, 3, 4, 16, 0, tzinfo=UTC)),
            # The night in which the clocks go forward: 8 am is an hour earlier in UTC.
            (dt.datetime(2027, 3, 14, 7, 0, tzinfo=UTC), dt.datetime(2027, 3, 14, 15, 0, tzinfo=UTC)),
        ],
    )
    def test_text_waits_for_the_morning_of_the_recipient(self, moment: dt.datetime, expected: dt.datetime) -> None:
        assert policy.after_night(moment, PACIFIC) == expected

    def test_night_is_the_recipients_not_ours(self) -> None:
        moment = dt.datetime(2027, 3, 4, 4, 30, tzinfo=UTC)  # 8:30 pm Pacific, 9:30 pm Mountain
        assert policy.after_night(moment, PACIFIC) == moment
        assert policy.after_night(moment, "America/Boise") == dt.datetime(2027, 3, 4, 15, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("channel", "urgent", "waits"),
        [
            (Channel.TEXT, False, True),
            (Channel.TEXT, True, False),
            (Channel.EMAIL, False, False),
            (Channel.PORTAL, False, False),
        ],
    )
    def test_only_texts_that_are_not_urgent_wait(self, channel: Channel, *, urgent: bool, waits: bool) -> None:
        night = dt.datetime(2027, 3, 4, 9, 0, tzinfo=UTC)
        due = policy.due_at(now=night, zone=PACIFIC, channel=channel, urgent=urgent, pause=False)
        assert (due > night) is waits

    def test_edits_wait_a_few_minutes_for_more(self) -> None:
        noon = dt.datetime(2027, 3, 3, 20, 0, tzinfo=UTC)
        due = policy.due_at(now=noon, zone=PACIFIC, channel=Channel.EMAIL, urgent=False, pause=True)
        assert due == noon + policy.EDIT_PAUSE

    def test_unknown_zone_is_no_fault(self) -> None:
        noon = dt.datetime(2027, 3, 3, 20, 0, tzinfo=UTC)
        assert policy.after_night(noon, "Mars/Olympus") == noon
