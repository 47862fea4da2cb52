"""One provider type's part as a minimum cost flow: exact for every limit, for convex fairness, and for one day a date.

Source -> person (a parallel arc per step of fairness; what the period leaves) -> person and week (what the week leaves)
-> person and date (one; only where there is a choice on that date) -> slot -> sink.
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from casedays.matching.solver.model import Bools, Ints, Model


@dataclass(frozen=True)
class Network:
    """A flow network. Arc `first + i` is that of its i-th candidate; `origin` are the nodes where everyone's begin."""

    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints
    nodes: int
    first: int
    slot_node: Ints
    origin: Ints


@dataclass(frozen=True)
class Fill:
    """The candidates taken, the slots left without anybody, and the flow on every arc of the network."""

    network: Network
    taken: Ints
    missed: Ints
    flow: Ints

    @property
    def cost(self) -> int:
        """What it costs, with fairness."""
        return int((self.flow * self.network.cost).sum())


def steps_of(model: Model, people: Ints) -> Ints:
    """Rows of (person, how many days, added cost of each) in order of people."""
    rows = [(person, count, value) for person in people.tolist() for count, value in model.steps(person)]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def network_of(model: Model, candidates: Ints, slots: Ints, everyone: Ints) -> Network:
    """The network of these candidates for these slots, with the nodes that `everyone` of the type needs."""
    slot, person = model.slot[everyone], model.person[everyone]
    people = np.unique(person)
    day = model.slot_day[slot]
    weeks, dates = model.week_left.shape[1], max(1, len(model.dates))
    in_week, week_at = np.unique(person * weeks + model.day_week[day], return_inverse=True)
    on_date, date_at, choices = np.unique(person * dates + model.day_date[day], return_inverse=True, return_counts=True)
    several = choices > 1
    date_number = np.cumsum(several) - 1
    week_of_date = np.zeros(len(on_date), dtype=np.int64)
    week_of_date[date_at] = week_at
    first_week = 2 + len(people)
    first_date = first_week + len(in_week)
    first_slot = first_date + int(several.sum())
    at_person = np.full(model.people, -1, dtype=np.int64)
    at_person[people] = np.arange(len(people)) + 2
    at_slot = np.full(model.slots, -1, dtype=np.int64)
    at_slot[slots] = np.arange(len(slots)) + first_slot
    steps = steps_of(model, people)
    origin = np.where(several[date_at], first_date + date_number[date_at], first_week + week_at)
    week_person, week_number = in_week // weeks, in_week % weeks
    chosen = origin if candidates is everyone else origin[np.searchsorted(everyone, candidates)]
    parts = (
        (np.zeros(len(steps), dtype=np.int64), at_person[steps[:, 0]], steps[:, 1], steps[:, 2]),
        (at_person[week_person], first_week + np.arange(len(in_week)), model.week_left[week_person, week_number], 0),
        (first_week + week_of_date[several], first_date + np.arange(int(several.sum())), 1, 0),
        (chosen, at_slot[model.slot[candidates]], 1, model.cost[candidates]),
        (at_slot[slots], np.ones(len(slots), dtype=np.int64), 1, 0),
    )
    tail, head, capacity, price = (
        np.concatenate([np.broadcast_to(part[column], part[0].shape) for part in parts]) for column in range(4)
    )
    first = len(steps) + len(in_week) + int(several.sum())
    return Network(tail, head, capacity, price, first_slot + len(slots), first, at_slot, origin)


def fill(model: Model, candidates: Ints, slots: Ints, everyone: Ints | None = None) -> Fill:
    """Fill as many of these slots as possible, at the least cost among all ways to fill so many."""
    network = network_of(model, candidates, slots, candidates if everyone is None else everyone)
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        network.tail.astype(np.int32),
        network.head.astype(np.int32),
        network.capacity,
        network.cost,
    )
    solver.set_nodes_supplies(np.array([0, 1], dtype=np.int32), np.array([len(slots), -len(slots)], dtype=np.int64))
    status = solver.solve_max_flow_with_min_cost()
    if status != solver.OPTIMAL:
        raise RuntimeError(f"the flow ended with {status}")
    flow = np.asarray(solver.flows(arcs), dtype=np.int64)
    last = network.first + len(candidates)
    taken = candidates[flow[network.first : last] > 0]
    return Fill(network, taken, slots[flow[last:] == 0], flow)


def of_type(model: Model, kind: int) -> tuple[Ints, Ints]:
    """The candidates and the slots of one type."""
    slots = np.flatnonzero(model.slot_type == kind)
    return np.flatnonzero(model.slot_type[model.slot] == kind), slots


def covered(model: Model, missed: Ints) -> Bools:
    """Which days have all their slots when these stay open."""
    result = np.ones(model.days, dtype=bool)
    result[model.slot_day[missed]] = False
    return result
