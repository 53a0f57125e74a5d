# SPDX-License-Identifier: EUPL-1.2
"""The exported site of Groningen, made once; and copies of it in which a leak can be planted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from speelveld.outsider import Attempt, attempt, read_site
from speelveld.web import data
from speelveld.web.config import Configuration
from speelveld.web.export import export


@pytest.fixture(scope="session")
def exported(editions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of Groningen on the bundled files, as plain files. Not to be changed."""
    folder = tmp_path_factory.mktemp("outsider") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "configuration", lambda: Configuration(edition=editions))
        export(folder, ["groningen"])
    return folder


@pytest.fixture(scope="session")
def read(exported: Path) -> Attempt:
    """What the outsider reads in it."""
    site = read_site(exported)
    return attempt(site, site.places["groningen"])


@pytest.fixture
def copy(exported: Path, tmp_path: Path) -> Path:
    """A copy of the site to plant a leak in: its Dutch half, without style sheets, methods and the page on advice."""
    folder = tmp_path / "site"
    shutil.copytree(exported, folder, ignore=shutil.ignore_patterns("static", "en", "methode", "bronnen", "advies*"))
    return folder


@pytest.fixture
def advice_copy(exported: Path, tmp_path: Path) -> Path:
    """A copy of what the site says about school advice, and of the files that it is held against."""
    folder = tmp_path / "site"
    shutil.copytree(exported / "groningen", folder / "groningen", ignore=_but_advice)
    shutil.copy(exported / "speelveld-export.json", folder)
    return folder


def _but_advice(_folder: str, names: list[str]) -> set[str]:
    kept = {"beeld", "cijfers.csv", "scholen.csv"}
    inside = {"advies", "index.html"} & set(names) == {"index.html"}
    return {name for name in names if name not in kept and not name.startswith("advies") and not inside}
