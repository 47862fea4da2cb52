"""Practices with the person who speaks for them, and their sites."""

from accounts.models import User
from accounts.services import save_person
from practices.models import Membership, Practice, Site
from scheduling_portal.core import clock
from scheduling_portal.core.geo import place_of_zip
from scheduling_portal.roster import cells
from scheduling_portal.roster.base import BadRow, Column, Loader, Outcome, Row, Run, checked, write


class PracticeLoader(Loader):
    """Matched by name. The contact becomes a person who can sign in once invited, and works for the practice.

    Somebody with that address who is known already keeps their name.
    """

    kind = "practices"
    identity = ("practice",)
    twice = "the same practice twice in this file"
    columns = [
        Column("practice", cells.text(120), needed=True, also=("name", "practice_name")),
        Column("contact_email", cells.email, needed=True, also=("email", "e_mail")),
        Column("contact_first_name", cells.text(80), needed=True, also=("first_name",)),
        Column("contact_last_name", cells.text(80), needed=True, also=("last_name",)),
        Column("phone", cells.phone),
    ]

    def start(self, run: Run, rows: list[Row]) -> None:
        self.staff = set(Membership.objects.values_list("practice_id", "user_id"))

    def save(self, row: Row, run: Run) -> Outcome:
        name, email = row.values["practice"], row.values["contact_email"]
        known = run.practices.get(name.lower())
        practice = known or Practice(name=name)
        values = {"phone": row.values["phone"]} if row.get("phone") else {}
        user = run.users.get(email)
        is_new_user = user is None
        if user is None:
            user = User(
                email=email,
                first_name=row.values["contact_first_name"],
                last_name=row.values["contact_last_name"],
            )
            user.set_unusable_password()
            checked(user, {"first_name": "contact_first_name", "last_name": "contact_last_name"})
        outcome = write(practice, values)
        if is_new_user:
            save_person(user=user, actor=run.actor)
            run.users[email] = user
        run.practices[name.lower()] = practice
        if (practice.pk, user.pk) not in self.staff:
            Membership.objects.create(practice=practice, user=user)
            outcome = Outcome.CHANGED if outcome is Outcome.UNCHANGED else outcome
        return outcome

    def lose(self, row: Row, run: Run) -> None:
        run.lost_practices.append(row)


class SiteLoader(Loader):
    """Matched by practice and name. Without a time zone the site has that of its ZIP."""

    kind = "sites"
    identity = ("practice", "site")
    twice = "the same site twice in this file"
    columns = [
        Column("practice", cells.text(120), needed=True, also=("practice_name",)),
        Column("site", cells.text(80), needed=True, also=("name", "site_name")),
        Column("street", cells.text(120), needed=True, also=("address",)),
        Column("city", cells.text(80), needed=True),
        Column("state", cells.state, needed=True),
        Column("zip", cells.zip_code, needed=True, also=("zip_code",)),
        Column("arrival_minutes_before", cells.whole(0, 240)),
        Column("contact_name", cells.text(120), also=("contact",)),
        Column("contact_phone", cells.phone, also=("phone",)),
        Column("permit_number", cells.text(40), also=("permit",)),
        Column("permit_expires_on", cells.date(oldest=clock.EARLIEST_DATE), also=("permit_expires",)),
        Column("notes", cells.text(2000, lines=True)),
        Column("timezone", cells.zone, also=("time_zone", "tz")),
    ]
    PLAIN = ("street", "city", "state", "contact_name", "contact_phone", "permit_number", "notes")

    def save(self, row: Row, run: Run) -> Outcome:
        practice = run.practice(row)
        known = run.sites.get((practice.pk, row.values["site"].lower()))
        values = {name: row.values[name] or "" for name in self.PLAIN if name in row.values}
        values["zip_code"] = row.values["zip"]
        if "permit_expires_on" in row.values:
            values["permit_expires_on"] = row.values["permit_expires_on"]
        if row.get("arrival_minutes_before") is not None:
            values["arrival_minutes_before"] = row.values["arrival_minutes_before"]
        if row.get("timezone"):
            values["time_zone"] = row.values["timezone"]
        elif known is None or known.zip_code != values["zip_code"]:
            values["time_zone"] = _zone_of(row.values["zip"])
        site = known or Site(practice=practice, name=row.values["site"])
        outcome = write(site, values, {"zip_code": "zip", "time_zone": "timezone"})
        run.sites[practice.pk, row.values["site"].lower()] = site
        if outcome is Outcome.NEW:
            self._move_staff(site)
        return outcome

    def lose(self, row: Row, run: Run) -> None:
        run.lost_sites.append(row)

    def _move_staff(self, site: Site) -> None:
        """People of a practice who have not signed in yet live in the zone of its first site."""
        if Site.objects.filter(practice=site.practice).count() == 1:
            people = User.objects.filter(
                memberships__practice=site.practice, last_login__isnull=True, clinician__isnull=True
            )
            people.update(time_zone=site.time_zone)


def _zone_of(zip_code: str) -> str:
    place = place_of_zip(zip_code)
    if place is None:
        raise BadRow("zip", "not a US ZIP code")
    return place.zone
