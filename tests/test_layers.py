# SPDX-License-Identifier: EUPL-1.2
"""The layers: the contracts in ``pyproject.toml``, and what import-linter cannot say."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "speelveld"
SEALED = "speelveld.disclosure.publishable"
MAKERS = {"seal", "_SEAL"}


def lint_imports(folder: Path, config: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the package below ``folder``."""
    program = (
        "import sys; from importlinter.cli import lint_imports;"
        "sys.exit(lint_imports(config_filename=sys.argv[1], no_cache=True))"
    )
    return subprocess.run(
        [sys.executable, "-c", program, str(config)],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_imports_go_one_way() -> None:
    result = lint_imports(SOURCE.parent, ROOT / "pyproject.toml")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("errors.py", "import speelveld.figures.model", "Imports go one way only"),
        ("segregation/indices.py", "import polars", "The measures and the guard know no data frame"),
        ("editions/store.py", "import speelveld.disclosure.guard", "Only figures ask the disclosure guard"),
        ("web/settings.py", "import speelveld.disclosure.guard", "Pages and pictures take figures"),
        ("cli.py", "import speelveld.disclosure.guard", "The command line prints figures"),
        ("render/words.py", "import speelveld.editions.store", "Pages and pictures take figures"),
        ("web/settings.py", "import speelveld.render.plots", "Plots of a user's own counts"),
        ("render/charts/split.py", "import speelveld.render.plots.curve", "Plots of a user's own counts"),
    ],
)
def test_an_import_upward_is_refused(tmp_path: Path, module: str, line: str, broken: str) -> None:
    for path in SOURCE.rglob("*.py"):
        copy = tmp_path / "speelveld" / path.relative_to(SOURCE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    changed = tmp_path / "speelveld" / module
    changed.write_text(changed.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    result = lint_imports(tmp_path, ROOT / "pyproject.toml")
    assert result.returncode == 1, result.stdout + result.stderr
    assert any(broken in text and "BROKEN" in text for text in result.stdout.splitlines()), result.stdout


def makers(tree: ast.AST) -> Iterator[str]:
    """Each name in ``tree`` with which a Publishable can be made without the guard."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=module) if module == SEALED:
                yield from (alias.name for alias in node.names if alias.name in MAKERS)
            case ast.Attribute(attr=attribute, value=ast.Name(id="publishable")) if attribute in MAKERS:
                yield attribute


def test_the_search_for_makers_finds_them() -> None:
    assert list(makers(ast.parse(f"from {SEALED} import Publishable, seal"))) == ["seal"]
    assert list(makers(ast.parse("publishable.seal(1.0)"))) == ["seal"]
    assert list(makers(ast.parse(f"from {SEALED} import Publishable"))) == []


def test_only_the_guard_makes_a_publishable() -> None:
    found = {
        str(path.relative_to(SOURCE)): names
        for path in SOURCE.rglob("*.py")
        if (names := list(makers(ast.parse(path.read_text(encoding="utf-8")))))
    }
    assert set(found) == {"disclosure/guard.py"}
