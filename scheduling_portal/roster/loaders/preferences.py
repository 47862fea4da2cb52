"""Whom a practice prefers, and whom it asked not to be sent."""

from practices.models import ClinicianPreference, Preference
from practices.services.preferences import save_preference
from scheduling_portal.roster import cells
from scheduling_portal.roster.base import Column, Loader, Outcome, Row, Run, checked, give


class PreferenceLoader(Loader):
    """Matched by practice and clinician."""

    kind = "preferences"
    identity = ("practice", "clinician_email")
    twice = "the same practice and person twice in this file"
    columns = [
        Column("practice", cells.text(120), needed=True, also=("practice_name",)),
        Column("clinician_email", cells.email, needed=True, also=("email", "e_mail", "clinician")),
        Column(
            "preference",
            cells.one_of(cells.spelled(Preference.choices), "not preferred or do not send"),
            needed=True,
        ),
        Column("reason", cells.text(200)),
    ]

    def start(self, run: Run, rows: list[Row]) -> None:
        self.known = {(row.practice_id, row.clinician_id): row for row in ClinicianPreference.objects.all()}

    def save(self, row: Row, run: Run) -> Outcome:
        practice, clinician = run.practice(row), run.clinician(row)
        key = (practice.pk, clinician.pk)
        values = {"preference": row.values["preference"]}
        if "reason" in row.values:
            values["reason"] = row.values["reason"] or ""
        preference = self.known.get(key) or ClinicianPreference(practice=practice, clinician=clinician)
        self.known[key] = preference
        is_new = preference.pk is None
        if not give(preference, values) and not is_new:
            return Outcome.UNCHANGED
        checked(preference)
        save_preference(preference=preference, actor_id=run.actor.pk if run.actor else None)
        return Outcome.NEW if is_new else Outcome.CHANGED
