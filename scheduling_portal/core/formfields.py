"""Form fields for days and clock times: the browser's own pickers, typed forms read too, sane ranges."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scheduling_portal.core import clock

DATE_FORMATS = ["%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d %B %Y", "%d %b %Y"]
TIME_FORMATS = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p"]


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
