"""Accounts, clinicians with their papers, practices with their sites and people."""

import datetime as dt
from collections.abc import Iterator

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.demo import DEMO_PASSWORD
from accounts.enums import ProviderType
from accounts.models import Clinician, Credential, CredentialKind, Skill, User
from notifications.preferences import set_consent
from practices.models import ClinicianPreference, Membership, Practice, Preference, Site
from scheduling_portal.core.geo import place_of_zip
from scheduling_portal.core.models import Rules
from scheduling_portal.demo.cast import ADMIN, CLINICIANS, MANAGER, SKILL_LETTERS, ClinicianPart
from scheduling_portal.demo.places import PRACTICES, PracticePart
from scheduling_portal.demo.world import World

AREA_CODES = ("503", "971", "360", "208")
BOTH = "both@demo.test"
#: Invited nobody yet: something to do for the administrator.
NOT_INVITED = {"victor.hale@demo.test", "brooke.ellis@demo.test"}
#: name, kind, days until it lapses; whoever is not here has years left.
LAPSING = {
    ("Grace", "Whitfield", "BLS"): 41,
    ("Ben", "Lindqvist", "malpractice cover"): 26,
    ("Patrick", "Osei", "ACLS"): -9,
    ("Wendell", "Price", "state licence"): 17,
    ("Denise", "Carver", "BLS"): 33,
}
PREFERRED = [
    ("Maple Street Pediatric", "Grace Whitfield"),
    ("Maple Street Pediatric", "Priya Raman"),
    ("Lakeview Dental Group", "Amara Okafor"),
    ("Cedar Oral Surgery", "Riley Brooks"),
    ("Boise Children's Dental", "Hannah Brandt"),
    ("Willamette Endodontics", "Dana Kowalski"),
    ("Bright Smiles", "Nia Campbell"),
]
DO_NOT_SEND = [
    ("Lakeview Dental Group", "Theo Grant", "Arrived late twice."),
    ("Harbor Family Dental", "Claire Dubois", "Asked for somebody else."),
    ("Treasure Valley Oral Surgery", "Kayla Bishop", ""),
]


def make_people(world: World) -> None:
    """Everybody and every place, in a few hundred statements."""
    password = make_password(DEMO_PASSWORD)
    world.skills = {skill.name: skill for skill in Skill.objects.all()}
    numbers = _numbers()
    world.manager = _user(world, MANAGER, password, next(numbers), is_manager=True)
    _user(world, ADMIN, password, next(numbers), is_staff=True)
    for part in CLINICIANS:
        _clinician(world, part, password, next(numbers))
    Credential.objects.bulk_create(credential for part in CLINICIANS for credential in _papers(world, part))
    for practice in PRACTICES:
        _practice(world, practice, password, numbers)
    _preferences(world)
    EmailAddress.objects.update(verified=True)
    User.objects.exclude(email__in=NOT_INVITED).update(invited_at=world.calendar.moment(-70))
    User.objects.filter(email__in=NOT_INVITED).update(password=make_password(None))
    Rules.objects.update_or_create(pk=1, defaults={"manager_phone": "503 555 0110"})
    set_consent(number=str(world.clinicians["Theo Grant"].user.mobile.as_e164), allowed=False, source="Wrote STOP")


def _numbers() -> Iterator[str]:
    for at in range(100, 200):
        for area in AREA_CODES:
            yield f"+1{area}5550{at}"


def _user(
    world: World, who: tuple[str, str, str], password: str, mobile: str, *, zone: str = "", **flags: bool
) -> User:
    email, first, last = who
    user = User(
        email=email, first_name=first, last_name=last, mobile=mobile, password=password,
        date_joined=world.calendar.moment(-70), **flags,
    )  # fmt: skip
    if zone:
        user.time_zone = zone
    user.save()
    return user


def _clinician(world: World, part: ClinicianPart, password: str, mobile: str) -> None:
    email = part.email or _address(part.first, part.last)
    place = place_of_zip(part.home_zip)
    user = _user(
        world, (email, part.first, part.last), password, mobile,
        zone=place.zone if place else "", is_manager=email == BOTH,
    )  # fmt: skip
    clinician = Clinician.objects.create(
        user=user,
        provider_type=part.provider_type,
        home_zip=part.home_zip,
        max_days_per_week=part.per_week,
        max_days_per_period=part.per_period,
    )
    clinician.skills.set(world.skills[SKILL_LETTERS[letter]] for letter in part.skills)
    world.clinicians[f"{part.first} {part.last}"] = clinician


def _papers(world: World, part: ClinicianPart) -> list[Credential]:
    kinds = {kind.name: kind for kind in CredentialKind.objects.all()}
    wanted = [("state licence", state) for state in part.states]
    wanted += [(kind, "") for kind in ("BLS", "ACLS", "malpractice cover")]
    if part.pals:
        wanted.append(("PALS", ""))
    if part.provider_type == ProviderType.ANESTHESIOLOGIST:
        wanted += [("DEA", state) for state in part.states]
    return [
        Credential(
            clinician=world.clinicians[f"{part.first} {part.last}"],
            kind=kinds[kind],
            state=state,
            number=f"{kind[:2].upper()}{world.dice.randint(100_000, 999_999)}",
            issued_on=expires - dt.timedelta(days=730),
            expires_on=expires,
        )
        for kind, state in wanted
        for expires in [_expiry(world, part, kind)]
    ]


def _expiry(world: World, part: ClinicianPart, kind: str) -> dt.date:
    days = LAPSING.get((part.first, part.last, kind), world.dice.randint(120, 680))
    return world.calendar.today + dt.timedelta(days=days)


def _practice(world: World, part: PracticePart, password: str, numbers: Iterator[str]) -> None:
    practice = Practice.objects.create(name=part.name, phone=next(numbers))
    world.practices[part.name] = practice
    zone = ""
    for site_part in part.sites:
        site = Site.objects.create(
            practice=practice,
            name=site_part.name,
            street=site_part.street,
            city=site_part.city,
            state=site_part.state,
            zip_code=site_part.zip_code,
            notes=site_part.notes,
            arrival_minutes_before=site_part.arrival,
            contact_name=f"{part.people[0][0]} {part.people[0][1]}",
            contact_phone=next(numbers),
            permit_number=f"{site_part.state}-{world.dice.randint(1000, 9999)}",
            permit_expires_on=world.calendar.today + dt.timedelta(days=world.dice.randint(60, 700)),
        )
        zone = zone or site.time_zone
        world.sites[part.name, site_part.name] = site
    for place, (first, last) in enumerate(part.people):
        email = part.email if part.email and place == 0 else _address(first, last)
        user = _user(world, (email, first, last), password, next(numbers), zone=zone)
        Membership.objects.create(practice=practice, user=user, title="Office manager" if place == 0 else "Dentist")
        world.staff.setdefault(part.name, user)


def _preferences(world: World) -> None:
    ClinicianPreference.objects.bulk_create(
        [
            ClinicianPreference(
                practice=world.practices[practice], clinician=world.clinicians[name], preference=Preference.PREFERRED
            )
            for practice, name in PREFERRED
        ]
        + [
            ClinicianPreference(
                practice=world.practices[practice],
                clinician=world.clinicians[name],
                preference=Preference.DO_NOT_SEND,
                reason=reason,
            )
            for practice, name, reason in DO_NOT_SEND
        ]
    )


def _address(first: str, last: str) -> str:
    plain = {"á": "a", "é": "e", "ó": "o"}
    name = f"{first}.{last}".lower()
    return "".join(plain.get(letter, letter) for letter in name) + "@demo.test"
