"""What people and the clock do to case days in a random history. A refusal in words is as good as a step."""

import datetime as dt
import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from accounts.models import Clinician, User
from availability.models import Period
from availability.services import submit_availability
from casedays import backfill, changes, lifecycle, staffing
from casedays.cases import book_patient, take_off
from casedays.details import Edit
from casedays.models import Assignment, Case, CaseDay, Change, ChangeAcknowledgement, Offer
from casedays.states import ACTIVE, OPEN, ChangeStatus, OfferStatus
from notifications import replies
from notifications.escalation import escalate_unseen
from practices.models import Patient, Practice
from tests.factories.casedays import details, staff_of

M = TypeVar("M", bound=Model)
Step = Callable[["Scene"], object]
STEPS: dict[str, tuple[int, Step]] = {}
_texts = itertools.count(1)


@dataclass
class Scene:
    """Whom and what the steps choose from, by one random generator. `later` is how far the clock was moved."""

    chance: random.Random
    managers: list[User]
    practices: list[Practice]
    clinicians: list[Clinician]
    dates: list[dt.date]
    period: Period
    later: dt.timedelta = field(default_factory=dt.timedelta)

    def pick(self, rows: QuerySet[M]) -> M:
        """One of these; StopIteration when there are none, and then the step is not possible."""
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        if not ids:
            raise NothingThereError
        return rows.get(pk=self.chance.choice(ids))

    def day(self, *statuses: str) -> CaseDay:
        """A day, nearly always one that stands where the step makes sense."""
        rows = CaseDay.objects.select_related("site", "practice")
        return self.pick(rows if self.chance.random() < 0.05 else rows.filter(status__in=statuses))

    def who(self, usual: User) -> User:
        """Who does it: now and then somebody whose business it is not."""
        strangers = [*self.managers, *(c.user for c in self.clinicians), *map(staff_of, self.practices)]
        return self.chance.choice(strangers) if self.chance.random() < 0.05 else usual

    def manager(self) -> User:
        return self.who(self.chance.choice(self.managers))

    def either(self, day: CaseDay) -> User:
        return self.who(self.chance.choice([*self.managers, staff_of(day.practice)]))

    def date(self) -> dt.date:
        return self.chance.choice(self.dates)

    def flip(self, share: float = 0.5) -> bool:
        return self.chance.random() < share


class NothingThereError(Exception):
    """This history has nothing yet that the step could be done to."""


def step(weight: int) -> Callable[[Step], Step]:
    def register(function: Step) -> Step:
        STEPS[function.__name__] = (weight, function)
        return function

    return register


def _details(scene: Scene) -> Any:
    return details(
        first_case_time=scene.chance.choice([dt.time(7), dt.time(7, 30), dt.time(9)]),
        expected_end=scene.chance.choice([dt.time(13), dt.time(14), dt.time(16)]),
        expected_patients=scene.chance.randint(1, 8),
        children=scene.flip(0.2),
        notes=scene.chance.choice(["", "Ring twice.", "Use the back door."]),
    )


def _edit(scene: Scene, day: CaseDay) -> Edit:
    date = scene.date() if scene.flip(0.3) else day.date
    return Edit(site=scene.pick(day.practice.sites.all()), date=date, details=_details(scene))


@step(8)
def request(scene: Scene) -> object:
    practice = scene.chance.choice(scene.practices)
    dates = scene.chance.sample(scene.dates, scene.chance.randint(1, 3))
    return lifecycle.request_case_day(
        actor=scene.who(staff_of(practice)), practice=practice, site=scene.pick(practice.sites.all()),
        wanted_dates=dates, details=_details(scene), again=scene.flip(0.8),
    )  # fmt: skip


@step(2)
def create(scene: Scene) -> object:
    site = scene.pick(scene.chance.choice(scene.practices).sites.all())
    return lifecycle.create_case_day(
        actor=scene.manager(), practice=site.practice, site=site, date=scene.date(), details=_details(scene)
    )


@step(3)
def edit_request(scene: Scene) -> object:
    day = scene.day("requested")
    edit, version = _edit(scene, day), day.version - scene.flip(0.1)
    return lifecycle.edit_request(
        case_day=day, actor=scene.either(day), site=edit.site, wanted_dates=[edit.date], details=edit.details,
        version=version,
    )  # fmt: skip


@step(8)
def accept_request(scene: Scene) -> object:
    day = scene.day("requested")
    date = scene.pick(day.wanted_dates.all()).date if scene.flip(0.9) else scene.date()
    return lifecycle.accept_request(case_day=day, actor=scene.manager(), date=date)


@step(2)
def propose(scene: Scene) -> object:
    return lifecycle.propose_date(case_day=scene.day("requested"), actor=scene.manager(), date=scene.date())


@step(2)
def answer_proposal(scene: Scene) -> object:
    day = scene.pick(CaseDay.objects.exclude(proposed_date=None).select_related("site", "practice"))
    return lifecycle.answer_proposal(case_day=day, actor=scene.who(staff_of(day.practice)), accept=scene.flip())


@step(1)
def reject(scene: Scene) -> object:
    return lifecycle.reject_request(case_day=scene.day("requested"), actor=scene.manager(), reason="No team that week")


@step(8)
def hold(scene: Scene) -> object:
    day, clinician = scene.day("planned", "confirmed"), scene.chance.choice(scene.clinicians)
    why = "They agreed by phone" if scene.flip(0.3) else ""
    return staffing.hold_clinician(case_day=day, clinician=clinician, actor=scene.manager(), override_reason=why)


