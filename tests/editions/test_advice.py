# SPDX-License-Identifier: EUPL-1.2
"""A user's tables on school advice enter an edition when they are there, and leave no gap otherwise. Invented."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from speelveld.editions.build import build
from speelveld.errors import InputError
from tests.sources.test_advice_tables import GROUPS, RECONSIDERED, by_code, wide


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder with what every edition needs, and nothing on advice."""
    folder = tmp_path / "sources"
    folder.mkdir()
    bundled = files("speelveld.sources").joinpath("bundled")
    for name in ("municipalities.csv", "municipal_mergers.csv"):
        shutil.copy(str(bundled.joinpath(name)), folder / name)
    return folder


def test_tables_that_are_there_enter_and_others_are_no_gap(sources: Path, tmp_path: Path) -> None:
    before = build(tmp_path / "before", sources=sources)
    (sources / "duo_reconsiderations_2016.csv").write_text(RECONSIDERED, encoding="cp1252")
    (sources / "duo_advice_branches_2020.csv").write_text(wide(*range(20, 32)), encoding="utf-8")
    (sources / "duo_advice_codes.csv").write_bytes(by_code(*range(20, 32)))
    (sources / "advice_groups.csv").write_text(GROUPS, encoding="utf-8")
    after = build(tmp_path / "after", sources=sources)
    assert after.manifest.gaps == before.manifest.gaps
    added = {one.name for one in after.manifest.tables} - {one.name for one in before.manifest.tables}
    assert added == {
        "duo_reconsiderations_2016",
        "duo_advice_branches_2020",
        "duo_advice_codes",
        "duo_advice_readings",
        "advice_groups",
    }
    assert after.table("duo_reconsiderations_2016").get_column("school_year").to_list() == ["2016/17"] * 2


def test_a_mapping_beside_the_files_is_used(sources: Path, tmp_path: Path) -> None:
    (sources / "advice_groups.csv").write_text(GROUPS.replace("Groep", "opl 3"), encoding="utf-8")
    with pytest.raises(InputError, match="is known as 'group'"):
        build(tmp_path / "editions", sources=sources)
    (sources / "advice_mapping.toml").write_text('[groups.columns]\ngroup = "opl 3"\n', encoding="utf-8")
    assert build(tmp_path / "editions", sources=sources).table("advice_groups").height == 3
    (sources / "advice_mapping.toml").write_text('[pupils.columns]\nfirst = "x"\n', encoding="utf-8")
    with pytest.raises(InputError, match="records of pupils do not enter an edition"):
        build(tmp_path / "editions", sources=sources)


def test_codes_without_a_table_per_level_stop_the_build(sources: Path, tmp_path: Path) -> None:
    (sources / "duo_advice_codes.csv").write_bytes(by_code(*range(20, 32)))
    with pytest.raises(InputError, match="cannot be read: there is no table per level"):
        build(tmp_path / "editions", sources=sources)
