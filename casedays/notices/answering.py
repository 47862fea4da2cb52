"""What the steps of a day ask about messages, answered from the outbox and the notice policy."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from accounts.models import User
from casedays.models import CaseDay
from casedays.notices import kinds
from casedays.notices.reach import hours_until
from notifications import policy
from notifications.enums import Audience
from notifications.forecast import leaving
from notifications.reached import unreached_each

#: Times for an answer end on the half hour.
STEP = dt.timedelta(minutes=30)
#: So much time should be left before the day when an answer may wait for the morning.
LEFT = dt.timedelta(hours=4)
MOMENT = dt.timedelta(minutes=1)
#: So early that whoever is asked next can still be told before the night.
EVENING = dt.time(20)


class FromTheOutbox:
    """The answers."""

    def unreached(self, day_ids: Collection[int]) -> Mapping[int, Mapping[int, bool]]:
        """See `casedays.messages`. One query."""
        return unreached_each(topic="case_day", topic_ids=day_ids, audience=Audience.CLINICIAN)

    def answers_until(
        self, day: CaseDay, people: Sequence[User], box: dt.timedelta, *, offer: bool
    ) -> Mapping[int, dt.datetime]:
        """See `casedays.messages`. One query."""
        kind = kinds.OFFERED if offer else kinds.ASKED
        leave = leaving(kind, people, hours_until(day))
        return {person.pk: time_ends(leave[person.pk], box, person.time_zone, day.first_case_at) for person in people}


def time_ends(leaves: dt.datetime, box: dt.timedelta, zone: str, begins: dt.datetime) -> dt.datetime:
    """`box` after the text leaves, on the next half hour, and before the day `begins`.

    What would end at night in `zone` ends in the morning there, where that leaves time to ask others before the day;
    else in the evening before, where that leaves time to answer; else in the morning all the same, if that is before
    the day.
    """
    end = leaves + box
    end += -(end - dt.datetime.min.replace(tzinfo=dt.UTC)) % STEP
    end = min(end, begins)
    morning = policy.after_night(end - MOMENT, zone)
    if morning <= end:  # it is no night
        return end
    room, evening = min(box, LEFT), _evening_before(morning, zone)
    if morning + room <= begins:
        return morning
    if leaves + room / 2 <= evening:
        return evening
    return morning if morning < begins else end


def _evening_before(morning: dt.datetime, zone: str) -> dt.datetime:
    local = policy.on_the_clock(morning, zone)
    return dt.datetime.combine(local.date() - dt.timedelta(days=1), EVENING, tzinfo=local.tzinfo).astimezone(dt.UTC)
