"""The registry, and the words of every kind."""

import pytest
from django.template.base import FilterExpression, Node, NodeList, Template, Variable
from django.template.defaulttags import ForNode

from notifications import defaults, notices, rendering
from notifications.enums import Audience
from notifications.notices import FieldNotAllowedError, NoticeKind
from tests.factories.notifications import context_of

KINDS = notices.all_kinds()
NAMES = [kind.name for kind in KINDS]


def names_in(template: Template) -> set[str]:
    """Every variable a template binds, without those its own loops make."""
    return _names(template.nodelist) - {"forloop"}


def _names(part: object) -> set[str]:
    if isinstance(part, NodeList):
        return set().union(*(_names(node) for node in part))
    if isinstance(part, FilterExpression):
        return _root(part.var) | set().union(
            set(), *(_root(value) for _, arguments in part.filters for is_name, value in arguments if is_name)
        )
    if isinstance(part, ForNode):
        return (_names(part.nodelist_loop) - set(part.loopvars)) | _names(part.sequence)
    if isinstance(part, Node):
        found: set[str] = set()
        for value in vars(part).values():
            if isinstance(value, (FilterExpression, NodeList, Node)):
                found |= _names(value)
            elif isinstance(value, list):
                for condition, nodes in (item for item in value if isinstance(item, tuple)):
                    found |= _condition(condition) | _names(nodes)
        return found
    return set()


def _condition(part: object) -> set[str]:
    if part is None:
        return set()
    value = getattr(part, "value", None)
    own = _names(value) if isinstance(value, FilterExpression) else set()
    return own.union(*(_condition(getattr(part, side, None)) for side in ("first", "second")))


def _root(variable: object) -> set[str]:
    if isinstance(variable, Variable) and variable.lookups:
        return {variable.lookups[0]}
    return set()


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
@pytest.mark.parametrize("part", ["subject", "body", "text"])
def test_template_binds_only_what_its_kind_allows(kind: NoticeKind, part: str) -> None:
    allowed = kind.fields | rendering.SHARED
    if kind.lists_changes:
        allowed |= {"changes", "change_words"}
    if part == "body":
        allowed |= kind.private
    template = rendering.template(kind, part)
    assert part == "text" or template is not None
    assert names_in(template) <= allowed if template else True


def test_reader_of_templates_sees_names_inside_tags() -> None:
    source = "{% if a.x and b|default:c %}{{ d }}{% else %}{% for e in f %}{{ e }}{{ g }}{% endfor %}{% endif %}"
    assert names_in(rendering.engine().from_string(source)) == {"a", "b", "c", "d", "f", "g"}


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_every_kind_reads_well_and_its_text_is_short(kind: NoticeKind) -> None:
    link = "https://trio.example/clinician/case-days/123456/"
    given = {"day": "Thu 11 Mar", "site": "Lakeview Dental Group, Lake Oswego", "arrive": "6:30 am PT"}
    context = context_of(kind.name, **{name: value for name, value in given.items() if name in kind.fields})
    changes = {"date": ("Date", "Thu 11 Mar", "Fri 12 Mar")}
    words = rendering.render(kind, context, changes=changes, link=link, product="Trio")
    assert words.subject
    assert words.body
    assert "{{" not in words.subject + words.body + words.text
    assert len(words.text) <= 306  # two segments
    assert "\n" not in words.subject + words.text
    assert "cancelled" not in words.text if kind.audience == Audience.CLINICIAN else True


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.question and "code" in kind.fields], ids=lambda k: k.name
)
def test_question_says_how_to_answer_and_uses_no_word_of_the_provider(kind: NoticeKind) -> None:
    context = context_of(kind.name, code="7K3Q")
    text = rendering.render(kind, context, changes={}, link="https://x.example/", product="Trio").text
    assert "A 7K3Q" in text
    assert "D 7K3Q" in text
    for word in ("STOP", "CANCEL", "END", "QUIT", "YES"):
        assert word not in text.split()


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_every_kind_has_a_default_row_for_any_day(kind: NoticeKind) -> None:
    rows = [row for row in defaults.NOTICE_POLICY if row.event == kind.name]
    assert rows
    assert {row.audience for row in rows} == {kind.audience.value}
    assert any(row.within is None and not row.field for row in rows)


def test_every_default_row_is_of_a_known_kind() -> None:
    assert {row.event for row in defaults.NOTICE_POLICY} == set(NAMES)


@pytest.mark.parametrize(
    "field", ["patient", "patient_name", "dob", "birth_date", "allergies", "asa", "age", "notes", "weight", "guardian"]
)
def test_registry_refuses_fields_that_could_carry_patient_data(field: str) -> None:
    with pytest.raises(FieldNotAllowedError):
        notices.register(NoticeKind(name="tests.leak", audience=Audience.MANAGER, fields=frozenset({field})))
    with pytest.raises(FieldNotAllowedError):
        notices.register(
            NoticeKind(name="tests.leak", audience=Audience.MANAGER, fields=frozenset(), private=frozenset({field}))
        )


def test_private_fields_stay_out_of_text_and_subject() -> None:
    kind = notices.get("casedays.cancelled")
    words = rendering.render(
        kind, context_of(kind.name, reason="Ella Brown has a cold"), changes={}, link="https://x/", product="Trio"
    )
    assert "Ella" not in words.text + words.subject
    assert "Ella Brown has a cold" in words.body


def test_unknown_and_missing_fields_are_refused() -> None:
    kind = notices.get("casedays.released")
    with pytest.raises(FieldNotAllowedError):
        rendering.check_fields(kind, {**context_of(kind.name), "patient": "Ella Brown"})
    with pytest.raises(FieldNotAllowedError):
        rendering.check_fields(kind, {"day": "Thu 11 Mar"})


def test_long_text_is_cut_before_its_link() -> None:
    link = "https://trio.example/x/"
    text = rendering.shorten("word " * 200 + link, link)
    assert len(text) <= rendering.TEXT_LENGTH
    assert text.endswith(f"... {link}")
