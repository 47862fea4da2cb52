"""Panels that rooms above add to the page about a person, such as whether texts are on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from accounts.models import User


@dataclass(frozen=True)
class Panel:
    """A template and what it needs; drawn inside the page about `user`."""

    template: str
    context: Mapping[str, object] = field(default_factory=dict)


Provider = Callable[[User], Panel | None]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a panel for everybody for whom the provider gives one."""
    if provider not in _providers:
        _providers.append(provider)


def panels_of(user: User) -> list[Panel]:
    """The panels about this person, in the order of registration."""
    return [panel for panel in (provider(user) for provider in _providers) if panel is not None]
