"""Clinicians: a person who can sign in once invited, and their clinical side."""

from accounts.enums import ProviderType
from accounts.models import Clinician, User
from accounts.services import save_clinician, save_person
from scheduling_portal.core.geo import place_of_zip
from scheduling_portal.roster import cells
from scheduling_portal.roster.base import BadRow, Column, Loader, Outcome, Row, Run, checked, give


class ClinicianLoader(Loader):
    """Matched by email address. Columns that the file does not have leave what is there."""

    kind = "clinicians"
    identity = ("email",)
    twice = "the same person twice in this file"
    columns = [
        Column("email", cells.email, needed=True, also=("e_mail", "email_address", "clinician_email")),
        Column("first_name", cells.text(80), needed=True, also=("first",)),
        Column("last_name", cells.text(80), needed=True, also=("last", "surname")),
        Column(
            "provider_type",
            cells.one_of(cells.spelled(ProviderType.choices), "not nurse, medic or anesthesiologist"),
            needed=True,
            also=("role", "type"),
        ),
        Column("mobile", cells.phone, also=("mobile_phone", "phone", "cell")),
        Column("home_zip", cells.zip_code, needed=True, also=("zip", "zip_code", "home_zip_code")),
        Column("max_days_per_week", cells.whole(1, 7)),
        Column("max_days_per_period", cells.whole(1, 366)),
        Column("max_miles", cells.whole(1, 3000)),
        Column("skills", cells.words),
        Column("active", cells.yes_no),
    ]

    def save(self, row: Row, run: Run) -> Outcome:
        email = row.values["email"]
        skills = run.asked_skills(row) if "skills" in row.values else None
        known = run.clinicians.get(email)
        user = run.users.get(email)
        clinician = known or Clinician(user=user)
        is_new_user = user is None
        user = user or User(email=email, time_zone=_zone(row))
        user_changed = give(user, {name: row.values[name] for name in ("first_name", "last_name")})
        if row.get("mobile"):
            user_changed |= give(user, {"mobile": row.values["mobile"]})
        clinician_changed = give(clinician, _clinical(row))
        skills_changed = skills is not None and (
            known is None or {skill.pk for skill in skills} != {skill.pk for skill in known.skills.all()}
        )
        if known and not (user_changed or clinician_changed or skills_changed):
            return Outcome.UNCHANGED
        if is_new_user:
            user.set_unusable_password()
        checked(user)
        checked(clinician)
        if is_new_user or user_changed:
            save_person(user=user, actor=run.actor)
        clinician.user = user
        save_clinician(clinician=clinician, actor=run.actor, skills=skills)
        run.users[email] = user
        run.clinicians[email] = clinician
        return Outcome.CHANGED if known else Outcome.NEW

    def lose(self, row: Row, run: Run) -> None:
        run.lost_people.append(row)


def _clinical(row: Row) -> dict[str, object]:
    values: dict[str, object] = {name: row.values[name] for name in ("provider_type", "home_zip")}
    if row.get("max_days_per_week"):
        values["max_days_per_week"] = row.values["max_days_per_week"]
    for name in ("max_days_per_period", "max_miles"):
        if name in row.values:
            values[name] = row.values[name]
    if row.get("active") is not None:
        values["active"] = row.values["active"]
    return values


def _zone(row: Row) -> str:
    place = place_of_zip(row.values["home_zip"])
    if place is None:
        raise BadRow("home_zip", "not a US ZIP code")
    return place.zone
