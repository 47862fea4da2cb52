"""What Django says about forms, in the product's words, with the value typed."""

import pytest
from django import forms
from django.core.validators import MinValueValidator

from scheduling_portal.core import stock_words
from scheduling_portal.core.formfields import PhoneInput
from scheduling_portal.core.markup import errors_of


class Sample(forms.Form):
    days = forms.IntegerField(min_value=1, max_value=7)
    email = forms.EmailField(max_length=20)
    kind = forms.ChoiceField(choices=[("a", "A")])
    size = forms.DecimalField(max_digits=4, decimal_places=1)


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("days", "0", "Enter 1 or more; this is 0."),
        ("days", "9", "Enter 7 or less; this is 9."),
        ("days", "x", "Enter a whole number, such as 12."),
        ("email", "ann", "Enter a valid email address, such as name@example.org."),
        ("email", "ann.lindqvist@example.org", "At most 20 characters; this has 25."),
        ("kind", "b", "“b” is not on the list. Select a valid choice."),
        ("size", "x", "Enter a number, such as 12.5."),
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
    email = forms.EmailField(label="Your own email")
    kind = forms.ChoiceField(choices=[("a", "A")])
    read = forms.BooleanField(label="I have read it")
    spreadsheet = forms.FileField()
    why = forms.CharField(error_messages={"required": "Say why."})


@pytest.mark.parametrize(
    ("name", "said", "summed_up"),
    [
        ("email", "Fill this in.", "Your own email: fill this in."),
        ("kind", "Choose one.", "Kind: choose one."),
        ("read", "Tick this.", "I have read it: tick this."),
        ("spreadsheet", "Choose a file.", "Spreadsheet: choose a file."),
        ("why", "Say why.", "Say why."),
    ],
)
def test_an_empty_field_says_what_to_do_and_its_own_words_stay(name: str, said: str, summed_up: str) -> None:
    form = Empty({})
    assert form.errors[name] == [said]
    assert (f"#id_{name}", summed_up) in list(errors_of(form))
