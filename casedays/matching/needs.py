"""What days ask of their teams, one or many, read with one query."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from accounts.models import Skill
from casedays.matching.problem import DayNeeds, SkillNeed
from casedays.models import Case, CaseDay
from casedays.states import CaseStatus
from practices.models import Site
from practices.rules import age_on
from scheduling_portal.core.models import Rules
from scheduling_portal.core.querysets import JsonList


def load_many_needs(case_day_ids: Collection[int], *, rules: Rules) -> dict[int, DayNeeds]:
    """The needs of each day by id, the same as `load_needs` reads them one by one. One query."""
    rows: QuerySet[Any, Any] = CaseDay.objects.filter(pk__in=case_day_ids).order_by()
    own = ("pk", "date", "practice_id", "site_id", "children")
    return {row["pk"]: needs_from(row) for row in rows.values(*own, **needs_columns(rules))}


def load_needs(case_day: CaseDay, *, rules: Rules, **edited: Any) -> DayNeeds:
    """What the day asks of its team, as it stands or with `edited` values (date, site, children, skills) put in.

    Children on the day are those asked for, or booked. One query.
    """
    own = ("pk", "date", "practice_id", "site_id", "children")
    row: dict[str, Any] = CaseDay.objects.order_by().values(*own, **needs_columns(rules)).get(pk=case_day.pk)
    return edited_needs(row, **edited)


def edited_needs(row: Mapping[str, Any], **edited: Any) -> DayNeeds:
    """A day's needs out of its fields and `needs_columns`, with `edited` values put in."""
    after = dict(row)
    if "site" in edited:
        site: Site = edited.pop("site")
        after |= {"site_id": site.pk, "site_state": site.state, "latitude": site.latitude, "longitude": site.longitude}
    if "skills" in edited:
        skills: list[Skill] = edited.pop("skills")
        after["asked"] = [{"pk": s.pk, "name": s.name, "types": s.provider_types} for s in skills]
    return needs_from(after | edited)


def needs_columns(rules: Rules) -> dict[str, Any]:
    """What `needs_from` reads of a case day besides its own fields, as annotations."""
    births = Case.objects.filter(case_day=OuterRef("pk"), status=CaseStatus.BOOKED).order_by("-patient__date_of_birth")
    skill = JSONObject(pk="pk", name="name", types="provider_types")
    return {
        "site_state": F("site__state"),
        "latitude": F("site__latitude"),
        "longitude": F("site__longitude"),
        "youngest": Subquery(births.values("patient__date_of_birth")[:1]),
        "child_age": Value(rules.child_age),
        "asked": JsonList(Skill.objects.filter(case_days=OuterRef("pk")).order_by("name").values(row=skill)),
        "for_children": JsonList(Skill.objects.filter(asked_by_children=True).order_by("name").values(row=skill)),
    }


def needs_from(row: Mapping[str, Any]) -> DayNeeds:
    """A day's needs out of its fields and `needs_columns`."""
    children = row["children"] or _is_child(row)
    skills = {skill["pk"]: skill for skill in [*row["asked"], *(row["for_children"] if children else [])]}
    known = row["latitude"] is not None and row["longitude"] is not None
    return DayNeeds(
        day_id=row["pk"],
        date=row["date"],
        practice_id=row["practice_id"],
        site_id=row["site_id"],
        state=row["site_state"],
        place=(row["latitude"], row["longitude"]) if known else None,
        children=children,
        skills=tuple(
            SkillNeed(skill["pk"], skill["name"], frozenset(skill["types"]))
            for skill in sorted(skills.values(), key=lambda one: str(one["name"]))
        ),
    )


def _is_child(row: Mapping[str, Any]) -> bool:
    """Whether the youngest booked patient is a child on the date of the day, the edited one if it was edited."""
    return row["youngest"] is not None and age_on(row["youngest"], row["date"]) < row["child_age"]
