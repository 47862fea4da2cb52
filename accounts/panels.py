"""Panels that rooms above add to the page about a person, such as whether texts are on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from accounts.models import User


@dataclass(frozen=True)
class Panel:
    """A template and what it needs; drawn inside the page about `user`."""

    template: str
    context: Mapping[str, object] = field(default_factory=dict)


Provider = Callable[[User], Panel | None]
_providers: list[Provider] = []
_for_managers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a panel for everybody for whom the provider gives one."""
    if provider not in _providers:
        _providers.append(provider)


def register_for_managers(provider: Provider) -> None:
    """Add a panel that only managers read: it may hold what the person does not know, such as a day held for them."""
    if provider not in _for_managers:
        _for_managers.append(provider)


def panels_of(user: User) -> list[Panel]:
    """The panels about this person, in the order of registration."""
    return _drawn(_providers, user)


def for_managers(user: User) -> list[Panel]:
    """The panels about this person that only managers read."""
    return _drawn(_for_managers, user)


def _drawn(providers: Iterable[Provider], user: User) -> list[Panel]:
    return [panel for panel in (provider(user) for provider in providers) if panel is not None]
