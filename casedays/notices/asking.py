"""Questions to clinicians: the same words whether a day was confirmed, somebody was put on it, or it is a reminder."""

from collections.abc import Iterable

from accounts.enums import Portal
from casedays.links import answer_path
from casedays.models import Assignment
from casedays.notices.telling import Telling, moment, slot_words, when


def ask(telling: Telling, kind: str, assignments: Iterable[Assignment]) -> None:
    """Collect a question for each assignment, with its code and its deadline on the person's own clock."""
    for assignment in assignments:
        person = assignment.clinician.user
        telling.tell(
            kind,
            [person],
            Portal.CLINICIAN,
            context={
                **when(telling.day),
                "slot": slot_words(assignment.provider_type),
                "code": assignment.answer_code or "",
                "answer_by": moment(assignment.answer_by, person.time_zone),
            },
            text_path=answer_path(assignment),
        )
