"""Who may act, and the lock that every writer of a clinician's answers takes first."""

from collections.abc import Iterable

from accounts.models import Clinician, User
from scheduling_portal.core.errors import NotAllowed


def require_self_or_manager(clinician: Clinician, actor: User | None) -> None:
    """The clinician, a manager, or the system itself (no actor); NotAllowed for anybody else."""
    if actor is None or actor.pk == clinician.user_id or actor.is_manager:
        return
    raise NotAllowed("Only the clinician or a manager can do this.")


def require_manager(actor: User | None) -> None:
    """A manager, or the system itself; NotAllowed for anybody else."""
    if actor is not None and not actor.is_manager:
        raise NotAllowed("Only a manager can do this.")


def lock_clinician(clinician: Clinician) -> None:
    """Queue behind whoever else writes this clinician's answers or assignments. Ends with the transaction."""
    lock_clinicians([clinician.pk])


def lock_clinicians(ids: Iterable[int]) -> None:
    """Lock several, always in id order, as everybody does who locks clinicians."""
    wanted = Clinician.objects.filter(pk__in=list(ids)).order_by("pk").select_for_update(of=("self",))
    list(wanted.values_list("pk", flat=True))
