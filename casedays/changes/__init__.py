"""Changes of days that are already planned or confirmed."""

from casedays.changes.asking import EditPreview, edit_case_day, preview_edit
from casedays.changes.deciding import (
    acknowledge_change,
    apply_change,
    ask_again,
    decline_change,
    to_ask_again,
    withdraw_change,
)

__all__ = [
    "EditPreview",
    "acknowledge_change",
    "apply_change",
    "ask_again",
    "decline_change",
    "edit_case_day",
    "preview_edit",
    "to_ask_again",
    "withdraw_change",
]
