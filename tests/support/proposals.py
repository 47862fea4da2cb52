"""What tests of the matcher's pages share."""

from typing import Any

from django.test import Client
from django.urls import reverse

from casedays.models import Assignment, CaseDay, MatchingRun
from casedays.states import ACTIVE


def text(answer: Any) -> str:
    """The page that came back, with every run of blanks as one."""
    return " ".join(answer.content.decode().split())


def page(browser: Client, run: MatchingRun, name: str = "run", query: str = "") -> str:
    """A page of one run."""
    return text(browser.get(reverse(f"manager:matching-{name}", args=[run.pk]) + query))


def held(day: CaseDay) -> int:
    """How many are in slots of the day."""
    return Assignment.objects.filter(case_day=day, status__in=ACTIVE).count()
