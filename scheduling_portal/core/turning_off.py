"""What turning a record off leads to, in sentences; told by the rooms that know."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Model

Teller = Callable[[Sequence[Any]], Iterable[str]]
_tellers: dict[type[Model], list[Teller]] = {}


def register(model: type[Model], teller: Teller) -> None:
    """Make known who can say what follows for rows of `model`; told in the order of registration."""
    tellers = _tellers.setdefault(model, [])
    if teller not in tellers:
        tellers.append(teller)


def follows(model: type[Model], rows: Sequence[Any]) -> list[str]:
    """The sentences for these rows."""
    return [sentence for teller in _tellers.get(model, []) for sentence in teller(rows)]
