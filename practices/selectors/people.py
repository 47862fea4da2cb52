"""What pages read of practices."""

from accounts.models import User
from practices.models import Membership


def works_for_a_practice(user: User) -> bool:
    """Whether the person acts for at least one active practice."""
    return Membership.objects.filter(user=user, practice__active=True).exists()


def staff_line(user: User) -> str:
    """Name and practice as the frame shows them: "Tessa Nguyen, Lakeview Dental Group"."""
    names = list(
        Membership.objects.filter(user=user, practice__active=True)
        .order_by("practice__name")
        .values_list("practice__name", flat=True)[:2]
    )
    if not names:
        return user.get_full_name()
    return (
        f"{user.get_full_name()}, {names[0]}" if len(names) == 1 else f"{user.get_full_name()}, {len(names)} practices"
    )
