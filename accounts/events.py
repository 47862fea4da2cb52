"""What can happen to people that others must know of."""

from dataclasses import dataclass
from typing import ClassVar

from scheduling_portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PersonEvent(Event):
    """Anything that happens to somebody's account."""

    topic: ClassVar[str] = "user"

    user_id: int

    @property
    def topic_id(self) -> int:
        return self.user_id


@dataclass(frozen=True, kw_only=True)
class PersonInvited(PersonEvent):
    """Somebody was sent a link to set a password."""

    kind: ClassVar[str] = "invited"


@dataclass(frozen=True, kw_only=True)
class PersonDeactivated(PersonEvent):
    """The account was turned off and every session ended."""

    kind: ClassVar[str] = "deactivated"


@dataclass(frozen=True, kw_only=True)
class PersonReactivated(PersonEvent):
    """The account was turned on again."""

    kind: ClassVar[str] = "reactivated"


@dataclass(frozen=True, kw_only=True)
class SecondFactorRemoved(PersonEvent):
    """An administrator removed every second factor, for somebody who lost theirs."""

    kind: ClassVar[str] = "second_factor_removed"


@dataclass(frozen=True, kw_only=True)
class ClinicianEvent(Event):
    """Something that may decide whether a clinician is eligible for the days they are on."""

    topic: ClassVar[str] = "clinician"

    clinician_id: int

    @property
    def topic_id(self) -> int:
        return self.clinician_id


@dataclass(frozen=True, kw_only=True)
class ClinicianChanged(ClinicianEvent):
    """Home, limits, skills or being active changed; `changes` tell old and new."""

    kind: ClassVar[str] = "clinician_changed"


@dataclass(frozen=True, kw_only=True)
class CredentialChanged(ClinicianEvent):
    """A credential was added or changed; `changes` tell old and new."""

    kind: ClassVar[str] = "credential_changed"

    credential_id: int
