"""What the database refuses of people, whatever path the writing takes."""

import datetime as dt
from typing import Any

import pytest

from accounts.models import Credential, KeptCounts, RequiredCredential
from scheduling_portal.core import clock
from scheduling_portal.core.models import Rules
from tests.factories.accounts import (
    ClinicianFactory,
    CredentialFactory,
    SkillFactory,
    UserFactory,
    credentialed_clinician,
)
from tests.support.constraints import copied, refused, update

pytestmark = pytest.mark.django_db


def test_an_email_address_is_used_once_however_it_is_written() -> None:
    UserFactory.create(email="nora@people.test")
    other = UserFactory.create()
    assert refused(update(other, email="NORA@people.test")) == "accounts_user_email_once"


def test_an_unknown_theme() -> None:
    assert refused(update(UserFactory.create(), theme="pink")) == "accounts_user_theme_known"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"provider_type": "doctor"}, "accounts_clinician_provider_type_known"),
        ({"max_days_per_week": 0}, "accounts_clinician_week_sane"),
        ({"max_days_per_week": 8}, "accounts_clinician_week_sane"),
        ({"max_days_per_period": 0}, "accounts_clinician_period_sane"),
    ],
)
def test_impossible_clinicians(fields: dict[str, Any], name: str) -> None:
    assert refused(update(ClinicianFactory.create(), **fields)) == name


def test_a_skill_of_an_unknown_provider_type() -> None:
    assert refused(update(SkillFactory.create(), provider_types=["doctor"])) == "accounts_skill_provider_types_known"


def test_a_credential_that_expires_before_it_was_issued() -> None:
    card = CredentialFactory.create()
    before = card.issued_on - dt.timedelta(days=1)
    assert refused(update(card, expires_on=before)) == "accounts_credential_expires_after_issue"


def test_the_same_credential_twice() -> None:
    card: Credential = CredentialFactory.create()
    assert refused(copied(card)) == "accounts_credential_once"


def test_required_credentials() -> None:
    credentialed_clinician()  # brings the default set along
    row = RequiredCredential.objects.first()
    assert refused(update(row, provider_type="doctor")) == "accounts_required_provider_type_known"
    assert refused(copied(row)) == "accounts_required_credential_once"


def test_rules_are_one_row() -> None:
    assert refused(lambda: Rules.objects.create(pk=2)) == "core_rules_only_one"


def test_kept_counts() -> None:
    row = KeptCounts.objects.create(portal="manager", person=0, step=0, counted_at=clock.now(), counts={})
    assert refused(copied(row)) == "accounts_counts_once"
    assert refused(update(row, portal="kitchen")) == "accounts_counts_portal_known"
