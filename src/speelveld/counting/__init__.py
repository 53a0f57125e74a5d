# SPDX-License-Identifier: EUPL-1.2
"""Counting: from anybody's frame or file to the counts of which segregation is measured.

    frame or file -> the frame's own engine groups and adds -> Counts (units by groups)

Records of pupils stay in the engine and are kept nowhere; only cells come out. ``results_frame`` is the way
back: results of measures as a frame.
"""

from speelveld.counting.files import read_counts, tally_file
from speelveld.counting.locate import MOST_FAULTS
from speelveld.counting.results import results_frame
from speelveld.counting.tally import APART, Missing, Tally, counts_from_frame, counts_from_wide, tally_frame, tally_wide

__all__ = [
    "APART",
    "MOST_FAULTS",
    "Missing",
    "Tally",
    "counts_from_frame",
    "counts_from_wide",
    "read_counts",
    "results_frame",
    "tally_file",
    "tally_frame",
    "tally_wide",
]
