"""What the board can be narrowed by."""

import pytest

from accounts.models import User
from casedays.selectors.board import Filters, Span
from casedays.selectors.board.options import options
from practices.models import Site
from tests.factories.casedays import planned_day

pytestmark = pytest.mark.django_db


def test_sites_are_named_as_everywhere_else(manager: User) -> None:
    main, tigard = planned_day(), planned_day()
    for day, name, city in ((main, "Main", "Boise"), (tigard, "Tigard", "Tigard")):
        Site.objects.filter(pk=day.site_id).update(name=name, city=city)
    first = min(main.date, tigard.date)
    sites, _, _ = options(manager, Span("all", first, None, "Coming", first), Filters())
    assert {one.value: one.label for one in sites} == {
        str(site.pk): str(site) for site in Site.objects.select_related("practice")
    }
    assert any(one.label.endswith("Main (Boise)") for one in sites)
