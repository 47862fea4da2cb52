"""What the database refuses of practices and patients, whatever path the writing takes."""

from typing import Any

import pytest
from django.urls import reverse

from practices.models import Site
from tests.factories.accounts import AdministratorFactory
from tests.factories.practices import ClinicianPreferenceFactory, MembershipFactory, PatientFactory, SiteFactory
from tests.personas import client_of, make_practice
from tests.support.constraints import copied, refused, update

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"arrival_minutes_before": 241}, "practices_site_arrival_sane"), ({"time_zone": ""}, "practices_site_has_zone")],
)
def test_impossible_sites(fields: dict[str, Any], name: str) -> None:
    assert refused(update(SiteFactory.create(), **fields)) == name


def test_a_practice_names_each_site_once() -> None:
    assert refused(copied(SiteFactory.create())) == "practices_site_name_once"


def test_somebody_works_for_a_practice_once() -> None:
    assert refused(copied(MembershipFactory.create())) == "practices_membership_once"


def test_one_preference_about_each_clinician() -> None:
    wish = ClinicianPreferenceFactory.create()
    assert refused(copied(wish)) == "practices_preference_once"
    assert refused(update(wish, preference="adores")) == "practices_preference_known"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"sex": "?"}, "practices_patient_sex_known"),
        ({"asa_class": 6}, "practices_patient_asa_known"),
        ({"minutes": 4}, "practices_patient_minutes_sane"),
    ],
)
def test_impossible_patients(fields: dict[str, Any], name: str) -> None:
    assert refused(update(PatientFactory.create(), **fields)) == name


def test_the_same_patient_twice() -> None:
    assert refused(copied(PatientFactory.create())) == "practices_patient_once"


@pytest.mark.parametrize(("zip_code", "words"), [("00000", "There is no ZIP code 00000."), ("12", "Five digits")])
def test_administration_tells_a_wrong_zip_at_its_field_alone(zip_code: str, words: str) -> None:
    site = {"name": "Main", "street": "1 Elm St", "city": "Boise", "state": "ID", "zip_code": zip_code}
    address = reverse("admin:practices_site_add")
    data = {**site, "practice": make_practice("Elm Dental").pk, "arrival_minutes_before": 60}
    page = client_of(AdministratorFactory.create()).post(address, data).content.decode()
    assert words in page and "Constraint" not in page and "violated" not in page
    assert not Site.objects.filter(zip_code=zip_code).exists()
