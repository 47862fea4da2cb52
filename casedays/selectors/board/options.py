"""Sites, states and clinicians to narrow the board by."""

from dataclasses import dataclass

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Concat

from accounts.models import Clinician, User
from casedays.models import Assignment, CaseDay
from casedays.selectors.board.filters import Filters
from casedays.selectors.board.spans import Span
from casedays.states import ACTIVE
from practices.models import Site


@dataclass(frozen=True)
class Option:
    """A site, state or clinician to narrow by."""

    value: str
    label: str


#: As `Site.label` has it.
_CITY = Case(
    When(name__icontains=F("city"), then=Value("")),
    default=Concat(Value(" ("), "city", Value(")")),
    output_field=CharField(),
)


def options(user: User, span: Span, chosen: Filters) -> tuple[list[Option], list[Option], list[Option]]:
    """Sites, states and clinicians to narrow by: those on the board of the span, and the chosen ones. One query."""
    days = CaseDay.objects.visible_to_manager(user).filter(span.dates).order_by()
    sites = (
        Site.objects.filter(Q(pk__in=days.values("site")) | Q(pk=chosen.site))
        .order_by()
        .annotate(
            kind=Value("site", output_field=CharField()),
            words=Concat("practice__name", Value(", "), "name", _CITY),
            more=F("state"),
        )
        .values_list("kind", "pk", "words", "more")
    )
    taken = Assignment.objects.visible_to_manager(user).filter(span.dates, status__in=ACTIVE).order_by()
    people = (
        Clinician.objects.visible_to(user)
        .filter(Q(pk__in=taken.values("clinician")) | Q(pk=chosen.clinician))
        .order_by()
        .annotate(
            kind=Value("person", output_field=CharField()),
            words=Concat("user__first_name", Value(" "), "user__last_name"),
            more=F("provider_type"),
        )
        .values_list("kind", "pk", "words", "more")
    )
    found = sorted(sites.union(people, all=True), key=lambda row: str(row[2]).casefold())
    places = [Option(str(pk), label) for kind, pk, label, _ in found if kind == "site"]
    clinicians = [Option(str(pk), label) for kind, pk, label, _ in found if kind == "person"]
    states = {more for kind, _, _, more in found if kind == "site"} | ({chosen.state} if chosen.state else set())
    return places, [Option(state, state) for state in sorted(states)], clinicians
