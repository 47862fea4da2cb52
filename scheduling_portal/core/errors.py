"""What services raise when a rule says no. Views turn these into words at the field or on the page."""

from collections.abc import Mapping


class DomainError(Exception):
    """A refusal in words of the user's task. `field` names the form field it belongs to, if any."""

    status = 422

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class RuleBroken(DomainError):
    """What was asked breaks a rule of the business."""


class InvalidFields(DomainError):
    """Several fields at once are wrong: `errors` maps field name to sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)


class NotAllowed(DomainError):
    """This person may not do this, or not in this state."""

    status = 403


class Conflict(DomainError):
    """Somebody else was first. What the user sees is stale; nothing was saved."""

    status = 409


class StaleEdit(Conflict):
    """The record changed since the form was opened. `changes` maps field to (old, current)."""

    def __init__(self, message: str, *, changes: Mapping[str, tuple[str, str]] | None = None) -> None:
        super().__init__(message)
        self.changes = dict(changes or {})
