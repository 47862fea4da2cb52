"""Form fields for days and clock times, with the browser's own pickers and sane ranges, and for words."""

import datetime as dt
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from phonenumber_field.formfields import PhoneNumberField

from scheduling_portal.core import clock, wording
from scheduling_portal.core.http import MAX_BIGINT

DATE_FORMATS = ["%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d %B %Y", "%d %b %Y"]
TIME_FORMATS = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p"]
NO_PHONE = "Enter a phone number with area code, such as 503 555 0142."


class DayInput(forms.DateInput):
    """The browser's date picker. What could not be read is shown again as typed."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """The browser's time picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class PhoneInput(forms.TextInput):
    """Shows a number as pages do. What is no number stays as typed."""

    input_type = "tel"

    def format_value(self, value: Any) -> str | None:
        number = wording.parsed_phone(value)
        if number is None or not phonenumbers.is_valid_number(number):
            return str(value) if value else None
        return wording.phone(number)


class IdField(forms.IntegerField):
    """An id in an address or of what was shown; it may be missing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, min_value=1, max_value=MAX_BIGINT, **options)


class DayField(forms.DateField):
    """A local date between `earliest` and `latest`."""

    widget = DayInput

    def __init__(
        self,
        *,
        earliest: dt.date = clock.EARLIEST_DATE,
        latest: dt.date = clock.LATEST_DATE,
        **options: Any,
    ) -> None:
        self.earliest, self.latest = earliest, latest
        options.setdefault("input_formats", DATE_FORMATS)
        said = {"invalid": "Enter a date, such as 2027-04-07.", **options.pop("error_messages", {})}
        super().__init__(error_messages=said, **options)

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value is not None and not self.earliest <= value <= self.latest:
            raise ValidationError(f"Enter a date from {self.earliest.year} to {self.latest.year}.", code="out_of_range")


class ClockField(forms.TimeField):
    """A time on the site's clock, to the minute."""

    widget = ClockInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", TIME_FORMATS)
        said = {"invalid": "Enter a time, such as 7:30 am.", **options.pop("error_messages", {})}
        super().__init__(error_messages=said, **options)

    def to_python(self, value: Any) -> dt.time | None:
        time = super().to_python(value)
        return None if time is None else time.replace(second=0, microsecond=0)


class AtMost(MaxLengthValidator):
    """Says how long a text may be, and how long this one is."""

    def __call__(self, value: Any) -> None:
        most, this = int(self.limit_value), len(value)
        if this > most:
            raise ValidationError(f"At most {most:,} characters; this has {this:,}.", code="max_length")


def never_cut(field: forms.Field | None) -> None:
    """Have a too long text refused in words. A browser that knew the limit would cut what is pasted, without a word."""
    if isinstance(field, forms.CharField) and field.max_length is not None:
        field.widget.attrs.pop("maxlength", None)
        own = [one for one in field.validators if not isinstance(one, MaxLengthValidator)]
        field.validators = [*own, AtMost(field.max_length)]


def in_our_words(field: forms.Field | None) -> None:
    """Have a field that Django made from a model refuse texts and phone numbers as the product's own do."""
    never_cut(field)
    if isinstance(field, PhoneNumberField):
        field.error_messages["invalid"] = NO_PHONE
        field.widget = PhoneInput(attrs=field.widget.attrs)


class WordsField(forms.CharField):
    """What somebody writes, at most `max_length` characters; with `rows` on several lines, each end of which is one."""

    def __init__(self, *, max_length: int, rows: int = 0, **options: Any) -> None:
        if rows:
            options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **options)
        never_cut(self)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")
