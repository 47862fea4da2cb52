"""Two people edit the same day: the second gets the form anew, on top of what the first saved. For every portal."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from accounts.models import User
from casedays.details import Edit
from casedays.forms.details import initial_of
from casedays.forms.practice import initial_dates
from casedays.models import CaseDay
from casedays.selectors.edit_conflict import WANTED_DATES, EditConflict, conflict_of
from scheduling_portal.core import wording
from scheduling_portal.core.errors import StaleEdit


def renewed(
    form: Any, day: CaseDay, wanted: Edit, error: StaleEdit, *, actor: User, dates: Sequence[dt.date] = ()
) -> tuple[Any, EditConflict]:
    """The same form on top of what the other saved: what was typed stays, elsewhere theirs counts.

    No error is put into the form, where nothing is to be fixed: the conflict says what happened.
    `form` is valid and has a `version`; `dates` are those wanted, of a request. Reads the day again.
    """
    day.refresh_from_db()
    conflict = conflict_of(day, wanted, form.cleaned_data["version"], actor=actor, said=error.message, dates=dates)
    data = form.data.copy()
    data["version"] = str(day.version)
    theirs = initial_of(day)
    for name in conflict.untouched - {WANTED_DATES}:
        data.setlist(name, _sent_as(theirs[name]))
    if WANTED_DATES in conflict.untouched:
        now = initial_dates(day)
        for name in [name for name in form.fields if name.startswith("date_")]:
            data[name] = str(now.get(name, ""))
    form.data = data
    return form, conflict


def accepted_meanwhile(sent: QueryDict, day: CaseDay) -> QueryDict | None:
    """What the form of a request sent, as the form of the planned day takes it, on the date that was planned.

    None when that form itself sent it. `day` is planned or confirmed.
    """
    if "date" in sent or "date_1" not in sent:
        return None
    data = sent.copy()
    data["date"] = day.date.isoformat()
    return data


def accepted_words(day: CaseDay) -> str:
    """That the request was accepted while somebody edited it."""
    return (
        f"This request was accepted meanwhile and is planned on {wording.day(day.date)}. Nothing is saved yet: what "
        "you typed is still here, on that date. For another date, choose it below."
    )


def _sent_as(value: Any) -> list[str]:
    """A form's initial value as a browser sends it."""
    if isinstance(value, list):
        return [str(one.pk) for one in value]
    return [f"{value:%H:%M}" if isinstance(value, dt.time) else str(value)]
