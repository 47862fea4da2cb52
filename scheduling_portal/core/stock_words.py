"""Django's own sentences about forms, in the product's words. A field that says it better keeps its own.

They stand at their field; where they are summed up, `core.markup` names it before them.
"""

from django import forms
from django.core.validators import (
    DecimalValidator,
    EmailValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinLengthValidator,
    MinValueValidator,
)

EMAIL = "Enter a valid email address, such as name@example.org."
CHOOSE = "Choose one."
FIELDS: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "Fill this in."},
    forms.BooleanField: {"required": "Tick this."},
    forms.FileField: {"required": "Choose a file."},
    forms.IntegerField: {"invalid": "Enter a whole number, such as 12."},
    forms.FloatField: {"invalid": "Enter a number, such as 12.5."},
    forms.DecimalField: {"invalid": "Enter a number, such as 12.5."},
    forms.ChoiceField: {"required": CHOOSE, "invalid_choice": "“%(value)s” is not on the list. Select a valid choice."},
    forms.ModelChoiceField: {
        "required": CHOOSE,
        "invalid_choice": "That is not on the list any more. Select a valid choice.",
    },
}


def install() -> None:
    """Put them in force for every form; called once at start-up."""
    for kind, said in FIELDS.items():
        kind.default_error_messages = {**kind.default_error_messages, **said}
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
