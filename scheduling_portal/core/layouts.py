"""How forms lay out their fields: crispy's layouts, drawn with the product's own field."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout


def fields_helper(*parts: object) -> FormHelper:
    """A helper that draws only the fields: the page keeps the form, its summary of errors and its buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.form_show_errors = False  # the page shows the summary, each field its own
    helper.layout = Layout(*parts)
    return helper


def row(*names: object) -> Div:
    """Fields side by side where there is room."""
    return Div(*names, css_class="field-row")


def section(*parts: object) -> Div:
    """Fields that belong together, set apart by a line."""
    return Div(*parts, css_class="form-section")


def short(name: str) -> Field:
    """A field whose answer is short."""
    return Field(name, wrapper_class="field-short")


def beside(name: str) -> Field:
    """Choices side by side."""
    return Field(name, wrapper_class="choices-beside")
