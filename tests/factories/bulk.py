"""Rows by the hundred, written straight to the tables: for worlds whose size is the point.

They keep every constraint, but nothing was told of them: no timeline, no notices, unless asked for here.
"""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accounts import defaults
from accounts.enums import SLOT_ORDER, ProviderType
from accounts.models import Clinician, Credential, CredentialKind, User
from availability.calendar import dates_of
from availability.enums import Answer
from availability.models import Availability, Period, Submission
from casedays.models import Assignment, CaseDay, WantedDate
from casedays.states import ACTIVE, AssignmentStatus, Status
from notifications.enums import Audience, Channel, Fate
from notifications.models import Delivery, Notification
from practices.models import Membership, Patient, Practice, Sex, Site
from scheduling_portal.core import clock
from scheduling_portal.core.geo import place_of_zip
from tests.factories.accounts import ISSUED, VALID, default_set

#: Around Portland, so that everybody is near enough for every site.
ZIPS = ("97034", "97201", "97005", "98660", "97301")
STATES = ("OR", "WA")
FIRST = ("Ada", "Ben", "Carla", "Dmitri", "Esther", "Farid", "Grace", "Hana", "Ivo", "June")
LAST = ("Abbott", "Brandt", "Castillo", "Dubois", "Ellis", "Frost", "Grant", "Hale", "Ito", "Jensen")
ANSWERS = (Answer.AVAILABLE, Answer.PREFERRED, Answer.AVAILABLE, Answer.IF_NEEDED, Answer.AVAILABLE)
_numbers = itertools.count(1)

Pools = Mapping[ProviderType, Sequence[Clinician]]


def people(count: int, **fields: Any) -> list[User]:
    """Users without a role who cannot sign in by password."""
    rows = []
    for number in itertools.islice(_numbers, count):
        first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
        rows.append(
            User(
                email=f"crowd{number}@people.test",
                first_name=first,
                last_name=f"{last}-{number}",
                mobile=f"+1503555{number % 10_000:04}",
                password="!",
                **fields,
            )
        )
    return User.objects.bulk_create(rows)


def clinicians(count: int) -> dict[ProviderType, list[Clinician]]:
    """`count` of each provider type with every credential for Oregon and Washington."""
    default_set()
    users = people(count * len(SLOT_ORDER))
    made = Clinician.objects.bulk_create(
        Clinician(
            user=user,
            provider_type=SLOT_ORDER[number % len(SLOT_ORDER)],
            home_zip=ZIPS[number % len(ZIPS)],
            **_whereabouts(ZIPS[number % len(ZIPS)]),
        )
        for number, user in enumerate(users)
    )
    kinds = list(CredentialKind.objects.filter(name__in=defaults.CREDENTIAL_KINDS))
    Credential.objects.bulk_create(paper for clinician in made for paper in _papers(clinician, kinds))
    return {slot: [one for one in made if one.provider_type == slot] for slot in SLOT_ORDER}


def _papers(clinician: Clinician, kinds: Iterable[CredentialKind]) -> Iterable[Credential]:
    today = clock.now().date()
    for kind in kinds:
        if kind.name == "DEA" and clinician.provider_type != ProviderType.ANESTHESIOLOGIST:
            continue
        for state in STATES if kind.by_state else ("",):
            yield Credential(
                clinician=clinician,
                kind=kind,
                state=state,
                number=f"C{clinician.pk}",
                issued_on=today - ISSUED,
                expires_on=today + VALID,
            )


def _whereabouts(zip_code: str) -> dict[str, float]:
    place = place_of_zip(zip_code)
    assert place is not None
    return {"latitude": place.latitude, "longitude": place.longitude}


def sites(count: int, practice: Practice | None = None) -> list[Site]:
    """Sites, each of a practice of its own that somebody works for, or all of `practice`."""
    numbers = list(itertools.islice(_numbers, count))
    owners = [practice] * count if practice else _practices(numbers)
    rows = []
    for number, owner in zip(numbers, owners, strict=True):
        place = place_of_zip(ZIPS[number % len(ZIPS)])
        assert place is not None
        rows.append(
            Site(
                practice=owner,
                name=f"Site {number}",
                street="4 Lakeview Blvd",
                city=place.city.title(),
                state=place.state,
                zip_code=place.zip_code,
                time_zone=place.zone,
                **_whereabouts(place.zip_code),
            )
        )
    return Site.objects.bulk_create(rows)


def _practices(numbers: Sequence[int]) -> list[Practice]:
    made = Practice.objects.bulk_create(Practice(name=f"Dental Group {n}", phone="+15035550100") for n in numbers)
    staff(made)
    return made


def staff(practices: Sequence[Practice]) -> list[Membership]:
    """Somebody new who works for each of the practices; one named twice gets two people."""
    pairs = zip(practices, people(len(practices)), strict=True)
    return Membership.objects.bulk_create(
        Membership(practice=practice, user=user, title="Office manager") for practice, user in pairs
    )


def patients(practice: Practice, count: int) -> list[Patient]:
    """Healthy adults."""
    return Patient.objects.bulk_create(
        Patient(
            practice=practice,
            first_name=FIRST[number % len(FIRST)],
            last_name=f"Patient-{number}",
            date_of_birth=dt.date(1985, 5, 17),
            sex=Sex.FEMALE,
            weight_kg=70,
            weight_measured_on=clock.now().date(),
            procedure="Extraction",
            asa_class=1,
        )
        for number in itertools.islice(_numbers, count)
    )


