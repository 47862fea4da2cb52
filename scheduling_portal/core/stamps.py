"""What somebody read before they typed: a stamp of the record goes with the form and is looked at again on saving.

For records without a version of their own. A form over one has the hidden field `seen`.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.crypto import salted_hmac
from phonenumber_field.phonenumber import PhoneNumber

from scheduling_portal.core import wording
from scheduling_portal.core.errors import StaleEdit

LENGTH = 24


class SeenField(forms.CharField):
    """The stamp in a form. Empty where the form has none to send."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False, max_length=64)


def stamp_of(record: Model, names: Collection[str]) -> str:
    """A short digest of these values; it tells nothing of them."""
    values = "\n".join(f"{name}={_plain(getattr(record, name))!r}" for name in sorted(names))
    return salted_hmac("scheduling_portal.core.stamps", values).hexdigest()[:LENGTH]


def check_seen(record: Model, names: Collection[str], seen: str | None) -> None:
    """Raises StaleEdit when these values are no longer the ones of the stamp `seen`; without one nothing is asked."""
    if seen and seen != stamp_of(record, names):
        raise StaleEdit("Somebody else changed this while you were editing. Nothing of yours was saved.")


def renew(form: forms.BaseForm, stamp: str) -> None:
    """Let a refused form be sent once more, on top of what the other saved: what was typed stays."""
    typed: Any = form.data
    data = typed.copy()
    data["seen"] = stamp
    form.data = data


def differences(form: forms.BaseForm, now: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(label, what the record has now, what was typed) wherever the two differ; of a valid form."""
    typed = form.cleaned_data
    return [
        (str(form[name].label), _word(form, name, value), _word(form, name, typed[name]))
        for name, value in now.items()
        if name in typed and _plain(typed[name]) != _plain(value)
    ]


def _plain(value: Any) -> str:
    """One word for one value, however it is written: 21 and 21.0 kg are the same, None is nothing."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, PhoneNumber):
        return str(value.as_e164) if value.is_valid() else str(value.raw_input or "")
    return "" if value is None else str(value)


def _word(form: forms.BaseForm, name: str, value: Any) -> str:
    choices = getattr(form.fields[name], "choices", None)
    if choices is not None:
        value = {_plain(key): label for key, label in choices}.get(_plain(value), value)
    if isinstance(value, PhoneNumber):
        value = wording.phone(value)
    elif isinstance(value, dt.time):
        value = wording.time_of_day(value)
    elif isinstance(value, dt.date):
        value = f"{value:%m/%d/%Y}"
    return _plain(value) or "Nothing"
