"""Django's own sentences about forms, in the product's words. A field that says it better keeps its own."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import (
    DecimalValidator,
    EmailValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinLengthValidator,
    MinValueValidator,
)

CHOOSERS = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.SelectMultiple)
EMAIL = "Enter a valid email address, such as name@example.org."
FIELDS: dict[type[forms.Field], dict[str, str]] = {
    forms.IntegerField: {"invalid": "Enter a whole number, such as 12."},
    forms.FloatField: {"invalid": "Enter a number, such as 12.5."},
    forms.DecimalField: {"invalid": "Enter a number, such as 12.5."},
    forms.ChoiceField: {"invalid_choice": "“%(value)s” is not on the list. Select a valid choice."},
    forms.ModelChoiceField: {"invalid_choice": "That is not on the list any more. Select a valid choice."},
}


#: Django's own sentences for a field that was left empty, by code.
EMPTY = {
    "required": "This field is required.",
    "blank": "This field cannot be blank.",
    "null": "This field cannot be null.",
}
#: Sentences that do not say what they are about; on top of a form they have to.
NAMELESS = (
    *(said["invalid"] for said in list(FIELDS.values())[:3]),
    "Enter %(limit_value)s or more; this is %(show_value)s.",
    "Enter %(limit_value)s or less; this is %(show_value)s.",
)


_add_error = forms.BaseForm.add_error


def name_the_field(form: forms.BaseForm, name: str, error: ValidationError) -> None:
    """Have a stock sentence say which field it is about. One that a field or a form wrote stays as it is."""
    label = str(form[name].label).rstrip(":")
    if EMPTY.get(error.code or "") == str(error.message):
        error.message = f"{_wanted(form.fields[name])} “{label}”."
    elif error.message in NAMELESS:
        stock = str(error.message)
        error.message = f"{label.replace('%', '%%')}: {stock[0].lower()}{stock[1:]}"


def _wanted(field: forms.Field) -> str:
    """What is to be done with an empty field."""
    if isinstance(field, forms.FileField):
        return "Choose a file for"
    if isinstance(field.widget, forms.CheckboxInput):
        return "Tick"
    return "Choose" if isinstance(field.widget, CHOOSERS) else "Fill in"


def add_error(form: forms.BaseForm, field: str | None, error: ValidationError | str) -> None:
    """Django's `add_error`, through which every error of a form comes, with stock sentences that name their field."""
    given = error if isinstance(error, ValidationError) else ValidationError(error)
    by_name = given.error_dict if hasattr(given, "error_dict") else {field: given.error_list}
    for name, errors in by_name.items():
        if name is not None and name in form.fields:
            for one in errors:
                name_the_field(form, name, one)
    _add_error(form, field, given)


def install() -> None:
    """Put them in force for every form; called once at start-up."""
    for kind, said in FIELDS.items():
        kind.default_error_messages = {**kind.default_error_messages, **said}
    forms.BaseForm.add_error = add_error  # type: ignore[method-assign, assignment]
    EmailValidator.message = EMAIL
    MinValueValidator.message = "Enter %(limit_value)s or more; this is %(show_value)s."
    MaxValueValidator.message = "Enter %(limit_value)s or less; this is %(show_value)s."
    MinLengthValidator.message = "At least %(limit_value)s characters; this has %(show_value)s."
    MaxLengthValidator.message = "At most %(limit_value)s characters; this has %(show_value)s."
    DecimalValidator.messages = {
        **DecimalValidator.messages,
        "max_decimal_places": "At most %(max)s digit(s) after the point.",
        "max_whole_digits": "At most %(max)s digit(s) before the point.",
    }
