"""What the steps of a day ask about messages, answered from the outbox and the notice policy."""

import datetime as dt
from collections.abc import Mapping

from accounts.models import User
from casedays.models import CaseDay
from casedays.notices import kinds
from casedays.notices.reach import hours_until
from notifications import policy
from notifications.enums import Audience
from notifications.forecast import Told, leaves_at
from notifications.reached import unreached

#: Times for an answer end on the half hour.
STEP = dt.timedelta(minutes=30)
#: So much time should be left before the day when an answer may wait for the morning.
LEFT = dt.timedelta(hours=4)
MOMENT = dt.timedelta(minutes=1)


class FromTheOutbox:
    """The answers."""

    def unreached(self, day_id: int) -> Mapping[int, bool]:
        """See `casedays.messages`. One query."""
        return unreached(topic="case_day", topic_id=day_id, audience=Audience.CLINICIAN)

    def answer_until(self, day: CaseDay, person: User, box: dt.timedelta, *, offer: bool) -> dt.datetime:
        """See `casedays.messages`. One query."""
        leaves = leaves_at(Told(kinds.OFFERED if offer else kinds.ASKED, person, hours_until(day)))
        return time_ends(leaves, box, person.time_zone, day.first_case_at)


def time_ends(leaves: dt.datetime, box: dt.timedelta, zone: str, begins: dt.datetime) -> dt.datetime:
    """`box` after the text leaves, on the next half hour, and before the day `begins`.

    What would end at night in `zone` ends in the morning there, where that leaves time to ask others before the day.
    """
    end = leaves + box
    end += -(end - dt.datetime.min.replace(tzinfo=dt.UTC)) % STEP
    morning = policy.after_night(end - MOMENT, zone)
    if morning > end and morning + min(box, LEFT) <= begins:
        end = morning
    return min(end, begins)
