"""People for tests: users with a known password, clinicians, their credentials and skills."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from accounts import defaults
from accounts.enums import ProviderType
from accounts.models import Clinician, Credential, CredentialKind, RequiredCredential, Skill, User
from scheduling_portal.core import clock

PASSWORD = "a-password-for-tests"
ISSUED = dt.timedelta(days=700)
VALID = dt.timedelta(days=700)


class UserFactory(DjangoModelFactory[User]):
    """Somebody without a role; signs in with PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@people.test")
    first_name = factory.Sequence(lambda n: f"Robin{n}")
    last_name = "Vale"
    mobile = factory.Sequence(lambda n: f"+1503555{n % 10_000:04}")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class ManagerFactory(UserFactory):
    """A clinical manager."""

    first_name = factory.Sequence(lambda n: f"Maren{n}")
    is_manager = True


class AdministratorFactory(UserFactory):
    """An administrator: may open Django admin, and nothing else."""

    first_name = factory.Sequence(lambda n: f"Ada{n}")
    is_staff = True


class ClinicianFactory(DjangoModelFactory[Clinician]):
    """A clinician in Portland without credentials or skills; see `credentialed_clinician`."""

    class Meta:
        model = Clinician
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    provider_type = ProviderType.NURSE
    home_zip = "97201"


class SkillFactory(DjangoModelFactory[Skill]):
    """A skill that a nurse must have."""

    class Meta:
        model = Skill
        django_get_or_create = ("name",)

    name = factory.Sequence(lambda n: f"skill {n}")
    provider_types = factory.LazyFunction(lambda: [ProviderType.NURSE.value])


class CredentialKindFactory(DjangoModelFactory[CredentialKind]):
    """A kind of credential; one of the usual when called by its name."""

    class Meta:
        model = CredentialKind
        django_get_or_create = ("name",)

    name = factory.Sequence(lambda n: f"card {n}")
    by_state = factory.LazyAttribute(lambda kind: defaults.CREDENTIAL_KINDS.get(kind.name, False))


class CredentialFactory(DjangoModelFactory[Credential]):
    """A credential that is valid for about two years on both sides of today."""

    class Meta:
        model = Credential

    clinician = factory.SubFactory(ClinicianFactory)
    kind = factory.SubFactory(CredentialKindFactory, name="BLS")
    state = ""
    number = factory.Sequence(lambda n: f"N{n:06}")
    issued_on = factory.LazyFunction(lambda: clock.now().date() - ISSUED)
    expires_on = factory.LazyFunction(lambda: clock.now().date() + VALID)


def default_set() -> None:
    """The skills, kinds and required set of a new installation, also after a test that emptied the tables."""
    kinds = {name: CredentialKindFactory.create(name=name) for name in defaults.CREDENTIAL_KINDS}
    for name, (who, children) in defaults.SKILLS.items():
        SkillFactory.create(name=name, provider_types=who, asked_by_children=children)
    for provider_type, kind, children_only in defaults.REQUIRED:
        RequiredCredential.objects.get_or_create(
            provider_type=provider_type, kind=kinds[kind], state="", children_only=children_only
        )


def credentialed_clinician(
    provider_type: str = ProviderType.NURSE,
    *,
    states: Iterable[str] = ("OR",),
    pals: bool = True,
    skills: Iterable[str] = (),
    **fields: Any,
) -> Clinician:
    """A clinician with everything the default set asks of this provider type in these states.

    `skills` names skills to have besides; `fields` go to the clinician (`user__...` to the user).
    """
    default_set()
    clinician = ClinicianFactory.create(provider_type=provider_type, **fields)
    for kind in CredentialKind.objects.filter(name__in=defaults.CREDENTIAL_KINDS):
        if (kind.name == "PALS" and not pals) or (
            kind.name == "DEA" and provider_type != ProviderType.ANESTHESIOLOGIST
        ):
            continue
        for state in list(states) if kind.by_state else [""]:
            CredentialFactory.create(clinician=clinician, kind=kind, state=state)
    clinician.skills.add(*(SkillFactory.create(name=name) for name in skills))
    return clinician
