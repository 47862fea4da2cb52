"""Licences, cards and cover."""

from accounts.models import Credential, CredentialKind
from accounts.services import save_credential
from scheduling_portal.core import clock
from scheduling_portal.roster import cells
from scheduling_portal.roster.base import BadRow, Column, Loader, Outcome, Row, Run


class CredentialLoader(Loader):
    """Matched by person, kind, state and number."""

    kind = "credentials"
    identity = ("clinician_email", "kind", "state", "number")
    twice = "the same credential twice in this file"
    columns = [
        Column("clinician_email", cells.email, needed=True, also=("email", "e_mail", "clinician")),
        Column("kind", cells.text(60), needed=True, also=("credential", "type")),
        Column("state", cells.state),
        Column("number", cells.text(40), needed=True, also=("licence_number", "license_number")),
        Column("issued_on", cells.date(oldest=clock.EARLIEST_DATE), needed=True, also=("issued",)),
        Column("expires_on", cells.date(oldest=clock.EARLIEST_DATE), needed=True, also=("expires",)),
    ]

    def start(self, run: Run, rows: list[Row]) -> None:
        self.kinds = {kind.name.lower(): kind for kind in CredentialKind.objects.all()}
        # American spelling names the same thing.
        self.kinds.update({name.replace("licence", "license"): kind for name, kind in list(self.kinds.items())})
        self.known = {
            (row.clinician_id, row.kind_id, row.state, row.number): row
            for row in Credential.objects.select_related("kind")
        }

    def save(self, row: Row, run: Run) -> Outcome:
        kind = self.kinds.get(row.values["kind"].lower())
        if kind is None:
            raise BadRow("kind", "unknown kind of credential")
        state = row.get("state", "")
        if kind.by_state and not state:
            raise BadRow("state", "missing")
        if state and not kind.by_state:
            raise BadRow("state", "this kind is not held per state")
        issued, expires = row.values["issued_on"], row.values["expires_on"]
        if expires < issued:
            raise BadRow("expires_on", "before it was issued")
        clinician = run.clinician(row)  # last: what is wrong with a row itself comes before what it hangs on
        key = (clinician.pk, kind.pk, state, row.values["number"])
        known = self.known.get(key)
        if known and (known.issued_on, known.expires_on) == (issued, expires):
            return Outcome.UNCHANGED
        credential = known or Credential(clinician=clinician, kind=kind, state=state, number=key[3])
        credential.issued_on, credential.expires_on = issued, expires
        save_credential(credential=credential, actor=run.actor)
        self.known[key] = credential
        return Outcome.CHANGED if known else Outcome.NEW
