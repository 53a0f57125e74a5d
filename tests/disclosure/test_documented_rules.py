# SPDX-License-Identifier: EUPL-1.2
"""The documentation states the rules that are in force."""

from __future__ import annotations

from pathlib import Path

from speelveld.disclosure import rules

PAGE = Path(__file__).parents[2] / "docs" / "methods" / "disclosure.md"


def test_the_table_of_rules_is_that_of_the_configuration() -> None:
    text, of = PAGE.read_text(encoding="utf-8"), rules()
    index, share, school = of.city_index, of.city_share, of.school_share
    for row in (
        f"a count below {of.protection.threshold}, of a group at a school or of the others there | never",
        (
            f"at least {index.min_schools} schools, {index.min_group} pupils in either group | "
            f"{index.steps[0]}, {index.steps[1]} or {index.steps[2]}: the fewer schools, the coarser"
        ),
        (
            f"at least {share.min_group} in either group, {share.min_pupils} together | {share.decimals} decimal, "
            f"from counts rounded to {share.base}"
        ),
        (
            f"at least {school.min_group} in either group, {school.min_pupils} together | whole percentage, "
            f"from counts rounded to {school.base}"
        ),
        f"pupils of a school | at least {of.school_pupils.min_pupils} | a multiple of {of.school_pupils.base}",
        f"at least {of.school_distance.min_pupils} pupils | {of.school_distance.base} metres",
        f"at least {of.area.min_residents} residents | whole percentage",
        (
            f"pupils with some final advice | at least {of.advice.min_municipality} with advice in the municipality; "
            f"at a school at least {of.protection.threshold} in that year, with more than one advice; "
            f"1 to {of.advice.mask_below - 1} as that interval in every year | "
            f"in the country {10 * of.protection.threshold} |"
        ),
        (
            f"at least {of.advice.min_school} with advice at a school, "
            f"{of.advice.min_municipality} in a municipality | whole"
        ),
    ):
        assert row in text, row
    assert (index.min_group, share.min_group, school.min_group) == (index.min_rest, share.min_rest, school.min_rest)
