"""Managers put a request on a date, propose another, reject it, or make a day themselves."""

import datetime as dt

from accounts.models import User
from casedays.alone import check_alone
from casedays.details import CaseDayDetails
from casedays.events import CaseDayCreated, CaseDayPlanned, CaseDayRejected, DateProposed, ProposalDeclined
from casedays.lifecycle.requesting import new_day
from casedays.lifecycle.writing import write_status
from casedays.locking import lock_case_day
from casedays.models import CaseDay, WantedDate
from casedays.rules import check_date, check_site, check_version, need_reason, require
from casedays.states import Status, Verb
from practices.models import Practice, Site
from scheduling_portal.core import clock
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import NotAllowed, RuleBroken
from scheduling_portal.core.events import publish

PROPOSAL_HOLDS = dt.timedelta(days=3)


@in_transaction
def accept_request(
    *, case_day: CaseDay, actor: User, date: dt.date, version: int | None = None, beside: int | None = None
) -> None:
    """Put a request on one of its wanted dates: it becomes planned, which is not confirmed.

    Raises StaleEdit when the request is no longer the `version` that was read, DayThere when the site has another day
    on that date, unless `beside` names the newest of them, RuleBroken for a date that was not asked for or has passed,
    NotAllowed for who is no manager.
    """
    day = lock_case_day(case_day.pk)
    step = require(day, Verb.ACCEPT, actor)
    check_version(day, version)
    wanted = {w.date for w in day.wanted_dates.all()} or {day.date}
    if date not in wanted:
        raise RuleBroken("Choose one of the wanted dates, or propose another date.", field="date")
    check_date(date, day.site.time_zone)
    check_alone(day.site, date, beside, but=day)
    day.date = date
    day.proposed_date = day.proposed_until = None
    write_status(day, step)
    publish(CaseDayPlanned(actor_id=actor.pk, case_day_id=day.pk, date=date))


@in_transaction
def propose_date(
    *,
    case_day: CaseDay,
    actor: User,
    date: dt.date,
    until: dt.datetime | None = None,
    beside: int | None = None,
) -> None:
    """Ask the practice whether a date they did not name would do. The request stands until they answer.

    Raises RuleBroken for a date that is among the wanted ones or has passed, DayThere when the site has another day on
    it, unless `beside` names the newest of them, NotAllowed.
    """
    day = lock_case_day(case_day.pk)
    step = require(day, Verb.PROPOSE_DATE, actor)
    check_date(date, day.site.time_zone)
    if day.wanted_dates.filter(date=date).exists():
        raise RuleBroken("The practice named this date itself. Accept the request on it.", field="date")
    check_alone(day.site, date, beside, but=day)
    day.proposed_date = date
    day.proposed_until = until or clock.now() + PROPOSAL_HOLDS
    write_status(day, step)
    publish(DateProposed(actor_id=actor.pk, case_day_id=day.pk, date=date))


@in_transaction
def answer_proposal(*, case_day: CaseDay, actor: User, accept: bool, reason: str = "") -> None:
    """The practice takes the proposed date, and the day is planned; or does not, and the request stands as it was.

    Managers read the `reason` for which it does not suit, where one is given.

    Raises NotAllowed when nothing is proposed or the person does not work there, RuleBroken when the date has passed.
    """
    day = lock_case_day(case_day.pk)
    step = require(day, Verb.ANSWER_PROPOSAL, actor)
    proposed = day.proposed_date
    if proposed is None:
        raise NotAllowed("No other date is proposed any more.")
    day.proposed_date = day.proposed_until = None
    if not accept:
        day.version += 1
        day.save()
        publish(ProposalDeclined(actor_id=actor.pk, case_day_id=day.pk, date=proposed, reason=reason.strip()))
        return
    check_date(proposed, day.site.time_zone)
    day.date = proposed
    write_status(day, step)
    publish(CaseDayPlanned(actor_id=actor.pk, case_day_id=day.pk, date=proposed, by_practice=True))


@in_transaction
def reject_request(*, case_day: CaseDay, actor: User, reason: str) -> None:
    """Say no to a request. The practice reads the reason. Raises RuleBroken without one, NotAllowed."""
    reason = need_reason(reason)
    day = lock_case_day(case_day.pk)
    step = require(day, Verb.REJECT, actor)
    day.proposed_date = day.proposed_until = None
    write_status(day, step, reason=reason)
    publish(CaseDayRejected(actor_id=actor.pk, case_day_id=day.pk, reason=reason))


@in_transaction
def create_case_day(
    *,
    actor: User,
    practice: Practice,
    site: Site,
    date: dt.date,
    details: CaseDayDetails,
    beside: int | None = None,
) -> CaseDay:
    """Make a planned day on a practice's behalf.

    Raises DayThere when the site has a day on that date already, unless `beside` names the newest of them: then another
    one is meant. Raises NotAllowed for who is no manager, InvalidFields, RuleBroken.
    """
    if not (actor.is_active and actor.is_manager):
        raise NotAllowed("This is not yours to do.")
    check_site(practice, site)
    details.check()
    check_date(date, site.time_zone)
    check_alone(site, date, beside)
    day = new_day(practice, site, date, details, actor)
    day.status = Status.PLANNED
    day.save()
    day.skills.set(details.skills)
    WantedDate.objects.create(case_day=day, rank=0, date=date)
    publish(CaseDayCreated(actor_id=actor.pk, case_day_id=day.pk))
    return day
