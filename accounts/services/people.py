"""Changing who somebody is, and whether they may sign in."""

from collections.abc import Collection
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Model

from accounts.events import (
    ClinicianChanged,
    PersonDeactivated,
    PersonReactivated,
    SecondFactorRemoved,
)
from accounts.models import Clinician, Skill, User
from accounts.services.sessions import end_sessions
from scheduling_portal.core.db import in_transaction
from scheduling_portal.core.errors import RuleBroken
from scheduling_portal.core.events import publish

#: What of a clinician decides where they may be sent.
CLINICIAN_FIELDS = ("home_zip", "max_days_per_week", "max_days_per_period", "max_miles", "active", "provider_type")


@in_transaction
def save_person(*, user: User, actor: User | None) -> User:
    """Save somebody's account. Turning it off ends their sessions, and both directions are recorded."""
    was_active = User.objects.filter(pk=user.pk).values_list("is_active", flat=True).first()
    user.save()
    if was_active and not user.is_active:
        _after_turning_off(user, actor)
    elif was_active is False and user.is_active:
        publish(PersonReactivated(actor_id=_id(actor), user_id=user.pk))
        _tell_of_account(user, actor, ("turned off", "active"))
    return user


@in_transaction
def deactivate(*, user: User, actor: User) -> None:
    """Turn an account off and sign the person out everywhere. Raises RuleBroken for one's own account."""
    if user.pk == actor.pk:
        raise RuleBroken("You cannot turn off your own account.")
    user.is_active = False
    save_person(user=user, actor=actor)


@in_transaction
def reactivate(*, user: User, actor: User) -> None:
    """Turn an account on again; the person signs in anew."""
    user.is_active = True
    save_person(user=user, actor=actor)


@in_transaction
def remove_second_factor(*, user: User, actor: User) -> int:
    """Remove authenticator, passkeys and recovery codes of somebody who lost them; returns how many there were."""
    count: int = Authenticator.objects.filter(user=user).delete()[0]
    if count:
        publish(SecondFactorRemoved(actor_id=actor.pk, user_id=user.pk))
        end_sessions(user)
    return count


@in_transaction
def save_clinician(
    *, clinician: Clinician, actor: User | None, skills: Collection[Skill] | None = None
) -> dict[str, tuple[str, str]]:
    """Save a clinician, tell what changed, and have the days they are on checked again.

    `skills` replaces theirs; None leaves them. Returns field -> (old, new) as shown. Raises RuleBroken when the
    provider type of somebody who has been on a day would change.
    """
    old = Clinician.objects.select_for_update().filter(pk=clinician.pk).first()
    changes = {} if old is None else _differences(old, clinician, CLINICIAN_FIELDS)
    if old is not None and "provider_type" in changes:
        refuse_new_provider_type(old)
    before = _skill_names(old) if old is not None else ""
    clinician.save()
    if skills is not None:
        clinician.skills.set(skills)
        if old is not None and before != (after := _skill_names(clinician)):
            changes["skills"] = (before, after)
    if changes:
        publish(ClinicianChanged(actor_id=_id(actor), clinician_id=clinician.pk, changes=changes))
    return changes


def refuse_new_provider_type(clinician: Clinician) -> None:
    """Raise RuleBroken when the clinician has ever been put on a day: their slots would not fit them any more."""
    if Clinician.objects.filter(pk=clinician.pk, assignments__isnull=False).exists():
        raise RuleBroken(
            "They have been on case days as "
            f"{clinician.get_provider_type_display().lower()}, so this cannot change. "
            "Turn this account off and make a new one.",
            field="provider_type",
        )


def _after_turning_off(user: User, actor: User | None) -> None:
    end_sessions(user)
    publish(PersonDeactivated(actor_id=_id(actor), user_id=user.pk))
    _tell_of_account(user, actor, ("active", "turned off"))


def _tell_of_account(user: User, actor: User | None, change: tuple[str, str]) -> None:
    """Have the days that the person is on checked again, if they are a clinician."""
    clinician_id = Clinician.objects.filter(user=user).values_list("pk", flat=True).first()
    if clinician_id is not None:
        publish(ClinicianChanged(actor_id=_id(actor), clinician_id=clinician_id, changes={"account": change}))


def _skill_names(clinician: Clinician) -> str:
    return ", ".join(clinician.skills.order_by("name").values_list("name", flat=True))


def _differences(old: Model, new: Model, names: Collection[str]) -> dict[str, tuple[str, str]]:
    return {
        name: (_shown(getattr(old, name)), _shown(getattr(new, name)))
        for name in names
        if getattr(old, name) != getattr(new, name)
    }


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _id(actor: User | None) -> int | None:
    return actor.pk if actor is not None else None
