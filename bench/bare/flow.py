"""Readers for papers as OpenReview's matcher finds them: `python -m bench.bare.flow`, JSON in, out.

Its MinMax solver is two min-cost flows of OR-Tools, one after the other: first each reviewer up to
their minimum, then up to their maximum what is left (openreview-matcher, minmax_solver.py and
simple_solver.py). A process of its own, since OR-Tools brings a copy of HiGHS that does not live
beside ours.
"""

import json
import sys
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

Numbers = NDArray[np.int64]


def flow(pairs: Numbers, costs: Numbers, room: Numbers, demands: Numbers) -> NDArray[np.bool_]:
    """One flow: which pairs (reviewer, paper) carry it, all demands or all room used up."""
    reviewers, papers = len(room), len(demands)
    source, sink = reviewers + papers, reviewers + papers + 1
    total = int(min(room.sum(), demands.sum()))
    solver = SimpleMinCostFlow()
    ones = np.ones(len(pairs), dtype=np.int64)
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        pairs[:, 0], reviewers + pairs[:, 1], ones, costs
    )
    for first, last, most in (
        (np.full(reviewers, source), np.arange(reviewers), room),
        (np.arange(reviewers, source), np.full(papers, sink), demands),
    ):
        solver.add_arcs_with_capacity_and_unit_cost(
            first.astype(np.int64), last.astype(np.int64), most, np.zeros_like(most)
        )
    solver.set_node_supply(source, total)
    solver.set_node_supply(sink, -total)
    if solver.solve_max_flow_with_min_cost() != solver.OPTIMAL:
        raise RuntimeError("OR-Tools found no flow")
    carried: NDArray[np.bool_] = np.asarray(solver.flows(arcs)) > 0
    return carried


def matched(asked: dict[str, Any]) -> dict[str, Any]:
    """Minimums, then maximums: the pairs, and the seconds of the processor it took."""
    pairs = np.array([pair[:2] for pair in asked["pairs"]], dtype=np.int64)
    # Only arcs that cost less than nothing are made: every pair is moved by the same amount.
    points = np.array([pair[2] for pair in asked["pairs"]], dtype=np.int64)
    costs = -(points - points.min() + 1)
    least, most = (np.array(asked[name], dtype=np.int64) for name in ("least", "most"))
    demands = np.array(asked["demands"], dtype=np.int64)
    began = time.process_time()
    first = flow(pairs, costs, least, demands)
    done = pairs[first]
    room = most - np.bincount(done[:, 0], minlength=len(most))
    left = demands - np.bincount(done[:, 1], minlength=len(demands))
    rest = np.flatnonzero(~first)
    second = flow(pairs[rest], costs[rest], room, left) if left.sum() else np.zeros(0, bool)
    chosen = np.concatenate([np.flatnonzero(first), rest[: len(second)][second]])
    return {"chosen": sorted(chosen.tolist()), "seconds": time.process_time() - began}


if __name__ == "__main__":
    json.dump(matched(json.load(sys.stdin)), sys.stdout)
