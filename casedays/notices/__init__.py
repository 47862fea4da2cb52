"""Who hears what of a case day. Importing this subscribes the handlers; `CaseDaysConfig.ready` does so.

Handlers only write rows: recipients, allow-listed words and the policy decide, `notifications` sends.
"""

from casedays import messages
from casedays.notices import case, change, day, kinds, replacing, team
from casedays.notices.answering import FromTheOutbox

kinds.register()
messages.answered_by(FromTheOutbox())

__all__ = ["case", "change", "day", "kinds", "replacing", "team"]
