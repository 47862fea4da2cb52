"""Days that practices ask for."""

import datetime as dt
import hashlib

from accounts.models import User
from casedays.details import CaseDayDetails
from casedays.lifecycle import request_case_day
from practices.models import Membership, Practice, Site
from scheduling_portal.core import clock
from scheduling_portal.core.errors import DomainError, InvalidFields
from scheduling_portal.roster import cells
from scheduling_portal.roster.base import BadRow, Column, LeftOut, Loader, Outcome, Row, Run
from scheduling_portal.roster.models import ImportedRequest

#: fields of the service -> columns of the file
COLUMNS = {
    "date": "wanted_date",
    "alternative_1": "alternatives",
    "alternative_2": "alternatives",
    "alternative_3": "alternatives",
    "expected_patients": "patients",
    "site": "site",
}


class RequestLoader(Loader):
    """A row that was taken once is known again by site, wanted date and first case, and is left to the portals then.

    Two rows alike in these are two requests: the first and the second of their kind.
    """

    kind = "requests"
    identity = ()
    columns = [
        Column("practice", cells.text(120), needed=True, also=("practice_name",)),
        Column("site", cells.text(80), needed=True, also=("site_name",)),
        Column("wanted_date", cells.date(oldest=clock.EARLIEST_DATE), needed=True, also=("date",)),
        Column("alternatives", cells.dates, also=("alternative_dates",)),
        Column("first_case_time", cells.time, needed=True, also=("first_case", "start", "start_time")),
        Column("expected_end", cells.time, needed=True, also=("end", "end_time")),
        Column("patients", cells.whole(1, 60), needed=True, also=("expected_patients",)),
        Column("children", cells.yes_no),
        Column("skills", cells.words),
        Column("notes", cells.text(2000, lines=True)),
        Column("requested_by", cells.email, needed=True),
    ]

    def start(self, run: Run, rows: list[Row]) -> None:
        self.known = set(ImportedRequest.objects.values_list("key", flat=True))
        self.alike: dict[str, int] = {}
        self.staff = {
            (member.practice_id, member.user.email.lower()) for member in Membership.objects.select_related("user")
        }

    def save(self, row: Row, run: Run) -> Outcome:
        key = self._key(row)
        details = _details(row, run)
        dates = [row.values["wanted_date"], *(row.get("alternatives") or [])]
        if len(set(dates)) > 4:
            raise BadRow("alternatives", "more than 3 dates")
        practice = run.practice(row)
        site = run.site(row, practice)
        actor = self._actor(row, run, practice)
        if key in self.known:
            return Outcome.UNCHANGED
        coming = _coming(dates, site)
        self._ask(row, practice, site, actor, coming, details, key)
        return Outcome.NEW

    def _key(self, row: Row) -> str:
        """Known for a row and its place among those alike, however the rest of it is edited."""
        values = row.values
        words = [
            values["practice"].lower(),
            values["site"].lower(),
            values["wanted_date"].isoformat(),
            values["first_case_time"].isoformat(),
        ]
        alike = "\n".join(words)
        self.alike[alike] = self.alike.get(alike, 0) + 1
        return hashlib.sha256(f"{alike}\n{self.alike[alike]}".encode()).hexdigest()

    def _actor(self, row: Row, run: Run, practice: Practice) -> User:
        email = row.values["requested_by"]
        if (practice.pk, email) not in self.staff:
            raise BadRow("requested_by", "does not work for this practice")
        return run.users[email]

    def _ask(
        self,
        row: Row,
        practice: Practice,
        site: Site,
        actor: User,
        dates: list[dt.date],
        details: CaseDayDetails,
        key: str,
    ) -> None:
        try:
            day = request_case_day(
                actor=actor, practice=practice, site=site, wanted_dates=dates, details=details, again=True
            )
        except InvalidFields as error:
            name, why = next(iter(error.errors.items()))
            raise BadRow(COLUMNS.get(name, name), why) from error
        except DomainError as error:
            raise BadRow(COLUMNS.get(error.field or "", "wanted_date"), error.message) from error
        ImportedRequest.objects.create(case_day=day, key=key)


def _details(row: Row, run: Run) -> CaseDayDetails:
    first, end = row.values["first_case_time"], row.values["expected_end"]
    if end <= first:
        raise BadRow("expected_end", "before the first case")
    return CaseDayDetails(
        first_case_time=first,
        expected_end=end,
        expected_patients=row.values["patients"],
        children=bool(row.get("children", default=False)),
        skills=run.asked_skills(row),
        notes=row.get("notes", ""),
    )


def _coming(dates: list[dt.date], site: Site) -> list[dt.date]:
    """The dates that have not passed at the site, best first. Raises LeftOut when there is none."""
    today = clock.today_in(site.time_zone)
    coming = [date for date in dates if date >= today]
    if not coming:
        raise LeftOut("its dates have passed")
    return coming
