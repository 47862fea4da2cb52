"""Practices ask for days, and edit what they asked for."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace

from accounts.models import User
from casedays.changes.comparing import apply_details, dates_words, snapshot, words_of_difference
from casedays.details import CaseDayDetails, Edit
from casedays.events import CaseDayRequested, RequestEdited
from casedays.locking import lock_case_day
from casedays.models import CaseDay, WantedDate
from casedays.rules import acting, check_date, check_site, require
from casedays.states import Role, Status, Verb
from practices.models import Membership, Practice, Site
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import Conflict, NotAllowed, RuleBroken, StaleEdit
from scheduling_portal.core.events import publish

MOST_DATES = 4
MOST_DAYS_AT_ONCE = 60
#: The same request within this time is a second press of the button.
A_MOMENT = dt.timedelta(minutes=2)


class SentAlready(Conflict):
    """The same person asked for just this a moment ago; `case_day_id` is what came of it."""

    def __init__(self, case_day_id: int) -> None:
        super().__init__("You sent this request a moment ago.")
        self.case_day_id = case_day_id


@in_transaction
def request_case_day(
    *,
    actor: User,
    practice: Practice,
    site: Site,
    wanted_dates: Sequence[dt.date],
    details: CaseDayDetails,
    series: uuid.UUID | None = None,
    again: bool = False,
) -> CaseDay:
    """Ask for one day at a site on the first of `wanted_dates`, or on one of up to three ranked alternatives.

    Raises SentAlready when the person asked for the very same a moment ago, unless `again` says that it is meant, as in
    a file with two rows alike; NotAllowed for who does not work for the practice, InvalidFields or RuleBroken for
    impossible values.
    """
    return _ask(actor, practice, site, wanted_dates, details, series=series, again=again)


def _ask(
    actor: User,
    practice: Practice,
    site: Site,
    wanted_dates: Sequence[dt.date],
    details: CaseDayDetails,
    *,
    series: uuid.UUID | None,
    days: int = 1,
    again: bool = True,
) -> CaseDay:
    """Locks the person's membership, so that of two presses of the button the second sees what the first did."""
    _lock_membership(actor, practice)
    check_site(practice, site)
    details.check()
    dates = check_wanted(wanted_dates, site)
    day = new_day(practice, site, dates[0], details, actor)
    day.series = series
    if not again:
        _check_first_time(actor, site, [dates], details)
    day.save()
    day.skills.set(details.skills)
    WantedDate.objects.bulk_create(WantedDate(case_day=day, rank=rank, date=date) for rank, date in enumerate(dates))
    publish(CaseDayRequested(actor_id=actor.pk, case_day_id=day.pk, days=days))
    return day


def _lock_membership(actor: User, practice: Practice) -> None:
    working = Membership.objects.select_for_update(of=("self",), no_key=True)
    if working.filter(user=actor, practice=practice, practice__active=True).first() is None:
        raise NotAllowed("You do not work for this practice.")


def _check_first_time(
    actor: User, site: Site, wanted: Sequence[list[dt.date]], details: CaseDayDetails, *, series: bool = False
) -> None:
    """Raises SentAlready when the same person asked for all of this just now and it still stands."""
    found = sent_just_now(actor=actor, site=site, wanted=wanted, details=details, series=series)
    if found is not None:
        raise SentAlready(found)


def sent_just_now(
    *, actor: User, site: Site, wanted: Sequence[list[dt.date]], details: CaseDayDetails, series: bool = False
) -> int | None:
    """A day that came of the very same request of a moment ago, None when this one is another.

    The same is: each of the `wanted` days with all its dates, the place, every detail, and the repeat rule as a whole.
    """
    lately = CaseDay.objects.filter(
        site=site,
        date__in=[dates[0] for dates in wanted],
        requested_by=actor,
        requested_at__gte=clock.now() - A_MOMENT,
        series__isnull=not series,
    ).exclude(status__in=[Status.REJECTED, Status.CANCELLED])
    like = new_day(site.practice, site, wanted[0][0], details, actor)
    filled = replace(
        details, contact_name=like.contact_name, contact_phone=str(like.contact_phone or ""), parking=like.parking
    )
    found: dict[tuple[dt.date, ...], CaseDay] = {}
    for other in lately.select_related("site").prefetch_related("skills", "wanted_dates").order_by("-pk"):
        if snapshot(other) == snapshot(other, Edit(site=site, date=other.date, details=filled)):
            found[tuple(each.date for each in other.wanted_dates.all())] = other
    if any(tuple(dates) not in found for dates in wanted):
        return None
    first = found[tuple(wanted[0])]
    if series and CaseDay.objects.filter(series=first.series).count() != len(wanted):
        return None
    return first.pk


