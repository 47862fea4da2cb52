"""Which portals there are, who may enter each, where it starts and what its navigation shows.

Apps higher up register what they know (`register`, `add_nav`), so that this room need not know them.
"""

import functools
import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

from accounts import badges
from accounts.enums import Portal
from accounts.models import User


@dataclass(frozen=True)
class NavItem:
    """One entry of a portal's navigation. `url_name` is inside the portal's namespace.

    The badge is fed by `tally`, an expression that counts on the person's own row, so that one query reads all badges
    of a page. It yields a number, or a JSON object of numbers: then the badge is their sum, and `parts` tells them.
    """

    label: str
    url_name: str
    icon: str
    order: int
    on_phone: bool = True
    prefix: str | tuple[str, ...] = ""
    tally: Callable[[User], Any] | None = None


@dataclass
class PortalSpec:
    """One portal: its gate, its first page, its navigation.

    `role` is the gate as an expression on the person's own row, where it needs the database. `shared` says that
    everybody in the portal has the same badges.
    """

    key: Portal
    may_enter: Callable[[User], bool]
    home: str
    nav: list[NavItem] = field(default_factory=list)
    line: Callable[[User], str] = lambda user: user.get_full_name()
    role: Callable[[User], Any] | None = None
    shared: bool = False


_portals: dict[str, PortalSpec] = {}
#: Landing order for a person with several roles.
ORDER = (Portal.MANAGER, Portal.CLINICIAN, Portal.PRACTICE, Portal.ADMIN)


def register(spec: PortalSpec) -> None:
    """Make a portal known; called once per portal at start-up."""
    kept = _portals.get(spec.key)
    if kept is not None:
        spec.nav = kept.nav
    _portals[spec.key] = spec


def add_nav(portal: Portal, *items: NavItem) -> None:
    """Add entries to a portal's navigation, kept in their `order`."""
    spec = _portals[portal]
    names = {item.url_name for item in spec.nav}
    spec.nav.extend(item for item in items if item.url_name not in names)
    spec.nav.sort(key=lambda item: item.order)


def get(portal: str) -> PortalSpec | None:
    """The portal with this key."""
    return _portals.get(portal)


def portals_of(user: User) -> list[PortalSpec]:
    """The portals that this person may enter, the one they land in first."""
    if not user.is_active:
        return []
    return [_portals[key] for key in ORDER if may_enter(user, key)]


def may_enter(user: Any, portal: str) -> bool:
    """Whether this person has the portal's role. Remembered on the user for the length of a request."""
    spec = _portals.get(portal)
    if spec is None or not user.is_authenticated or not user.is_active:
        return False
    known: dict[str, bool] = user.__dict__.setdefault("_portal_gate", {})
    if portal not in known:
        known[portal] = spec.may_enter(user)
    return known[portal]


def look_up(user: User, spec: PortalSpec | None) -> dict[str, int]:
    """The badges of a portal by `url_name`, and at the same time which portals the person may enter.

    One query for the length of a request; three when the badges must be counted.
    """
    return {
        name: sum(count.values()) if isinstance(count, dict) else count for name, count in _read(user, spec).items()
    }


def parts(user: User, portal: Portal, url_name: str) -> dict[str, int]:
    """The numbers behind one badge, whose `tally` yields several; no query besides that of `look_up`."""
    return dict(_read(user, _portals[portal]).get(url_name) or {})


def _read(user: User, spec: PortalSpec | None) -> dict[str, Any]:
    """The badges as they are kept. Remembered on the user for the length of a request."""
    key = spec.key if spec else ""
    kept: dict[str, dict[str, Any]] = user.__dict__.setdefault("_badges", {})
    if key not in kept:
        kept[key] = _read_anew(user, spec)
    return kept[key]


def _read_anew(user: User, spec: PortalSpec | None) -> dict[str, Any]:
    known: dict[str, bool] = user.__dict__.setdefault("_portal_gate", {})
    roles = {key: other.role(user) for key, other in _portals.items() if other.role and key not in known}
    counts = [item for item in (spec.nav if spec else []) if item.tally]
    columns = [*roles.values()]
    if spec and counts:
        columns.append(badges.kept(spec.key, badges.EVERYBODY if spec.shared else user.pk))
    if not columns:
        return {}
    row = _about(user, columns)
    known.update({key: bool(value) for key, value in zip(roles, row, strict=False)})
    return badges.current(row[-1], lambda: _counted(user, counts)) if counts else {}


def _counted(user: User, counts: Sequence[NavItem]) -> badges.Counts:
    tallies = {item.url_name: item.tally(user) for item in counts if item.tally}
    return dict(zip(tallies, _about(user, list(tallies.values())), strict=True))


def _about(user: User, columns: Sequence[Any]) -> tuple[Any, ...]:
    """One query on the person's own row."""
    return tuple(User.objects.filter(pk=user.pk).values_list(*columns).get())


class GatedResolver(URLResolver):
    """Everything below one portal's prefix; who lacks its role is answered as if nothing were there."""

    def __init__(self, route: str, portal: Portal, module: str) -> None:
        self.portal = portal
        super().__init__(
            RoutePattern(route, is_endpoint=False),
            importlib.import_module(module),
            app_name=portal.value,
            namespace=portal.value,
        )

    def resolve(self, path: str) -> ResolverMatch:
        match = super().resolve(path)
        match.func = _behind_gate(self.portal, match.func)
        return match


def _behind_gate(portal: Portal, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @functools.wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_enter(request.user, portal):
            raise Http404
        return view(request, *args, **kwargs)

    return gate


def gated(route: str, portal: Portal, module: str) -> URLResolver | URLPattern:
    """Mount a portal's addresses below `route` with its gate, applied once, here."""
    return GatedResolver(route, portal, module)
