"""A provider that fails in every way it can, reports in any order and number, and callers who are not the provider."""

import datetime as dt
import random
import string
from collections import Counter
from typing import Any

import pytest
import requests
import time_machine
from django.db.models import DateTimeField, Value
from django.urls import reverse
from pytest_django import Settings
from twilio.http.response import Response

from notifications import claims, dispatch, reports
from notifications.enums import FINAL, Channel, Fate
from notifications.models import Delivery, InboundText, Notification, ProviderReport
from notifications.transports import sms
from scheduling_portal.core import clock
from tests.factories.accounts import ManagerFactory, UserFactory
from tests.factories.notifications import ASKED, notice, policy, queued, told
from tests.notifications.test_reports import RANK
from tests.notifications.test_webhooks import TOKEN, call, signature
from tests.reliability.figures import size, tell
from tests.support.post import FakeTwilio

pytestmark = [pytest.mark.django_db]

TEXTS = size(240, 20_000)
CALLBACKS = size(1_000, 50_000)
FORGED, GENUINE = size(1_000, 10_000), size(200, 2_000)
OUTAGE = (dt.timedelta(minutes=20), dt.timedelta(minutes=80))
IN_THE_OUTAGE = 8  # one in so many texts becomes due in it


class MoodyTwilio(FakeTwilio):
    """Fails as a provider may: 5% 429, 5% 5xx (some of which took the text), 4% answers lost, 1% hang, one outage."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.chance, self.began = random.Random(seed), clock.now()
        self.tries: Counter[str] = Counter()
        self.refused: dict[str, int] = {}  # number -> code for good

    def request(self, method: str, url: str, **kwargs: Any) -> Response:
        if OUTAGE[0] <= clock.now() - self.began < OUTAGE[1]:
            raise requests.exceptions.ConnectTimeout("outage")
        return super().request(method, url, **kwargs)

    def _create(self, data: dict[str, Any]) -> Response:
        self.tries[data["To"]] += 1
        if data["To"] in self.refused:
            self.faults = [(400, self.refused[data["To"]])]
            return super()._create(data)
        dice = self.chance.random()
        if dice < 0.05:
            self.faults = [(429, 20429)]
        elif dice < 0.08:
            self.faults = [(503, 0)]
        elif dice < 0.14:
            self.lost = [requests.exceptions.ReadTimeout("the answer was lost")]
        elif dice < 0.15:
            self.faults = [requests.exceptions.ReadTimeout("it hangs")]
        return super()._create(data)


@pytest.fixture(autouse=True)
def _account(settings: Settings) -> None:
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "AC" + "0" * 32, TOKEN
    settings.TWILIO_MESSAGING_SERVICE_SID, settings.TWILIO_FROM_NUMBER = "", "+15035550000"


@pytest.fixture
def moody(monkeypatch: pytest.MonkeyPatch) -> MoodyTwilio:
    """The provider; and a database clock that can be moved as the process's can."""

    def moved_clock() -> Value:
        return Value(clock.now(), output_field=DateTimeField())

    monkeypatch.setattr(claims, "DatabaseNow", moved_clock)
    monkeypatch.setattr(dispatch, "DatabaseNow", moved_clock)
    fake = MoodyTwilio(11)
    monkeypatch.setattr(sms, "TwilioHttpClient", lambda **_: fake)
    return fake


def _texts(count: int) -> list[Delivery]:
    policy(ASKED, text=True, email=False, urgent=True)
    people = [UserFactory.create(mobile=f"+1503556{n % 10_000:04}") for n in range(min(count, 2_000))]
    rows = [row for n in range(count) for row in told(notice(people[n % len(people)], context={"code": f"{n:05}"}))]
    return list(Delivery.objects.filter(notification__in=rows, channel=Channel.TEXT).order_by("pk"))


