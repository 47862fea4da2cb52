"""Sites, states and clinicians to narrow the board by."""

from dataclasses import dataclass

from django.db.models import CharField, F, Value
from django.db.models.functions import Concat

from accounts.models import Clinician, User
from casedays.selectors.board.filters import Filters, days_in
from casedays.selectors.board.spans import Span
from casedays.states import ACTIVE
from practices.models import Site


@dataclass(frozen=True)
class Option:
    """A site, state or clinician to narrow by."""

    value: str
    label: str


def options(user: User, span: Span) -> tuple[list[Option], list[Option], list[Option]]:
    """Sites, states and clinicians to narrow by: those on the board of the span. One query."""
    days = days_in(user, span, Filters()).order_by().values("pk")
    sites = (
        Site.objects.filter(case_days__in=days)
        .order_by()
        .distinct()
        .annotate(
            kind=Value("site", output_field=CharField()),
            label=Concat("practice__name", Value(", "), "name"),
            more=F("state"),
        )
        .values_list("kind", "pk", "label", "more")
    )
    people = (
        Clinician.objects.filter(assignments__case_day__in=days, assignments__status__in=ACTIVE)
        .order_by()
        .distinct()
        .annotate(
            kind=Value("person", output_field=CharField()),
            label=Concat("user__first_name", Value(" "), "user__last_name"),
            more=F("provider_type"),
        )
        .values_list("kind", "pk", "label", "more")
    )
    found = sorted(sites.union(people, all=True), key=lambda row: str(row[2]).casefold())
    places = [Option(str(pk), label) for kind, pk, label, _ in found if kind == "site"]
    clinicians = [Option(str(pk), label) for kind, pk, label, _ in found if kind == "person"]
    states = [Option(state, state) for state in sorted({more for kind, _, _, more in found if kind == "site"})]
    return places, states, clinicians
