"""What tests of the practice portal share."""

from practices.models import Practice
from tests.factories.casedays import day_ahead


def typed(practice: Practice, **fields: object) -> dict[str, object]:
    """A request as a browser sends it."""
    values: dict[str, object] = {
        "mode": "one",
        "site": practice.sites.get(name="Main").pk,
        "date_1": day_ahead(20).isoformat(),
        "first_case_time": "07:30",
        "expected_end": "14:00",
        "expected_patients": 5,
        "children": "no",
    }
    return {**values, **fields}
