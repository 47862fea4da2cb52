"""What the steps of a day ask about messages, answered from the outbox and the notice policy."""

import datetime as dt
from collections.abc import Mapping

from accounts.models import User
from casedays.models import CaseDay
from casedays.notices import kinds
from casedays.notices.reach import hours_until
from notifications.enums import Audience
from notifications.forecast import Told, leaves_at
from notifications.reached import unreached


class FromTheOutbox:
    """The answers."""

    def unreached(self, day_id: int) -> Mapping[int, bool]:
        """See `casedays.messages`. One query."""
        return unreached(topic="case_day", topic_id=day_id, audience=Audience.CLINICIAN)

    def question_leaves_at(self, day: CaseDay, person: User, *, offer: bool) -> dt.datetime:
        """See `casedays.messages`. One query."""
        return leaves_at(Told(kinds.OFFERED if offer else kinds.ASKED, person, hours_until(day)))
