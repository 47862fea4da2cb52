"""The numbers in force that eligibility and scoring read, with one query: rules, weights, required credentials."""

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.models import RequiredCredential
from availability.models import Period
from casedays.matching.problem import Requirement, RuleBook, Span
from casedays.matching.scoring import Weights
from casedays.models import ScoringWeights
from scheduling_portal.core.models import Rules
from scheduling_portal.core.querysets import JsonList


@dataclass(frozen=True)
class Standing:
    """What stands now."""

    rules: Rules
    weights: Weights
    requirements: tuple[Requirement, ...]

    def book(self, periods: Sequence[Period]) -> RuleBook:
        """The rules for dates within these periods."""
        return RuleBook(
            requirements=self.requirements,
            max_miles=self.rules.max_miles,
            periods=tuple(Span(period.starts_on, period.ends_on) for period in periods),
            lapse_days=self.rules.credential_lapse_days,
        )


def _stored() -> "QuerySet[Any]":
    """The stored rules with weights and required set beside them."""
    names = list(Weights.__dataclass_fields__)
    weights = ScoringWeights.objects.filter(pk=1).values(row=JSONObject(**{name: name for name in names}))
    required = RequiredCredential.objects.order_by("kind__name", "pk").values(
        row=JSONObject(
            type="provider_type", kind_id="kind_id", kind="kind__name", by_state="kind__by_state",
            state="state", children="children_only",
        )
    )  # fmt: skip
    return Rules.objects.filter(pk=1).annotate(weight_row=Subquery(weights), requirement_rows=JsonList(required))


@functools.cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """The same as SQL. It never differs, and putting it together takes longer than to run it."""
    return _stored().query.sql_with_params()


def load_standing() -> Standing:
    """Rules, weights and the required set. One query; two more before the rules were ever touched."""
    found: Any = next(iter(Rules.objects.raw(*_statement())), None)
    if found is None:
        Rules.objects.get_or_create(pk=1)
        found = Rules.objects.raw(*_statement())[0]
    return Standing(
        rules=found,
        weights=Weights(**json.loads(found.weight_row or "{}")),
        requirements=tuple(
            Requirement(row["type"], row["kind_id"], row["kind"], row["by_state"], row["state"], row["children"])
            for row in json.loads(found.requirement_rows)
        ),
    )
