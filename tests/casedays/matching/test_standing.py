"""Rules, weights and the required set, read with one query."""

import dataclasses
from typing import Any

import pytest

from accounts.models import RequiredCredential
from casedays.matching.scoring import Weights
from casedays.matching.standing import load_standing
from casedays.models import ScoringWeights
from scheduling_portal.core.models import Rules

pytestmark = pytest.mark.django_db


def test_everything_comes_with_one_query(django_assert_num_queries: Any) -> None:
    Rules.objects.get_or_create(pk=1)
    load_standing()

    with django_assert_num_queries(1):
        load_standing()


def test_rules_are_made_when_there_are_none() -> None:
    Rules.objects.all().delete()

    assert load_standing().rules == Rules.objects.get()


def test_a_change_is_read_at_once() -> None:
    before = load_standing()
    Rules.objects.filter(pk=1).update(max_miles=before.rules.max_miles + 7, child_age=9)

    after = load_standing().rules
    assert (after.max_miles, after.child_age) == (before.rules.max_miles + 7, 9)
    assert after == Rules.objects.get()
    assert not after.get_deferred_fields()


def test_weights_are_those_stored_else_the_defaults() -> None:
    ScoringWeights.objects.all().delete()
    assert load_standing().weights == Weights()

    ScoringWeights.objects.create(pk=1, per_mile=Weights().per_mile + 3)
    assert load_standing().weights == dataclasses.replace(Weights(), per_mile=Weights().per_mile + 3)


def test_required_set_is_the_one_of_the_table() -> None:
    rows = RequiredCredential.objects.order_by("kind__name", "pk").select_related("kind")

    found = load_standing().requirements
    assert [(one.kind_id, one.kind, one.by_state) for one in found] == [
        (row.kind_id, row.kind.name, row.kind.by_state) for row in rows
    ]
    RequiredCredential.objects.all().delete()
    assert load_standing().requirements == ()
