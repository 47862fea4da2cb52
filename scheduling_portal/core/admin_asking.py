"""Actions of the administration that reach far: each asks once, says what will follow, and afterwards what it did."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scheduling_portal.core import turning_off, wording
from scheduling_portal.core.errors import DomainError

if TYPE_CHECKING:
    from scheduling_portal.core.generic import ModelAdmin

    _Base = ModelAdmin[Any]
else:
    _Base = object

SHOWN = 100
SURE = "sure"


@dataclass(frozen=True)
class Question:
    """What is asked before an action: the task as a question, what it touches, what follows, verb and number."""

    title: str
    verb: str
    names: Sequence[str]
    follows: Sequence[str] = ()
    danger: bool = True
    form: forms.Form | None = None
    #: What of the choice the action leaves alone, and why.
    left_out: Sequence[str] = field(default=())


class AsksFirst(_Base):
    """For a ModelAdmin whose actions ask."""

    def ask(
        self, request: HttpRequest, action: str, rows: Collection[Model], question: Question
    ) -> HttpResponse | None:
        """The page that asks; None once the person has said yes to exactly these rows."""
        stamp = _stamp(rows)
        answered = request.POST.get(SURE) == stamp
        if answered and (question.form is None or question.form.is_valid()):
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": question.title,
            "opts": self.opts,
            "question": question,
            "names": question.names[:SHOWN],
            "more": max(0, len(question.names) - SHOWN),
            "action": action,
            "checkbox": ACTION_CHECKBOX_NAME,
            "ids": [row.pk for row in rows],
            "stamp": stamp,
            "across": request.POST.get("select_across") == "1",
            "back": request.get_full_path(),
        }
        return render(request, "admin/ask.html", context)

    def say_nothing_to_do(self, request: HttpRequest, sentence: str) -> None:
        """Nothing of what was chosen takes this action."""
        self.message_user(request, sentence, messages.WARNING)


class Switched(AsksFirst):
    """For records that are turned off instead of deleted: one door, from the list and from their own page."""

    switch = "active"
    thing = ("record", "records")
    change_form_template = "admin/switched_change_form.html"

    def switch_one(self, row: Any, *, on: bool, actor: Any) -> None:
        """Through the service. Raises DomainError when it may not be."""
        raise NotImplementedError

    def follows(self, rows: Sequence[Any]) -> list[str]:
        """What turning these off leads to."""
        return turning_off.follows(self.model, rows)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """New records are on."""
        return _without(super().get_fields(request, obj), "" if obj else self.switch)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """New records are on."""
        return [
            (name, {**options, "fields": _without(options["fields"], "" if obj else self.switch)})
            for name, options in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The switch is shown, and turned by its own button, which asks first."""
        return [*super().get_readonly_fields(request, obj), *([self.switch] if obj else [])]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the button of the switch."""
        row = self.get_object(request, object_id)
        switch = {"switched_on": getattr(row, self.switch, None), "checkbox": ACTION_CHECKBOX_NAME}
        return super().change_view(request, object_id, form_url, {**switch, **(extra_context or {})})

    @admin.action(description="Turn off…")
    def turn_off(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        rows = list(queryset.filter(**{self.switch: True}))
        if not rows:
            self.say_nothing_to_do(request, f"Nothing to turn off: {self._these(queryset.count())} off already.")
            return None
        what = str(rows[0]) if len(rows) == 1 else wording.counted(len(rows), *self.thing)
        question = Question(
            f"Turn off {what}?",
            "Turn off" if len(rows) == 1 else f"Turn off {len(rows)}",
            [self.name_of(row) for row in rows],
            [*self.follows(rows), "Nothing is deleted. Turning on again takes one click."],
        )
        page = self.ask(request, "turn_off", rows, question)
        if page is None:
            self._switch(request, rows, on=False)
        return page

    @admin.action(description="Turn on again")
    def turn_on(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        rows = list(queryset.filter(**{self.switch: False}))
        if not rows:
            self.say_nothing_to_do(request, f"Nothing to turn on: {self._these(queryset.count())} on already.")
            return
        self._switch(request, rows, on=True)

    def name_of(self, row: Any) -> str:
        """How a row is named when it is asked about."""
        return str(row)

    def _these(self, number: int) -> str:
        return "it is" if number == 1 else f"all {number} are"

    def _switch(self, request: HttpRequest, rows: Iterable[Any], *, on: bool) -> None:
        done = []
        for row in rows:
            try:
                self.switch_one(row, on=on, actor=request.user)
            except DomainError as error:
                self.message_user(request, f"{row}: {error.message}", messages.ERROR)
            else:
                done.append(str(row))
        if done:
            word = "on again" if on else "off"
            self.message_user(request, f"Turned {word}: {wording.listed(done, most=3)}.", messages.SUCCESS)


def _without(fields: Iterable[Any], name: str) -> list[Any]:
    return [field for field in fields if field != name]


def _stamp(rows: Collection[Model]) -> str:
    ids = ",".join(sorted(str(row.pk) for row in rows))
    return hashlib.sha256(ids.encode()).hexdigest()[:16]
