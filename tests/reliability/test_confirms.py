"""Many managers in many browsers over the same few clinicians: through gunicorn, on real PostgreSQL."""

import random
import statistics
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from accounts.enums import SLOT_ORDER
from accounts.models import User
from casedays.models import Assignment, CaseDay
from casedays.states import ACTIVE, Status
from notifications.models import Delivery, Notification
from tests.casedays.test_concurrency import deadlocks, double_bookings
from tests.factories.accounts import ManagerFactory, credentialed_clinician
from tests.factories.availability import willing
from tests.factories.casedays import day_ahead, planned_day, site_of
from tests.reliability.figures import size, tell
from tests.reliability.web import Answer, Visitor, gunicorn, signed_in
from tests.support.worker import environment

pytestmark = [pytest.mark.django_db(transaction=True)]

BROWSERS = 16
CONFIRMS = size(300, 20_000)
DATES = 10
PER_TYPE = 5
#: What somebody is told who came too late, whichever of the guards it was.
CONFLICT = (
    "on another case day", "was put on another case day", "slot is filled", "slot was filled", "is not complete",
    "cannot be confirmed", "changed just now", "can no longer be on this day", "at this moment",
)  # fmt: skip


def test_confirms_over_shared_clinicians_from_sixteen_browsers() -> None:
    manager: User = ManagerFactory.create()
    days, people = _world(manager)
    env = environment(connection.settings_dict["NAME"], "")
    before = deadlocks()
    answers: list[tuple[str, Answer]] = []
    with gunicorn(env["DATABASE_URL"]) as port:
        for shift in range(0, len(days), 400):
            answers += _race(port, manager, days[shift : shift + 400], people)
    counts = Counter(answer.status for _, answer in answers)
    confirms = [answer for kind, answer in answers if kind == "confirm"]
    losers = [answer for answer in (a for _, a in answers) if _lost(answer)]
    wordless = [answer for answer in losers if not any(words in answer.words for words in CONFLICT)]
    confirmed = CaseDay.objects.filter(status=Status.CONFIRMED).count()
    slow = statistics.quantiles([answer.seconds for answer in confirms], n=100)[98]
    tell(
        "G1", confirms=len(confirms), posts=len(answers), confirmed=confirmed, refused=len(losers),
        double_bookings=double_bookings(), deadlocks=deadlocks() - before, wordless_losers=len(wordless),
        server_errors=sum(n for status, n in counts.items() if status >= 500), p99_confirm_seconds=round(slow, 2),
    )  # fmt: skip
    assert set(counts) <= {200, 302, 409}
    assert double_bookings() == 0
    assert deadlocks() == before
    assert not wordless, wordless[:3]
    assert losers
    assert confirmed >= DATES
    assert Assignment.objects.filter(case_day__status=Status.CONFIRMED, status__in=ACTIVE).count() == 3 * confirmed
    assert _told_twice() == 0


def _lost(answer: Answer) -> bool:
    """Whether the post changed nothing: a refusal in the messages, or a page of refusal instead of a redirect."""
    won = "is confirmed." in answer.words or "is held as" in answer.words
    return not won


def _world(manager: User) -> tuple[list[int], dict[str, list[int]]]:
    dates = [day_ahead(14 + 7 * n) for n in range(DATES)]
    site = site_of()
    days = [planned_day(site.practice, manager=manager, date=dates[n % DATES]).pk for n in range(CONFIRMS // 2)]
    people: dict[str, list[int]] = {}
    for slot in SLOT_ORDER:
        team = [credentialed_clinician(slot, max_days_per_week=7) for _ in range(PER_TYPE)]
        for clinician in team:
            willing(clinician, *dates)
        people[slot] = [clinician.pk for clinician in team]
    return days, people


def _race(port: int, manager: User, days: list[int], people: dict[str, list[int]]) -> list[tuple[str, Answer]]:
    """Each day is staffed and confirmed twice, by two browsers that do not know of each other."""
    visitors = [signed_in(port, manager) for _ in range(BROWSERS)]
    work = [(day, turn) for turn in range(2) for day in days]
    random.Random(len(days)).shuffle(work)
    barrier = threading.Barrier(BROWSERS)

    def run(number: int) -> list[tuple[str, Answer]]:
        barrier.wait()
        done: list[tuple[str, Answer]] = []
        for day, turn in work[number::BROWSERS]:
            done += _staff_and_confirm(visitors[number], day, turn, people)
        return done

    with ThreadPoolExecutor(BROWSERS) as pool:
        return [answer for some in pool.map(run, range(BROWSERS)) for answer in some]


def _staff_and_confirm(visitor: Visitor, day: int, turn: int, people: dict[str, list[int]]) -> list[tuple[str, Answer]]:
    """Hold a team picked at random in random order, giving up at the first who is taken; confirm in any case."""
    chance = random.Random(day * 2 + turn)
    team = [chance.choice(people[slot]) for slot in SLOT_ORDER]
    chance.shuffle(team)
    done = []
    for clinician in team:
        answer = visitor.post(reverse("manager:casedays-hold", args=[day]), clinician=clinician)
        done.append(("hold", answer))
        if _lost(answer):
            break
    done.append(("confirm", visitor.post(reverse("manager:casedays-confirm", args=[day]))))
    return done


def _told_twice() -> int:
    """Notices about one step to one person beyond the first, and deliveries of one notice by one channel likewise."""
    notices = Counter(Notification.objects.values_list("recipient", "entry", "kind"))
    ways = Counter(Delivery.objects.values_list("notification", "channel"))
    return sum(n - 1 for n in [*notices.values(), *ways.values()] if n > 1)
