"""A period's matching problem as a file, for `solve_matching` or any other solver."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from availability.models import Period
from casedays.matching.assemble import PATIENCE, problem_of
from casedays.matching.period import load_period
from casedays.matching.scope import Moves, Scope
from casedays.matching.solver import exchange
from scheduling_portal.core.errors import DomainError


class Command(BaseCommand):
    help = "Write a period's matching problem as JSON: the days with open slots, who could fill them, at what cost."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("period", help="Id of a scheduling period, or its first date such as 2027-03-29.")
        parser.add_argument(
            "--moves", choices=[move.value for move in Moves], default=Moves.NOTHING.value,
            help="Which assignments may be moved; none unless told.",
        )  # fmt: skip
        parser.add_argument("--seconds", type=float, default=PATIENCE, help="Time limit to write into the problem.")

    def handle(self, *args: Any, **options: Any) -> None:
        period = _period(options["period"])
        scope = Scope(period.starts_on, period.ends_on, moves=Moves(options["moves"]))
        try:
            problem = problem_of(load_period(scope), seconds=options["seconds"])
        except DomainError as error:
            raise CommandError(error.message) from error
        json.dump(exchange.dump(problem), self.stdout)
        self.stdout.write("")


def _period(name: str) -> Period:
    """The period of this id or first date. Raises CommandError naming those there are."""
    key = {"pk": int(name)} if name.isdecimal() and len(name) < 19 else {"starts_on": name}
    try:
        found = Period.objects.filter(**key).first()
    except Exception as error:
        raise CommandError(f"{name} is neither an id nor a date such as 2027-03-29.") from error
    if found is None:
        known = ", ".join(f"{row.pk} ({row.starts_on})" for row in Period.objects.order_by("starts_on"))
        raise CommandError(f"There is no period {name}. There are: {known or 'none'}.")
    return found