@in_transaction
def request_case_days(
    *,
    actor: User,
    practice: Practice,
    site: Site,
    dates: Sequence[dt.date],
    details: CaseDayDetails,
    series: bool = False,
) -> list[CaseDay]:
    """Ask for many days at once, all or none; `series` marks them as one repeat rule. Raises as `request_case_day`.

    SentAlready only when all of them were asked for a moment ago.
    """
    unique = sorted(set(dates))
    if not unique:
        raise RuleBroken("Name at least one date.", field="dates")
    if len(unique) > MOST_DAYS_AT_ONCE:
        raise RuleBroken(f"That is {len(unique)} days. Ask for at most {MOST_DAYS_AT_ONCE} at once.", field="dates")
    mark = uuid.uuid4() if series else None
    days = len(unique) if series else 1
    _lock_membership(actor, practice)
    _check_first_time(actor, site, [[date] for date in unique], details, series=series)
    return [_ask(actor, practice, site, [date], details, series=mark, days=days) for date in unique]


def new_day(practice: Practice, site: Site, date: dt.date, details: CaseDayDetails, actor: User) -> CaseDay:
    """An unsaved requested day with these details; contact and arrival come from the site where not given."""
    day = CaseDay(
        practice=practice,
        site=site,
        date=date,
        status=Status.REQUESTED,
        requested_by=actor,
        arrival_minutes_before=site.arrival_minutes_before,
    )
    apply_details(day, details)
    day.contact_name = day.contact_name or site.contact_name
    day.contact_phone = day.contact_phone or site.contact_phone
    day.parking = day.parking or site.notes[:200]
    return day


def check_wanted(dates: Sequence[dt.date], site: Site) -> list[dt.date]:
    """The wanted dates, best first, without repeats. Raises RuleBroken for none, too many or past ones."""
    unique = list(dict.fromkeys(dates))
    if not unique:
        raise RuleBroken("Name a wanted date.", field="date")
    if len(unique) > MOST_DATES:
        raise RuleBroken("Name one date and at most three alternatives.", field="date")
    for rank, date in enumerate(unique):
        check_date(date, site.time_zone, field="date" if rank == 0 else f"alternative_{rank}")
    return unique


@in_transaction
def edit_request(
    *,
    case_day: CaseDay,
    actor: User,
    site: Site,
    wanted_dates: Sequence[dt.date],
    details: CaseDayDetails,
    version: int,
    role: Role | None = None,
) -> bool:
    """Change a day that is still requested; applies at once. False when nothing differs, and then nothing is told.

    `role` says in which capacity somebody acts who has several. Raises StaleEdit when the day is no longer at
    `version`, NotAllowed, InvalidFields or RuleBroken.
    """
    day = lock_case_day(case_day.pk)
    if day.status != Status.REQUESTED:
        raise NotAllowed("This day is no longer a request. Open it again to change it.")
    roles = acting(actor, day, role)
    require(day, Verb.EDIT, actor, roles=roles)
    if day.version != version:
        raise StaleEdit("Somebody else changed this day while you were editing. Your changes are still here.")
    check_site(day.practice, site)
    details.check()
    dates = check_wanted(wanted_dates, site)
    before, wanted_before = snapshot(day), [w.date for w in day.wanted_dates.all()]
    after = snapshot(day, Edit(site=site, date=dates[0], details=details))
    changes = words_of_difference(before, after)
    if wanted_before != dates and len(wanted_before + dates) > 2:
        changes["wanted_dates"] = (dates_words(wanted_before), dates_words(dates))
    if not changes:
        return False
    if site.pk != day.site_id:
        day.arrival_minutes_before = site.arrival_minutes_before
    day.site, day.date = site, dates[0]
    day.proposed_date = day.proposed_until = None
    apply_details(day, details)
    day.version += 1
    day.save()
    day.skills.set(details.skills)
    day.wanted_dates.all().delete()
    WantedDate.objects.bulk_create(WantedDate(case_day=day, rank=rank, date=date) for rank, date in enumerate(dates))
    by_practice = Role.MANAGER not in roles
    publish(RequestEdited(actor_id=actor.pk, case_day_id=day.pk, changes=changes, by_practice=by_practice))
    return True