def days(where: Sequence[Site], dates: Sequence[dt.date], status: Status, **fields: Any) -> list[CaseDay]:
    """A day per date, at the sites in turn; a request wants another date besides."""
    confirmed = {"confirmed_at": clock.now()} if status in {Status.CONFIRMED, Status.COMPLETED} else {}
    ended = {"status_reason": "Not any more."} if status in {Status.REJECTED, Status.CANCELLED} else {}
    made = CaseDay.objects.bulk_create(
        CaseDay(
            site=site,
            practice_id=site.practice_id,
            date=date,
            status=status,
            first_case_time=dt.time(7, 30),
            expected_end=dt.time(14, 0),
            expected_patients=5,
            **{**confirmed, **ended, **fields},
        )
        for date, site in zip(dates, itertools.cycle(where), strict=False)
    )
    WantedDate.objects.bulk_create(
        WantedDate(case_day=day, rank=rank, date=day.date + dt.timedelta(days=rank)) for day in made for rank in (0, 1)
    )
    return made


def teams(
    on: Iterable[CaseDay], pools: Pools, status: AssignmentStatus, *, slots: Sequence[ProviderType] = SLOT_ORDER
) -> list[Assignment]:
    """Somebody in each of `slots` of each day, nobody twice on a date; StopIteration when a pool is too small."""
    busy = Counter(
        Assignment.objects.filter(status__in=ACTIVE, clinician__in=[one for pool in pools.values() for one in pool])
        .order_by()
        .values_list("clinician", "date")
    )
    rows = []
    for day in on:
        for slot in slots:
            turn = day.date.toordinal() % len(pools[slot])
            order = [*pools[slot][turn:], *pools[slot][:turn]]
            who = next(one for one in order if not busy[one.pk, day.date])
            busy[who.pk, day.date] += 1
            rows.append(assignment(day, who, status))
    return Assignment.objects.bulk_create(rows)


def assignment(day: CaseDay, clinician: Clinician, status: AssignmentStatus, **fields: Any) -> Assignment:
    """An unsaved assignment with the times that its status asks for."""
    now = clock.now()
    told = {} if status == AssignmentStatus.HELD else {"asked_at": now, "answer_by": now + dt.timedelta(hours=48)}
    ended = {} if status in ACTIVE else {"ended_at": now, "ended_reason": "Ill.", "ended_from_date": day.date}
    return Assignment(
        case_day=day,
        clinician=clinician,
        provider_type=clinician.provider_type,
        date=day.date,
        status=status,
        **{**told, **ended, **fields},
    )


def answers(period: Period, who: Iterable[Clinician], *, submitted: bool = True) -> None:
    """Each of them has answered for every date of the period, mostly "available"; every seventh with a note."""
    everybody = list(who)
    dates = dates_of(period.starts_on, period.ends_on)
    Availability.objects.bulk_create(
        (
            Availability(
                clinician=clinician,
                date=date,
                answer=ANSWERS[(place + number) % len(ANSWERS)],
                note="From nine" if (place + number) % 7 == 0 else "",
            )
            for number, clinician in enumerate(everybody)
            for place, date in enumerate(dates)
        ),
        batch_size=2000,
        ignore_conflicts=True,
    )
    if submitted:
        now = clock.now()
        Submission.objects.bulk_create(
            (Submission(period=period, clinician=clinician, submitted_at=now) for clinician in everybody),
            ignore_conflicts=True,
        )


def periods(count: int, *, after: dt.date, weeks: int = 1) -> list[Period]:
    """Periods that take answers now, one after the other from the Monday after the date `after`."""
    now = clock.now()
    first = clock.monday_of(after) + dt.timedelta(weeks=1)
    span = dt.timedelta(weeks=weeks)
    return Period.objects.bulk_create(
        Period(
            starts_on=first + number * span,
            ends_on=first + (number + 1) * span - dt.timedelta(days=1),
            opens_at=now - dt.timedelta(days=10),
            due_at=now + dt.timedelta(days=5),
            locks_at=now + dt.timedelta(days=8),
        )
        for number in range(count)
    )


def notices(
    recipient: User, audience: Audience, count: int, *, fate: Fate = Fate.FAILED, **fields: Any
) -> list[Notification]:
    """Unread notices, each sent by text: in vain, unless another `fate` is given."""
    now = clock.now()
    told = Notification.objects.bulk_create(
        Notification(
            recipient=recipient,
            audience=audience,
            kind="casedays.confirmed",
            subject="Your day is confirmed",
            body="The team is complete.",
            path="/",
            dedupe_key=f"crowd {number}",
            **fields,
        )
        for number in itertools.islice(_numbers, count)
    )
    Delivery.objects.bulk_create(
        Delivery(
            notification=notice,
            channel=Channel.TEXT,
            address="+15035550100",
            fate=fate,
            reason="Number unknown" if fate == Fate.FAILED else "",
            due_at=now,
            final_at=now,
            dedupe_key=f"{notice.dedupe_key} text",
        )
        for notice in told
    )
    return told