def _run_until_final() -> dt.timedelta:
    """Move the clock from one due text to the next until none is left to send; how long that took."""
    began = clock.now()
    now = began
    for _ in range(200 * max(1, TEXTS // 100)):
        waiting = Delivery.objects.filter(channel=Channel.TEXT, final_at=None).exclude(fate=Fate.SENT)
        due = waiting.order_by("due_at").values_list("due_at", flat=True).first()
        if due is None:
            return now - began
        now = max(now, due) + dt.timedelta(seconds=20)
        with time_machine.travel(now, tick=False):
            dispatch.send_due()
    raise AssertionError("the texts never came to an end")


def test_faults_of_the_provider_lose_and_double_nothing(moody: MoodyTwilio) -> None:
    manager = ManagerFactory.create()
    texts = _texts(TEXTS)
    for number, row in enumerate(texts[:: TEXTS // 20 or 1]):
        moody.refused[row.address] = (21614, 21610, 30004)[number % 3]
    late = [row.pk for row in texts[1::IN_THE_OUTAGE] if row.address not in moody.refused]
    Delivery.objects.filter(pk__in=late).update(due_at=clock.now() + OUTAGE[0])
    took = _run_until_final()
    rows = Delivery.objects.filter(pk__in=[row.pk for row in texts])
    fates = Counter(rows.values_list("fate", flat=True))
    asked = Delivery.objects.filter(channel=Channel.EMAIL, notification__kind=ASKED)
    by_email = set(asked.values_list("notification", flat=True))
    lost = [
        row.pk for row in rows.filter(fate__in=[Fate.FAILED, Fate.SUPPRESSED]) if row.notification_id not in by_email
    ]
    doubled = [key for key, n in Counter((post.to, post.body) for post in moody.posts).items() if n > 1]
    again = [number for number in moody.refused if moody.tries[number] > 1]
    tell(
        "G4", texts=TEXTS, tries=sum(moody.tries.values()), by_text=fates[Fate.SENT], by_email_instead=len(by_email),
        lost=len(lost), doubled=len(doubled), second_tries_at_refused_numbers=len(again), due_in_outage=len(late),
        minutes_to_the_end=round(took.total_seconds() / 60),
    )  # fmt: skip
    assert set(fates) <= {Fate.SENT, Fate.FAILED, Fate.SUPPRESSED}
    assert not lost
    assert not doubled
    assert not again
    assert fates[Fate.SENT] >= (TEXTS - len(late)) * 0.9
    assert took > OUTAGE[0]
    assert Notification.objects.filter(recipient=manager, kind="notifications.undelivered").exists()


@pytest.mark.guard("an uncertain text is looked up before it is sent again")
def test_control_without_the_look_up_texts_are_doubled(moody: MoodyTwilio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms.TwilioTransport, "look_up", lambda *_: None)
    _texts(100)
    _run_until_final()
    assert max(Counter((post.to, post.body) for post in moody.posts).values()) > 1


def test_reports_in_any_order_and_number_never_lead_backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = ManagerFactory.create()
    fake, chance = FakeTwilio(), random.Random(5)
    monkeypatch.setattr(sms, "TwilioHttpClient", lambda **_: fake)
    texts = _texts(CALLBACKS // 5)
    while dispatch.send_due():
        pass
    calls: list[tuple[int, str, str]] = []
    ends: dict[int, str] = {}
    for row in texts:
        ends[row.pk] = chance.choice(["delivered", "delivered", "delivered", "undelivered"])
        steps = [
            ("queued", ""),
            ("sending", ""),
            ("sent", ""),
            (ends[row.pk], "30004" if ends[row.pk] != "delivered" else ""),
        ]
        kept = [step for step in steps if chance.random() >= 0.05]
        calls += [(row.pk, *step) for step in kept + [s for s in kept if chance.random() < 0.3]]
    chance.shuffle(calls)
    backwards = _report_all(calls)
    missing = Delivery.objects.filter(channel=Channel.TEXT, final_at=None)
    dropped = missing.count()
    for post, row in zip(fake.posts, texts, strict=True):
        post.status, post.error_code = ends[row.pk], None if ends[row.pk] == "delivered" else 30004
    missing.update(due_at=clock.now() - dt.timedelta(seconds=1))
    while missing.filter(due_at__lte=clock.now()).exists() and dispatch.reconcile(most=100):
        pass
    alerts = Notification.objects.filter(recipient=manager, kind="notifications.undelivered").count()
    failed = sum(end != "delivered" for end in ends.values())
    tell(
        "G5", callbacks=len(calls), texts=len(texts), backwards=backwards, dropped_ends=dropped,
        repaired=dropped - missing.count(), alerts=alerts, undelivered=failed,
    )  # fmt: skip
    assert backwards == 0
    assert not missing.exists()
    assert alerts == failed
    wanted = {pk: Fate.DELIVERED if end == "delivered" else Fate.FAILED for pk, end in ends.items()}
    assert dict(Delivery.objects.filter(pk__in=wanted).values_list("pk", "fate")) == wanted


def _report_all(calls: list[tuple[int, str, str]]) -> int:
    """Apply them all; how many led a text backwards or out of a final fate."""
    backwards = 0
    known = dict(Delivery.objects.filter(channel=Channel.TEXT).values_list("pk", "fate"))
    sids = dict(Delivery.objects.filter(channel=Channel.TEXT).values_list("pk", "provider_id"))
    for pk, status, code in calls:
        reports.apply(delivery_id=pk, attempt=1, provider_id=sids[pk], status=status, code=code)
        now = Delivery.objects.values_list("fate", flat=True).get(pk=pk)
        was_final = known[pk] in FINAL and now != known[pk]
        backwards += was_final or RANK[Fate(now)] < RANK[Fate(known[pk])]
        known[pk] = now
    return backwards


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(string.printable + "äß漢😀", k=chance.randint(1, 12)))


def _mutation(chance: random.Random, path: str, fields: dict[str, Any], good: str) -> tuple[str, dict[str, Any], str]:
    """The genuine call with one thing altered: a field, a name, the address, the signature, its key."""
    name = chance.choice(sorted(fields))
    ways: list[tuple[str, dict[str, Any], str]] = [
        (path, fields | {name: f"{fields[name]}{chance.choice(string.ascii_letters)}"}, good),
        (path, {key: value for key, value in fields.items() if key != name}, good),
        (path, fields | {f"Extra{chance.randint(0, 999)}": _word(chance)}, good),
        (path, fields | {name: [fields[name], _word(chance)]}, good),
        (f"{path}{'&' if '?' in path else '?'}x={chance.randint(0, 999)}", fields, good),
        (path.replace("attempt=1", "attempt=2") if "attempt" in path else f"{path}?a", fields, good),
        (path, fields, good[: chance.randrange(len(good))]),
        (path, fields, "".join(chance.sample(good, len(good)))),
        (path, fields, signature(path, fields, f"token {chance.random()}")),
        (path, fields, _word(chance).encode("ascii", "ignore").decode().translate({10: "", 13: ""})),
    ]
    return chance.choice(ways)


def test_forged_webhooks_do_nothing_and_genuine_ones_with_unknown_parameters_count() -> None:
    chance, delivery = random.Random(6), queued()
    claims.claim(limit=1)
    status = f"{reverse('twilio-status', args=[delivery.pk])}?attempt=1"
    calls: list[tuple[str, dict[str, Any]]] = [
        (reverse("twilio-inbound"), {"MessageSid": "SM1", "From": "+15035550131", "Body": "A 7K3Q"}),
        (status, {"MessageSid": "SM9", "MessageStatus": "delivered", "ErrorCode": "0"}),
    ]
    accepted = 0
    for turn in range(FORGED):
        path, fields = calls[turn % 2]
        good = signature(path, fields)
        forged = _mutation(chance, path, fields, good)
        if forged == (path, fields, good):
            continue
        accepted += call(forged[0], forged[1], signed=forged[2]).status_code != 403
    stored = InboundText.objects.count() + ProviderReport.objects.count()
    refused = 0
    for turn in range(GENUINE):
        extra = {f"New{chance.randint(0, 99)}": chance.choice(["", "a", ["a", "b"], "ç漢"]) for _ in range(3)}
        fields = {"MessageSid": f"SMg{turn}", "From": "+15035550131", "Body": "hello?", **extra}
        refused += call(reverse("twilio-inbound"), fields).status_code != 200
    tell("G6", forged=FORGED, accepted=accepted, stored=stored, genuine=GENUINE, refused=refused)
    assert accepted == 0
    assert stored == 0
    assert refused == 0
    assert InboundText.objects.count() == GENUINE
    assert Delivery.objects.get(pk=delivery.pk).fate == Fate.SENDING
