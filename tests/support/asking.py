"""The administration's actions, asked and answered: for tests of what they say before and after."""

import re
from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import reverse


def asked(browser: Client, model: str, action: str, *rows: Model, **data: Any) -> str:
    """What the action asks of these rows, before anything is done."""
    return _post(browser, model, action, rows, data)


def sure(browser: Client, model: str, action: str, *rows: Model, **data: Any) -> str:
    """The page after saying yes to it."""
    found = re.search(r'name="sure" value="(\w+)"', asked(browser, model, action, *rows))
    assert found, "it does not ask"
    return _post(browser, model, action, rows, {"sure": found[1], **data})


def _post(browser: Client, model: str, action: str, rows: tuple[Model, ...], data: dict[str, Any]) -> str:
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    answer = browser.post(reverse(f"admin:{model}_changelist"), {**chosen, **data}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()