@step(10)
def hold_team(scene: Scene) -> object:
    day = scene.day("planned")
    filled = set(day.assignments.filter(status__in=ACTIVE).values_list("provider_type", flat=True))
    free = [c for c in scene.clinicians if c.provider_type not in filled]
    by_type = {c.provider_type: c for c in scene.chance.sample(free, len(free))}
    return staffing.hold_team(case_day=day, clinicians=list(by_type.values()), actor=scene.manager())


@step(3)
def release(scene: Scene) -> object:
    assignment = scene.pick(Assignment.objects.filter(status__in=ACTIVE))
    return staffing.release_clinician(assignment=assignment, actor=scene.manager(), reason="Needed elsewhere")


@step(10)
def confirm(scene: Scene) -> object:
    return lifecycle.confirm_case_day(case_day=scene.day("planned"), actor=scene.manager())


def _question(scene: Scene) -> Assignment:
    asked = Assignment.objects.filter(status="asked") if scene.flip(0.9) else Assignment.objects.all()
    return scene.pick(asked.select_related("clinician__user"))


@step(12)
def accept(scene: Scene) -> object:
    assignment = _question(scene)
    return staffing.accept_assignment(assignment=assignment, actor=scene.who(assignment.clinician.user))


@step(5)
def drop_out(scene: Scene) -> object:
    row = scene.pick(Assignment.objects.filter(status__in=["asked", "accepted"]))
    return staffing.decline_assignment(assignment=row, actor=scene.who(row.clinician.user), reason="Ill")


@step(3)
def offer(scene: Scene) -> object:
    person = scene.chance.choice(scene.clinicians)
    return backfill.send_offer(case_day=scene.day("confirmed"), clinician=person, actor=scene.manager())


@step(5)
def answer_offer(scene: Scene) -> object:
    row = scene.pick(Offer.objects.select_related("clinician__user").exclude(status=OfferStatus.DECLINED))
    verb = backfill.accept_offer if scene.flip(0.6) else backfill.decline_offer
    return verb(offer=row, actor=scene.who(row.clinician.user))


@step(4)
def answer_by_text(scene: Scene) -> object:
    rows: Sequence[Assignment | Offer] = [
        *Assignment.objects.exclude(answer_code=None).select_related("clinician__user").order_by("pk"),
        *Offer.objects.exclude(answer_code=None).select_related("clinician__user").order_by("pk"),
    ]
    if not rows:
        raise NothingThereError
    row = scene.chance.choice(rows)
    number = str(scene.who(row.clinician.user).mobile)
    body = f"{scene.chance.choice('AD')} {row.answer_code}"
    return replies.receive(provider_id=f"SMhistory{next(_texts)}", number=number, body=body)


@step(7)
def edit(scene: Scene) -> object:
    day = scene.day("planned", "confirmed")
    version = day.version - scene.flip(0.1)
    return changes.edit_case_day(case_day=day, edit=_edit(scene, day), actor=scene.either(day), version=version)


@step(5)
def decide_change(scene: Scene) -> object:
    change = scene.pick(Change.objects.filter(status=ChangeStatus.WAITING).select_related("case_day__practice"))
    if (way := scene.chance.choice(["apply", "apply", "decline", "withdraw"])) == "apply":
        return changes.apply_change(change=change, actor=scene.manager())
    if way == "decline":
        return changes.decline_change(change=change, actor=scene.manager(), reason="Not possible")
    return changes.withdraw_change(change=change, actor=scene.who(staff_of(change.case_day.practice)))


@step(3)
def see_change(scene: Scene) -> object:
    row = scene.pick(ChangeAcknowledgement.objects.select_related("change", "user"))
    return changes.acknowledge_change(change=row.change, actor=scene.who(row.user))


@step(5)
def reschedule(scene: Scene) -> object:
    day, spare = scene.day("planned", "confirmed"), scene.chance.choice(scene.clinicians)
    instead = {spare.provider_type: spare.pk} if scene.flip(0.3) else None
    return lifecycle.reschedule(case_day=day, actor=scene.manager(), date=scene.date(), replacements=instead)


@step(2)
def cancel(scene: Scene) -> object:
    day = scene.day(*OPEN)
    return lifecycle.cancel_case_day(case_day=day, actor=scene.either(day), reason="The dentist is ill")


@step(2)
def confirm_details(scene: Scene) -> object:
    day = scene.day("confirmed")
    return lifecycle.confirm_details(case_day=day, actor=scene.who(staff_of(day.practice)))


@step(5)
def book(scene: Scene) -> object:
    day = scene.day("confirmed")
    start = scene.chance.choice([dt.time(7, 30), dt.time(9), dt.time(10, 30), dt.time(12), dt.time(15)])
    return book_patient(
        case_day=day, patient=scene.pick(Patient.objects.all()), actor=scene.who(staff_of(day.practice)),
        start_time=start, minutes=60,
    )  # fmt: skip


@step(3)
def unbook(scene: Scene) -> object:
    case = scene.pick(Case.objects.select_related("case_day__practice"))
    return take_off(case=case, actor=scene.who(staff_of(case.case_day.practice)), reason="Has a cold")


@step(4)
def submit(scene: Scene) -> object:
    clinician = scene.chance.choice(scene.clinicians)
    answers = {date: scene.chance.choice(["available", "preferred", "unavailable"]) for date in scene.dates[:3]}
    return submit_availability(
        period=scene.period, clinician=clinician, actor=scene.who(clinician.user), answers=answers
    )


@step(4)
def time_passes(scene: Scene) -> object:
    scene.later += dt.timedelta(hours=scene.chance.choice([1, 6, 24, 72]))
    return scene.later


@step(4)
def clockwork(scene: Scene) -> object:
    lifecycle.complete_past_days()
    backfill.expire_offers()
    staffing.remind_unanswered()
    return escalate_unseen()
