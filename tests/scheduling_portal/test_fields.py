"""Phone numbers that are taken apart when they are read."""

import pytest
from django.core.exceptions import ValidationError
from django.test.utils import isolate_apps
from phonenumber_field import modelfields
from phonenumber_field.phonenumber import PhoneNumber

from accounts.models import User
from scheduling_portal.core.fields import PhoneNumberField
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_a_loaded_number_is_taken_apart_only_when_read() -> None:
    user = User.objects.get(pk=UserFactory.create(mobile="+15035550142").pk)
    assert user.__dict__["mobile"] == "+15035550142"
    assert isinstance(user.mobile, PhoneNumber)
    assert user.mobile.as_e164 == "+15035550142"
    assert str(user.mobile) == "(503) 555-0142"
    assert isinstance(user.__dict__["mobile"], PhoneNumber)


def test_a_number_typed_in_any_form_is_stored_in_one() -> None:
    user = UserFactory.create(mobile="503 555 0142")
    assert user.mobile.as_e164 == "+15035550142"
    assert User.objects.filter(mobile="+15035550142").get() == user
    assert User.objects.get(mobile="(503) 555-0142").__dict__["mobile"] == "+15035550142"


def test_no_number_and_a_deferred_number_are_read_as_before() -> None:
    pk = UserFactory.create(mobile="").pk
    assert User.objects.get(pk=pk).mobile == ""
    other = UserFactory.create(mobile="+15035550142").pk
    assert User.objects.defer("mobile").get(pk=other).mobile.as_e164 == "+15035550142"


def test_what_is_no_number_is_refused_by_validation() -> None:
    user = UserFactory.build(mobile="12")
    with pytest.raises(ValidationError, match="not valid"):
        user.clean_fields(exclude=["password"])


@isolate_apps()
def test_the_column_is_the_librarys() -> None:
    ours, theirs = PhoneNumberField(blank=True), modelfields.PhoneNumberField(blank=True)
    assert ours.deconstruct() == theirs.deconstruct()
