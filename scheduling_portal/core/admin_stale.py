"""Two people with the same record open: the second is told what the first changed, and keeps what they typed."""

import datetime as dt
import functools
import hashlib
from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest

from scheduling_portal.core import clock, wording

#: The field in which a form of the administration sends back what it was shown with.
SEEN = "_seen"


class CarefulForm:
    """For a model form: refuses once when the record is another by now than the page showed."""

    @property
    def seen(self) -> str:
        """When the page is made, and of each field a digest of what it holds; empty for a new record."""
        form: Any = self
        if not form.instance.pk:
            return ""
        return f"{clock.now().timestamp():.6f} " + ",".join(f"{name}:{one}" for name, one in _digests(form).items())

    def clean(self) -> Any:
        """With an error that says who changed what, and that saving again puts this over it."""
        form: Any = self
        cleaned = super().clean()  # type: ignore[misc]
        at, _, shown = str(form.data.get(SEEN, "")).partition(" ")
        if form.instance.pk and shown:
            before = dict(part.split(":", 1) for part in shown.split(",") if ":" in part)
            changed = [name for name, one in _digests(form).items() if before.get(name, one) != one]
            if changed:
                form.add_error(None, _words(form, changed, at))
        return cleaned


@functools.cache
def careful(form: type[Any]) -> Any:
    """The same form, which looks whether the record is still the one that was shown."""
    maker: Any = type(form)
    return maker(f"Careful{form.__name__}", (CarefulForm, form), {})


class Careful:
    """For a ModelAdmin: its form does not put itself silently over what somebody else saved meanwhile."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        """Django's own signature."""
        if obj is not None:
            kwargs["form"] = careful(kwargs.get("form", self.form))  # type: ignore[attr-defined]
        return super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]


def _digests(form: Any) -> dict[str, str]:
    """Field -> a short digest of what the record holds now."""
    return {
        name: hashlib.sha256(_plain(form.initial[name]).encode()).hexdigest()[:12]
        for name in form.fields
        if name in form.initial
    }


def _plain(value: Any) -> str:
    """A value, or the rows it leads to, as text that is the same each time."""
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return ",".join(sorted(str(getattr(one, "pk", one)) for one in value))
    return "" if value is None else str(getattr(value, "pk", value))


def _words(form: Any, changed: list[str], at: str) -> str:
    told = [f"{form.fields[name].label} is now {_shown(form, name)}" for name in changed]
    return (
        f"{_who(form.instance, at)} changed this while you were editing: {wording.listed(told)}. "
        "What you typed is still here. Saving again puts it over theirs."
    )


def _shown(form: Any, name: str) -> str:
    """What the record holds now, in words; the name of a choice rather than its value."""
    value = form.initial[name]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return f"“{', '.join(str(one) for one in value)}”"
    known: Any = form.instance.__class__.objects.filter(pk=form.instance.pk).first()
    display = getattr(known, f"get_{name}_display", None)
    said = display() if display else getattr(known, name, value)
    return f"“{said}”" if said not in {None, ""} else "empty"


def _who(record: Any, at: str) -> str:
    """Who saved it last in the administration since the page was made; else it was done elsewhere."""
    kind = ContentType.objects.get_for_model(record, for_concrete_model=False)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(record.pk))
    try:
        entries = entries.filter(action_time__gte=dt.datetime.fromtimestamp(float(at), tz=dt.UTC))
    except (ValueError, OverflowError, OSError):
        return "Somebody else"
    last = entries.select_related("user").order_by("-action_time").first()
    return last.user.get_full_name() if last else "Somebody else"
