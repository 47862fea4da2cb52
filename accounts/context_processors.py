"""What the frame of every page shows: navigation, badges, who is signed in."""

import functools
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from accounts import nav as drawn
from accounts import portals
from accounts.enums import Portal
from accounts.nav import NavLink


@dataclass
class PortalLink:
    """Another portal to switch to."""

    label: str
    url: str


@dataclass
class Shell:
    """The frame of one page."""

    product_name: str
    portal: str = ""
    nav: list[NavLink] = field(default_factory=list)
    tabs: list[NavLink] = field(default_factory=list)
    portals: list[PortalLink] = field(default_factory=list)
    person: int | None = None
    user_name: str = ""
    user_initials: str = ""
    user_line: str = ""
    me_url: str = ""
    theme: str = "system"
    trial: bool = False
    demo_accounts: list[tuple[str, str]] = field(default_factory=list)
    demo_password: str = ""

    @functools.cached_property
    def nav_items(self) -> SafeString:
        """The whole navigation, for a column or a menu."""
        return drawn.menu_items(self.nav)

    @functools.cached_property
    def top_items(self) -> SafeString:
        """The whole navigation, for the row on top."""
        return drawn.top_items(self.nav)

    @functools.cached_property
    def tab_items(self) -> SafeString:
        """The tabs of a phone; all but the last where that place is needed for "More"."""
        return drawn.tab_items(self._tabs_shown)

    @functools.cached_property
    def more_items(self) -> SafeString:
        """What is behind the tab "More"."""
        return drawn.menu_items(link for link in self.nav if link not in self._tabs_shown)

    @property
    def bell(self) -> NavLink | None:
        """The inbox where it has a place of its own on a phone's top bar."""
        if self.portal != Portal.PRACTICE:
            return None
        return next((link for link in self.nav if link.label == "Notices"), None)

    @property
    def title(self) -> str:
        """Where we are, in the word of the navigation."""
        return "".join(link.label for link in self.nav if link.active) if self.nav else self.product_name

    @property
    def _tabs_shown(self) -> list[NavLink]:
        return self.tabs if self.portal == Portal.CLINICIAN else self.tabs[:3]


def shell(request: HttpRequest) -> dict[str, object]:
    """Adds `shell`, computed only when a template reads it."""
    return {"shell": SimpleLazyObject(lambda: _build(request))}


def _build(request: HttpRequest) -> Shell:
    result = Shell(product_name=settings.PRODUCT_NAME, trial=settings.TRIAL)
    if settings.TRIAL:
        _add_demo_accounts(result)
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return result
    result.person = user.pk
    result.user_name = user.get_full_name()
    result.user_initials = "".join(part[0] for part in (user.first_name, user.last_name) if part).upper()
    result.user_line = result.user_name
    result.theme = user.theme
    result.me_url = _address("account_profile")
    match = request.resolver_match
    key = match.namespaces[0] if match and match.namespaces else ""
    spec = portals.get(key)
    badges = portals.look_up(user, spec)
    mine = portals.portals_of(user)
    result.portals = [PortalLink(other.key.label, _address(other.home)) for other in mine if other is not spec]
    if spec is None or spec.key == Portal.ADMIN or spec not in mine:
        return result
    result.portal = spec.key.value
    result.me_url = _address(f"{spec.key.value}:me")
    result.user_line = spec.line(user)
    result.nav = [
        link for link in (_link(item, spec, request, badges.get(item.url_name, 0)) for item in spec.nav) if link
    ]
    shown = {item.label for item in spec.nav if item.on_phone}
    result.tabs = [link for link in result.nav if link.label in shown][:4]
    return result


def _add_demo_accounts(result: Shell) -> None:
    """Production never comes here, so it has no trace of them."""
    from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD  # noqa: PLC0415

    result.demo_accounts = list(DEMO_ACCOUNTS)
    result.demo_password = DEMO_PASSWORD


def _link(item: portals.NavItem, spec: portals.PortalSpec, request: HttpRequest, badge: int) -> NavLink | None:
    url = _address(f"{spec.key.value}:{item.url_name}")
    if not url:
        return None
    prefix = item.prefix or url
    active = request.path == url if url == _address(spec.home) else request.path.startswith(prefix)
    return NavLink(item.label, url, item.icon, active, badge or None)


@functools.cache
def _address(name: str) -> str:
    """The address of a page that takes no id, empty when there is no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
