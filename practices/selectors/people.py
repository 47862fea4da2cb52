"""Who works for which practice, as the gate and the frame of the practice portal ask."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from practices.models import Membership, Practice


def practice_names(user: User) -> list[str]:
    """Names of the active practices this person works for. Remembered on the user for the length of a request."""
    known: list[str] | None = user.__dict__.get("_practice_names")
    if known is None:
        rows = Membership.objects.filter(user=user, practice__active=True).order_by("practice__name")
        known = user.__dict__["_practice_names"] = list(rows.values_list("practice__name", flat=True))
    return known


def staff_role(user: User) -> Exists:
    """The same question as part of another query on the person's own row."""
    return Exists(Membership.objects.filter(user=user.pk, practice__active=True))


def works_for_a_practice(user: User) -> bool:
    """Whether the person acts for at least one active practice."""
    return bool(practice_names(user))


def staff_line(user: User) -> str:
    """Name and practice as the frame shows them: "Tessa Nguyen, Lakeview Dental Group"."""
    names = practice_names(user)
    if not names:
        return user.get_full_name()
    return f"{user.get_full_name()}, {names[0] if len(names) == 1 else f'{len(names)} practices'}"


def without_people() -> QuerySet[Practice]:
    """Active practices for which nobody can act: nobody could ask for a day."""
    working = Membership.objects.filter(practice=OuterRef("pk"), user__is_active=True)
    return Practice.objects.filter(~Exists(working), active=True)
