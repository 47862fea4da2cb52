"""What pages read of people, with the same number of queries whatever the rows."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from accounts import workload
from accounts.enums import ProviderType
from accounts.models import Clinician, ClinicianQuerySet, Credential, Skill, User
from accounts.models.credential import CredentialQuerySet
from scheduling_portal.core import clock
from scheduling_portal.core.geo import place_of_zip
from scheduling_portal.core.querysets import JsonList

SOON = dt.timedelta(days=60)
PER_PAGE = 100


@dataclass(frozen=True)
class CredentialLine:
    """A credential as shown: `standing` is "valid", "soon" or "ended"."""

    label: str
    number: str
    issued_on: dt.date
    expires_on: dt.date
    verified: bool
    standing: str


@dataclass(frozen=True)
class ClinicianRow:
    """One line of the list of clinicians. `days` are those in the current period."""

    pk: int
    name: str
    provider_type: str
    type_label: str
    place: str
    skills: str
    ending: str
    days: int
    standing: str


def standing_of(expires_on: dt.date, today: dt.date) -> str:
    """Whether a credential is valid, ends within SOON, or has ended. The last day counts as valid."""
    if expires_on < today:
        return "ended"
    return "soon" if expires_on <= today + SOON else "valid"


def credential_lines(clinician: Clinician) -> list[CredentialLine]:
    """The clinician's credentials, newest of each kind first. One query."""
    today = clock.today_in(clinician.user.time_zone)
    return [
        CredentialLine(
            label=str(credential),
            number=credential.number,
            issued_on=credential.issued_on,
            expires_on=credential.expires_on,
            verified=credential.verified_at is not None,
            standing=standing_of(credential.expires_on, today),
        )
        for credential in clinician.credentials.select_related("kind")
    ]


def place_name(zip_code: str) -> str:
    """City and state of a ZIP code, "Portland OR"; the code itself when there is no such place."""
    place = place_of_zip(zip_code)
    return f"{place.city} {place.state}" if place else zip_code


def clinicians(user: User, wanted: Mapping[str, Any]) -> ClinicianQuerySet:
    """The clinicians that `user` may see, narrowed by the values of a ClinicianFilter."""
    rows = Clinician.objects.all().visible_to(user)
    show = wanted.get("show", "")
    on = Q(active=True, user__is_active=True)
    rows = rows.exclude(on) if show == "off" else rows.filter(on)
    if show == "uninvited":
        rows = rows.filter(user__invited_at__isnull=True, user__last_login__isnull=True)
    if show == "ending":
        rows = rows.filter(pk__in=ending_credentials(clock.now().date()).values("clinician_id"))
    if "type" in wanted:
        rows = rows.filter(provider_type=wanted["type"])
    if "skill" in wanted:
        rows = rows.filter(skills=wanted["skill"])
    if "state" in wanted:
        rows = rows.filter(pk__in=_licensed_in(wanted["state"]).values("clinician_id"))
    for word in str(wanted.get("q", "")).split()[:5]:
        rows = rows.filter(Q(user__first_name__icontains=word) | Q(user__last_name__icontains=word))
    return rows


def clinician_page(user: User, wanted: Mapping[str, Any]) -> tuple[Page[Any], list[ClinicianRow], str]:
    """One page of the list, its rows, and the name of the period that days are counted in. Four queries."""
    today = clock.now().date()
    soon = ending_credentials(today).filter(clinician=OuterRef("pk"))
    credential = JSONObject(kind="kind__name", state="state", expires="expires_on")
    rows: QuerySet[Any, Any] = clinicians(user, wanted).values(
        "pk",
        "provider_type",
        "home_zip",
        "user__first_name",
        "user__last_name",
        skill_names=ArraySubquery(Skill.objects.filter(clinicians=OuterRef("pk")).values("name")),
        ending=JsonList(soon.values(row=credential)),
    )
    page = Paginator(rows, PER_PAGE).get_page(wanted.get("page", 1))
    shown = list(page)
    load = workload.of([row["pk"] for row in shown])
    return page, [_row(row, load.days, today) for row in shown], load.label


def _row(row: Mapping[str, Any], days: Mapping[int, int], today: dt.date) -> ClinicianRow:
    ending = row["ending"]
    standings = {standing_of(dt.date.fromisoformat(credential["expires"]), today) for credential in ending}
    return ClinicianRow(
        pk=row["pk"],
        name=f"{row['user__first_name']} {row['user__last_name']}".strip(),
        provider_type=row["provider_type"],
        type_label=ProviderType(row["provider_type"]).label,
        place=place_name(row["home_zip"]),
        skills=", ".join(row["skill_names"]),
        ending=", ".join(f"{credential['kind']} {credential['state']}".strip() for credential in ending),
        days=days.get(row["pk"], 0),
        standing="ended" if "ended" in standings else "soon" if standings else "valid",
    )


def ending_credentials(today: dt.date) -> CredentialQuerySet:
    """Credentials that end soon or have ended, unless a later one of the same kind and state is held."""
    later = Credential.objects.filter(
        clinician=OuterRef("clinician"),
        kind=OuterRef("kind"),
        state=OuterRef("state"),
        expires_on__gt=today + SOON,
    )
    return Credential.objects.filter(~Exists(later), expires_on__lte=today + SOON)


def _licensed_in(state: str) -> CredentialQuerySet:
    today = clock.now().date()
    return Credential.objects.filter(kind__by_state=True, state=state, issued_on__lte=today, expires_on__gte=today)
