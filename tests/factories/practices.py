"""Practices for tests: the organisation, its sites, its people, its patients."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from practices.models import ClinicianPreference, Membership, Patient, Practice, Preference, Sex, Site
from tests.factories.accounts import ClinicianFactory, UserFactory


class PracticeFactory(DjangoModelFactory[Practice]):
    """A practice without sites or staff."""

    class Meta:
        model = Practice

    name = factory.Sequence(lambda n: f"Practice {n}")
    phone = "+15035550100"


class SiteFactory(DjangoModelFactory[Site]):
    """An address in Lake Oswego, Oregon."""

    class Meta:
        model = Site

    practice = factory.SubFactory(PracticeFactory)
    name = factory.Sequence(lambda n: f"Site {n}")
    street = "4 Lakeview Blvd"
    city = "Lake Oswego"
    state = "OR"
    zip_code = "97034"


class MembershipFactory(DjangoModelFactory[Membership]):
    """Somebody who works for a practice."""

    class Meta:
        model = Membership

    practice = factory.SubFactory(PracticeFactory)
    user = factory.SubFactory(UserFactory)
    title = "Office manager"


class PatientFactory(DjangoModelFactory[Patient]):
    """A healthy adult with everything written down."""

    class Meta:
        model = Patient

    practice = factory.SubFactory(PracticeFactory)
    first_name = factory.Sequence(lambda n: f"Pat{n}")
    last_name = "Example"
    date_of_birth = dt.date(1985, 5, 17)
    sex = Sex.FEMALE
    height_cm = 170
    weight_kg = 70
    weight_measured_on = factory.LazyFunction(lambda: dt.datetime.now(tz=dt.UTC).date())
    procedure = "Extraction"
    minutes = 60
    asa_class = 1


class ClinicianPreferenceFactory(DjangoModelFactory[ClinicianPreference]):
    """A practice that prefers a clinician."""

    class Meta:
        model = ClinicianPreference

    practice = factory.SubFactory(PracticeFactory)
    clinician = factory.SubFactory(ClinicianFactory)
    preference = Preference.PREFERRED
