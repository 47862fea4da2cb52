"""Every state has its word, icon and role, and the sprite that lists share holds every icon."""

import pytest
from django.conf import settings

from scheduling_portal.core import icons
from scheduling_portal.core.vocabulary import FAMILIES, VOCABULARY, Role, UnknownWordError, Word, word

NAMED = {
    "day": "requested proposed planned confirmed completed rejected cancelled at_risk change_waiting change_unseen "
    "details_confirmed details_open",
    "assignment": "open none_eligible held asked reminded accepted declined open_again released override conflict",
    "offer": "sent accepted declined expired filled withdrawn",
    "availability": "preferred available if_needed unavailable missing on_day",
    "delivery": "queued sending unknown sent delivered failed suppressed",
    "change": "waiting applied declined withdrawn seen unseen",
    "readiness": "ready missing flagged",
    "proposal": "new same moved left open",
}


@pytest.mark.parametrize("family", NAMED)
def test_family_names_every_state(family: str) -> None:
    assert list(FAMILIES[family]) == NAMED[family].split()


@pytest.mark.parametrize(
    ("key", "entry"), VOCABULARY.items(), ids=lambda value: "-".join(value) if isinstance(value, tuple) else ""
)
def test_word_has_a_label_and_a_real_icon(key: tuple[str, str], entry: Word) -> None:
    assert entry.label[0].isupper()
    assert not entry.label.endswith(".")
    assert "<path" in icons.inner(entry.icon) or "<circle" in icons.inner(entry.icon)


def test_provisional_states_are_dashed_and_settled_ones_are_not() -> None:
    dashed = {key for key, entry in VOCABULARY.items() if entry.dashed}
    assert dashed == {
        ("day", "requested"), ("day", "proposed"), ("day", "planned"),
        ("assignment", "open"), ("assignment", "none_eligible"), ("assignment", "held"), ("assignment", "open_again"),
        ("availability", "missing"), ("proposal", "new"), ("proposal", "open"),
    }  # fmt: skip


def test_no_person_is_called_cancelled() -> None:
    labels = [entry.label.lower() for (family, _), entry in VOCABULARY.items() if family != "day"]
    assert not any("cancel" in label for label in labels)


def test_unknown_state_is_refused_by_name() -> None:
    with pytest.raises(UnknownWordError, match="No word for assignment 'vanished'"):
        word("assignment", "vanished")


def test_label_may_say_more_but_keeps_icon_and_role() -> None:
    said = word("assignment", "asked").saying("Asked 3 days ago")
    assert (said.label, said.icon, said.role) == ("Asked 3 days ago", "hourglass", Role.WAITING)


def test_sprite_file_is_what_the_vocabulary_makes() -> None:
    kept = (settings.BASE_DIR / "static" / icons.SPRITE).read_text(encoding="utf-8")
    assert kept == icons.sprite(), "run manage.py icon_sprite"
