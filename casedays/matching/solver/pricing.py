"""Large types: a flow over the cheapest candidates, and proof that none of the others could help.

The flow's shortest distances are prices of its nodes. A candidate that was left out can only help when it costs less
than its nodes' prices differ; those are put in, until there are none.
"""

import numpy as np

from casedays.matching.solver.flows import Fill, fill
from casedays.matching.solver.model import Ints, Model

LARGE = 200_000  # candidates of a type; below, all of them are as quick
CHEAPEST = 12  # candidates of a slot to begin with


def fill_priced(model: Model, candidates: Ints, slots: Ints, *, large: int = LARGE, cheapest: int = CHEAPEST) -> Fill:
    """As `fill`: the most slots, then the least cost. Leaves out what it can prove useless."""
    if len(candidates) <= large:
        return fill(model, candidates, slots)
    slot = model.slot[candidates]
    rank = np.arange(len(slot)) - np.searchsorted(slot, slot)
    inside = (rank < cheapest) | (model.cost[candidates] < 0)
    while True:
        filled = fill(model, candidates[inside], slots, candidates)
        if len(filled.missed):
            return fill(model, candidates, slots)
        price = prices(filled)
        gain = model.cost[candidates] + price[filled.network.origin] - price[filled.network.slot_node[slot]]
        outside = ~inside & (filled.network.slot_node[slot] >= 0)
        most = int(gain[outside].min(initial=0))
        if most >= 0:
            return filled
        inside |= outside & (gain < -most)  # prices will move: those nearly of use come too


def prices(filled: Fill) -> Ints:
    """A price of each node such that no arc with room left costs less than its ends' prices differ."""
    network, flow = filled.network, filled.flow
    room, back = flow < network.capacity, flow > 0
    tail = np.concatenate([network.tail[room], network.head[back]])
    head = np.concatenate([network.head[room], network.tail[back]])
    cost = np.concatenate([network.cost[room], -network.cost[back]])
    order = np.argsort(head, kind="stable")
    tail, head, cost = tail[order], head[order], cost[order]
    nodes, first = np.unique(head, return_index=True)
    price = np.zeros(network.nodes, dtype=np.int64)
    for _ in range(network.nodes + 1):
        reached = np.minimum(price[nodes], np.minimum.reduceat(price[tail] + cost, first))
        if (reached == price[nodes]).all():
            return price
        price[nodes] = reached
    raise RuntimeError("the flow is not the cheapest: its network has a cycle that saves")
