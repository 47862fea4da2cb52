"""What Django says about forms, in the product's words, with the value typed."""

import pytest
from django import forms
from django.core.validators import MinValueValidator

from accounts.models import User
from scheduling_portal.core import stock_words
from scheduling_portal.core.formfields import PhoneInput


class Sample(forms.Form):
    days = forms.IntegerField(min_value=1, max_value=7)
    email = forms.EmailField(max_length=20)
    kind = forms.ChoiceField(choices=[("a", "A")])
    size = forms.DecimalField(max_digits=4, decimal_places=1)


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("days", "0", "Days: enter 1 or more; this is 0."),
        ("days", "9", "Days: enter 7 or less; this is 9."),
        ("days", "x", "Days: enter a whole number, such as 12."),
        ("email", "ann", "Enter a valid email address, such as name@example.org."),
        ("email", "ann.lindqvist@example.org", "At most 20 characters; this has 25."),
        ("kind", "b", "“b” is not on the list. Select a valid choice."),
        ("size", "x", "Size: enter a number, such as 12.5."),
        ("size", "1.234", "At most 1 digit(s) after the point."),
    ],
)
def test_says_what_is_wrong_and_what_would_do(name: str, typed: str, said: str) -> None:
    assert said in Sample({name: typed}).errors[name]


def test_a_field_keeps_its_own_words() -> None:
    field = forms.IntegerField(error_messages={"invalid": "How many?"})
    with pytest.raises(forms.ValidationError, match="How many"):
        field.clean("x")


def test_putting_them_in_force_again_changes_nothing() -> None:
    before = MinValueValidator.message
    stock_words.install()
    assert MinValueValidator.message == before


@pytest.mark.parametrize(
    ("value", "shown"),
    [("+15035550142", "503 555 0142"), ("(503) 555-0142", "503 555 0142"), ("555", "555"), ("", None)],
)
def test_a_phone_in_a_form_reads_as_on_pages(value: str, shown: str | None) -> None:
    assert PhoneInput().format_value(value) == shown


class Empty(forms.Form):
    email = forms.EmailField(label="Your 100% own email")
    kind = forms.ChoiceField(choices=[("a", "A")])
    read = forms.BooleanField(label="I have read it:")
    spreadsheet = forms.FileField()
    why = forms.CharField(error_messages={"required": "Say why."})
    mine = forms.CharField(required=False)

    def clean_mine(self) -> str:
        raise forms.ValidationError("This is not yours.")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("email", "Fill in “Your 100% own email”."),
        ("kind", "Choose “Kind”."),
        ("read", "Tick “I have read it”."),
        ("spreadsheet", "Choose a file for “Spreadsheet”."),
        ("why", "Say why."),
        ("mine", "This is not yours."),
    ],
)
def test_an_empty_field_is_named_and_its_own_words_stay(name: str, said: str) -> None:
    assert Empty({}).errors[name] == [said]


def test_number_in_a_label_that_holds_a_percent_sign_is_said_whole() -> None:
    class Share(forms.Form):
        share = forms.IntegerField(label="Share in %", max_value=100)

    assert Share({"share": "101"}).errors["share"] == ["Share in %: enter 100 or less; this is 101."]


def test_control_without_it_django_names_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms.BaseForm, "add_error", stock_words._add_error)
    assert Empty({}).errors["email"] == ["This field is required."]


def test_model_fields_left_empty_are_named_too(db: None) -> None:
    class Named(forms.ModelForm):  # type: ignore[type-arg]
        class Meta:
            model = User
            fields = ["first_name"]

    form = Named({"first_name": "Ann"}, instance=User())
    form.add_error(
        None, forms.ValidationError({"first_name": forms.ValidationError("This field cannot be blank.", code="blank")})
    )
    assert form.errors["first_name"] == ["Fill in “First name”."]
