"""Clinicians' answers by date, with the scheduling periods that hold the dates."""

import datetime as dt
from collections import defaultdict

from accounts.models import Clinician
from availability.enums import Answer
from availability.models import Availability, Period, Submission
from availability.rules import may_edit
from availability.services import submit_availability
from scheduling_portal.core import wording
from scheduling_portal.core.errors import DomainError
from scheduling_portal.roster import cells
from scheduling_portal.roster.base import BadRow, Column, Loader, Outcome, Row, Run, refuse
from scheduling_portal.roster.periods import periods_for, usual_zone
from scheduling_portal.roster.report import Count

ANSWERS = {
    **cells.spelled(Answer.choices),
    "yes": Answer.AVAILABLE.value,
    "no": Answer.UNAVAILABLE.value,
    "not available": Answer.UNAVAILABLE.value,
}


class AvailabilityLoader(Loader):
    """Matched by person and date. Each person's answers for a period are sent in together, as they would themselves."""

    kind = "availability"
    identity = ("clinician_email", "date")
    twice = "the same date twice for this person"
    columns = [
        Column("clinician_email", cells.email, needed=True, also=("email", "e_mail", "clinician")),
        Column("date", cells.date(oldest=dt.date(2000, 1, 1)), needed=True),
        Column(
            "answer",
            cells.one_of(ANSWERS, "not preferred, available, if needed or unavailable"),
            needed=True,
            also=("availability",),
        ),
        Column("note", cells.text(200), also=("notes",)),
    ]

    def start(self, run: Run, rows: list[Row]) -> None:
        dates = {row.values["date"] for row in rows}
        self.periods, made = periods_for(dates)
        zone = usual_zone()
        run.report.notes.extend(
            f"Scheduling period {wording.day_span(period.starts_on, period.ends_on)} was made for these dates; "
            f"it locks on {wording.day(period.locks_at, zone)}."
            for period in made
        )
        self.known = {(row.clinician_id, row.date): row for row in Availability.objects.filter(date__in=dates)}
        self.sent = {(row.clinician_id, row.period_id): row for row in Submission.objects.all()}
        self.rows: dict[tuple[int, int], list[Row]] = defaultdict(list)
        self.fresh: set[tuple[int, int]] = set()

    def save(self, row: Row, run: Run) -> Outcome:
        clinician = run.clinician(row)
        period = self._period(row.values["date"])
        key = (clinician.pk, period.pk)
        known = self.known.get((clinician.pk, row.values["date"]))
        note = (row.values["note"] or "") if "note" in row.values else None
        same = known is not None and known.answer == row.values["answer"] and note in (None, known.note)
        if not same or key not in self.sent:
            if not may_edit(period, self.sent.get(key)):
                raise BadRow("date", f"the period {period} takes no answers now")
            self.fresh.add(key)
        self.rows[key].append(row)
        if same:
            return Outcome.UNCHANGED
        return Outcome.NEW if known is None else Outcome.CHANGED

    def finish(self, run: Run, count: Count) -> None:
        by_id = {clinician.pk: clinician for clinician in run.clinicians.values()}
        periods = {period.pk: period for period in self.periods}
        for done, key in enumerate(sorted(self.fresh), 1):
            try:
                self._send(periods[key[1]], by_id[key[0]], self.rows[key])
            except DomainError as error:
                refuse(run.report, self.rows[key][0], BadRow("date", error.message))
            run.progress(count.file, count.rows * done // (len(self.fresh) + 1), count.rows)

    def _send(self, period: Period, clinician: Clinician, rows: list[Row]) -> None:
        kept = self.sent.get((clinician.pk, period.pk))
        submit_availability(
            period=period,
            clinician=clinician,
            actor=None,
            answers={row.values["date"]: row.values["answer"] for row in rows},
            notes={row.values["date"]: row.values["note"] or "" for row in rows if "note" in row.values},
            note=kept.note if kept else "",
            max_days_per_week=kept.max_days_per_week if kept else None,
            max_days_per_period=kept.max_days_per_period if kept else None,
        )

    def _period(self, date: dt.date) -> Period:
        return next(period for period in self.periods if period.starts_on <= date <= period.ends_on)
