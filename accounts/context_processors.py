"""What the frame of every page shows: navigation, badges, who is signed in."""

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from accounts import portals
from accounts.enums import Portal
from accounts.models import User


@dataclass
class NavLink:
    """One entry as a template draws it. `badge` is None when there is nothing to count."""

    label: str
    url: str
    icon: str
    active: bool
    badge: int | None


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
    user_name: str = ""
    user_initials: str = ""
    user_line: str = ""
    me_url: str = ""
    theme: str = "system"
    trial: bool = False
    demo_accounts: list[tuple[str, str]] = field(default_factory=list)
    demo_password: str = ""


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
    result.user_name = user.get_full_name()
    result.user_initials = "".join(part[0] for part in (user.first_name, user.last_name) if part).upper()
    result.user_line = result.user_name
    result.theme = user.theme
    result.me_url = reverse("account_profile")
    match = request.resolver_match
    key = match.namespaces[0] if match and match.namespaces else ""
    spec = portals.get(key)
    badges = portals.look_up(user, spec)
    mine = portals.portals_of(user)
    result.portals = [PortalLink(other.key.label, reverse(other.home)) for other in mine if other is not spec]
    if spec is None or spec.key == Portal.ADMIN or spec not in mine:
        return result
    result.portal = spec.key.value
    result.me_url = reverse(f"{spec.key.value}:me")
    result.user_line = spec.line(user)
    result.nav = [
        link for link in (_link(item, spec, request, _badge(item, user, badges)) for item in spec.nav) if link
    ]
    shown = {item.label for item in spec.nav if item.on_phone}
    result.tabs = [link for link in result.nav if link.label in shown][:4]
    return result


def _add_demo_accounts(result: Shell) -> None:
    """Production never comes here, so it has no trace of them."""
    from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD  # noqa: PLC0415

    result.demo_accounts = list(DEMO_ACCOUNTS)
    result.demo_password = DEMO_PASSWORD


def _badge(item: portals.NavItem, user: User, badges: dict[str, int]) -> int:
    if item.tally:
        return badges.get(item.url_name, 0)
    return item.count(user) if item.count else 0


def _link(item: portals.NavItem, spec: portals.PortalSpec, request: HttpRequest, badge: int) -> NavLink | None:
    try:
        url = reverse(f"{spec.key.value}:{item.url_name}")
    except NoReverseMatch:
        return None
    home = reverse(spec.home)
    prefix = item.prefix or url
    active = request.path == url if url == home else request.path.startswith(prefix)
    return NavLink(item.label, url, item.icon, active, badge or None)
