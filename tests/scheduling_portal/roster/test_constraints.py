"""The database's own guards of the import."""

import pytest
from django.db import IntegrityError, transaction

from scheduling_portal.roster.models import ImportedRequest, RosterImport
from tests.factories.accounts import AdministratorFactory
from tests.factories.casedays import requested_day

pytestmark = pytest.mark.django_db


def test_import_has_a_known_status() -> None:
    row = RosterImport.objects.create(uploaded_by=AdministratorFactory.create(), files="a.csv", report={})
    with pytest.raises(IntegrityError, match="roster_import_status_known"):
        RosterImport.objects.filter(pk=row.pk).update(status="half")


def test_row_becomes_one_day_and_a_day_comes_from_one_row() -> None:
    day = requested_day()
    ImportedRequest.objects.create(key="a", case_day=day)
    for key, other in (("a", requested_day()), ("b", day)):
        with pytest.raises(IntegrityError), transaction.atomic():
            ImportedRequest.objects.create(key=key, case_day=other)
