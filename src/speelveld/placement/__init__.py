# SPDX-License-Identifier: EUPL-1.2
"""Placement: rules, mechanisms, the lottery, the verifier and the explanation per child. Pure: no I/O and no web."""

from speelveld.placement.answers import answer, answer_of
from speelveld.placement.calling import call_order
from speelveld.placement.false_lists import Lie, Manipulability, manipulability
from speelveld.placement.market import Market, Pairs, SeatRules
from speelveld.placement.names import Mechanism
from speelveld.placement.placing import Placement, place
from speelveld.placement.procedure import Course, Procedure, carry_out
from speelveld.placement.promises import PROMISES
from speelveld.placement.reading import parse, read_market, read_procedure
from speelveld.placement.replication import draw_order, drawn_market, replicate
from speelveld.placement.thresholds import Cutoff, cutoffs
from speelveld.placement.verifier import Verification, refuse_unless_verified, verify

__all__ = [
    "PROMISES",
    "Course",
    "Cutoff",
    "Lie",
    "Manipulability",
    "Market",
    "Mechanism",
    "Pairs",
    "Placement",
    "Procedure",
    "SeatRules",
    "Verification",
    "answer",
    "answer_of",
    "call_order",
    "carry_out",
    "cutoffs",
    "draw_order",
    "drawn_market",
    "manipulability",
    "parse",
    "place",
    "read_market",
    "read_procedure",
    "refuse_unless_verified",
    "replicate",
    "verify",
]
