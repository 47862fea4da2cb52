"""Why a slot stays open: the reason is the one that holds, with who could help."""

from casedays.matching.solver import OpenSlot, Progress, Why, solve
from tests.casedays.matching.solver.making import MONDAY, day, problem, worker


def reasons(answer_open: tuple[OpenSlot, ...]) -> dict[tuple[int, str], Why]:
    return {(slot.day, slot.type): slot.why for slot in answer_open}


def test_nobody_is_eligible() -> None:
    (slot,) = solve(problem([day(10)], [worker(1)], [])).open
    assert (slot.day, slot.type, slot.why.kind, slot.why.date) == (10, "nurse", "nobody", MONDAY)
    assert slot.why.text == "Nobody of type nurse is eligible on Mon 1 Mar 2027."


def test_everybody_is_busy_already() -> None:
    people = [worker(1, busy=frozenset({MONDAY})), worker(2, busy=frozenset({MONDAY}))]
    (slot,) = solve(problem([day(10)], people, [(10, 1, 0), (10, 2, 0)])).open
    assert (slot.why.kind, slot.why.clinicians) == ("busy", (1, 2))


def test_a_limit_per_week_or_period_holds_them() -> None:
    people = [worker(1, max_week=0), worker(2, max_period=0), worker(3, busy=frozenset({MONDAY}))]
    (slot,) = solve(problem([day(10)], people, [(10, key, 0) for key in (1, 2, 3)])).open
    assert (slot.why.kind, slot.why.clinicians, slot.why.busy) == ("limit", (1, 2), (3,))
    assert "2 at their limit per week or period, 1 busy already" in slot.why.text


def test_a_limit_that_other_days_of_the_proposal_use_up() -> None:
    given = problem([day(10), day(11, 1)], [worker(1, max_week=1)], [(10, 1, 5), (11, 1, 1)])
    (slot,) = solve(given).open
    assert (slot.day, slot.why.kind, slot.why.clinicians) == (10, "limit", (1,))


def test_they_are_on_other_days_on_that_date() -> None:
    given = problem([day(10), day(11)], [worker(1)], [(10, 1, 5), (11, 1, 1)])
    (slot,) = solve(given).open
    assert (slot.day, slot.why.kind, slot.why.clinicians) == (10, "elsewhere", (1,))


def test_another_type_is_what_the_day_lacks() -> None:
    given = problem(
        [day(10, 0, "nurse", "medic")], [worker(1), worker(2, "medic", max_week=0)], [(10, 1, 0), (10, 2, 0)]
    )
    why = reasons(solve(given).open)
    assert (why[10, "nurse"].kind, why[10, "nurse"].clinicians, why[10, "nurse"].types) == (
        "other_type",
        (1,),
        ("medic",),
    )
    assert (why[10, "medic"].kind, why[10, "medic"].clinicians) == ("limit", (2,))


def test_ended_before_it_had_tried() -> None:
    def watch(_: Progress) -> bool:
        return False

    (slot,) = solve(problem([day(10)], [worker(1)], [(10, 1, 0)]), watch=watch).open
    assert slot.why.kind == "together"
    assert slot.why.clinicians == (1,)


def test_a_complete_day_has_no_open_slot() -> None:
    assert solve(problem([day(10)], [worker(1)], [(10, 1, 0)])).open == ()
