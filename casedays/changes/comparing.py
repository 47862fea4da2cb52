"""Old and new of a case day, in storable form and in words."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import phonenumbers

from accounts.models import Skill
from casedays.details import CaseDayDetails, Edit, clock_words
from casedays.models import CaseDay, PolicyField
from practices.models import Site
from scheduling_portal.core import wording

#: field -> value in storable form, the same on both sides of a change.
Snapshot = dict[str, Any]

#: Changing one of these makes the team look again, and the practice confirm its details again.
MATERIAL = frozenset({"date", "site", "first_case_time", "expected_end", "children", "skills"})


def snapshot(day: CaseDay, edit: Edit | None = None) -> Snapshot:
    """The fields an edit can touch: as the day stands (reads its skills), or as `edit` would have them."""
    source: Any = edit.details if edit else day
    skills = edit.details.skills if edit else list(day.skills.all())
    site = edit.site if edit else day.site
    return {
        "date": (edit.date if edit else day.date).isoformat(),
        "site": site.pk,
        "first_case_time": f"{source.first_case_time:%H:%M}",
        "expected_end": f"{source.expected_end:%H:%M}",
        "expected_patients": source.expected_patients,
        "children": source.children,
        "skills": sorted(skill.pk for skill in skills),
        "contact_name": source.contact_name,
        "contact_phone": _phone(source.contact_phone),
        "parking": source.parking,
        "notes": source.notes,
    }


def _phone(value: Any) -> str:
    """A number as it is stored, however it was typed."""
    number = wording.parsed_phone(value)
    if number is None:
        return str(value or "")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def difference(before: Snapshot, after: Snapshot) -> dict[str, list[Any]]:
    """Field -> [old, new] for what differs, in the order of the form."""
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def words_of_difference(before: Snapshot, after: Snapshot) -> dict[str, tuple[str, str]]:
    """As `difference`, in words."""
    return in_words(difference(before, after))


def in_words(
    fields: Mapping[str, list[Any]], names: Mapping[str, Mapping[int, str]] | None = None
) -> dict[str, tuple[str, str]]:
    """Storable old and new values as people read them. Two queries at most, for names of sites and skills.

    None when the caller brings these `names`, by field and id.
    """
    names = _names(fields) if names is None else names
    return {name: (_word(name, old, names), _word(name, new, names)) for name, (old, new) in fields.items()}


def all_in_words(many: Sequence[Mapping[str, list[Any]]]) -> list[dict[str, tuple[str, str]]]:
    """As `in_words` for several changes, still with two queries at most."""
    merged: dict[str, list[Any]] = {}
    for fields in many:
        for name in ("site", "skills"):
            merged.setdefault(name, []).extend(fields.get(name, []))
    names = _names({name: values for name, values in merged.items() if values})
    return [
        {name: (_word(name, old, names), _word(name, new, names)) for name, (old, new) in fields.items()}
        for fields in many
    ]


def _names(fields: Mapping[str, list[Any]]) -> dict[str, dict[int, str]]:
    names: dict[str, dict[int, str]] = {}
    if "site" in fields:
        names["site"] = {site.pk: site.label for site in Site.objects.filter(pk__in=fields["site"])}
    if "skills" in fields:
        wanted = {pk for side in fields["skills"] for pk in side}
        names["skills"] = {skill.pk: skill.name for skill in Skill.objects.filter(pk__in=wanted)}
    return names


def _word(name: str, value: Any, names: Mapping[str, Mapping[int, str]]) -> str:
    if name == "date":
        return dates_words([dt.date.fromisoformat(value)])
    if name in ("first_case_time", "expected_end"):
        return clock_words(dt.time.fromisoformat(value))
    if name == "site":
        return names["site"].get(value, "?")
    if name == "skills":
        return ", ".join(sorted(names["skills"].get(pk, "?") for pk in value)) or "None"
    if name == "children":
        return "Yes" if value else "No"
    return (wording.phone(value) if name == "contact_phone" else str(value)) or "None"


def dates_words(dates: Sequence[dt.date]) -> str:
    """Wanted dates, best first: "Thu 11 Mar, Fri 12 Mar"."""
    return ", ".join(f"{date:%a} {date.day} {date:%b}" for date in dates)


def label_of(name: str) -> str:
    """What a field is called on pages and in messages."""
    return "Wanted dates" if name == "wanted_dates" else str(PolicyField(name).label)


def apply_details(day: CaseDay, details: CaseDayDetails) -> None:
    """Put the details on the day, unsaved; skills are the caller's, they need a saved day."""
    day.first_case_time = details.first_case_time
    day.expected_end = details.expected_end
    day.expected_patients = details.expected_patients
    day.children = details.children
    day.contact_name = details.contact_name
    day.contact_phone = details.contact_phone
    day.parking = details.parking
    day.notes = details.notes


def apply_fields(day: CaseDay, fields: Mapping[str, list[Any]]) -> None:
    """Put the new values of a change on the day and save it, skills included. A moved date moves its assignments."""
    plain = {name: new for name, (_, new) in fields.items()}
    if "date" in plain:
        day.date = dt.date.fromisoformat(plain["date"])
    if "site" in plain:
        _move_to(day, Site.objects.get(pk=plain["site"]))
    for name in ("first_case_time", "expected_end"):
        if name in plain:
            setattr(day, name, dt.time.fromisoformat(plain[name]))
    for name in ("expected_patients", "children", "contact_name", "contact_phone", "parking", "notes"):
        if name in plain:
            setattr(day, name, plain[name])
    if "skills" in plain:
        day.skills.set(plain["skills"])
    day.save()


def _move_to(day: CaseDay, site: Site) -> None:
    """Put the day at another site; what it had from the old site, it takes from the new one."""
    old = day.site
    if day.contact_name == old.contact_name:
        day.contact_name = site.contact_name
    if day.contact_phone == old.contact_phone:
        day.contact_phone = site.contact_phone
    if day.parking == old.notes[:200]:
        day.parking = site.notes[:200]
    day.site = site
    day.arrival_minutes_before = site.arrival_minutes_before
