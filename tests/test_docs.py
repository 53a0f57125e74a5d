# SPDX-License-Identifier: EUPL-1.2
"""The documentation: it builds, its links lead somewhere, it names everything, and its own commands work."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from speelveld import __version__
from speelveld.cli import app
from speelveld.web.config import Configuration

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
AT_THE_TOP = [
    ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md")
]

TESTED = re.compile(
    r"^<!-- tested(?:: exit (?P<status>\d))? -->\n```console\n(?P<block>.*?)^```", re.MULTILINE | re.DOTALL
)
PYTHON = re.compile(r"^<!-- tested -->\n```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^<!-- file: (\S+) -->\n```text\n(.*?)^```", re.MULTILINE | re.DOTALL)
"""A file that the reader is told to save, under the name in the comment above it."""
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)\s]*)?\)")


def commands() -> list[Any]:
    """Every tested command: its page and place, what is typed, and the exit status it must have."""
    cases = []
    for page in [*PAGES, *AT_THE_TOP]:
        for match in TESTED.finditer(page.read_text(encoding="utf-8")):
            typed = [line.removeprefix("$ ") for line in match["block"].splitlines() if line.startswith("$ ")]
            cases += [
                pytest.param(line, int(match["status"] or 0), id=f"{page.relative_to(ROOT)}: {line}") for line in typed
            ]
    return cases


COMMANDS = commands()


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an edition, in which a reader types the commands."""
    folder = tmp_path_factory.mktemp("installation")
    built = type_in(folder, "speelveld build")
    assert built.returncode == 0, built.stderr
    for page in PAGES:
        for name, content in FILE.findall(page.read_text(encoding="utf-8")):
            (folder / name).write_text(content, encoding="utf-8")
    return folder


def type_in(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Run what a reader types, with this environment's own commands and no setting of this machine."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SPEELVELD_", "DJANGO_"))}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    return subprocess.run(shlex.split(line), cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_there_are_commands_to_test() -> None:
    assert len(COMMANDS) >= 6


@pytest.mark.parametrize(("line", "status"), COMMANDS)
def test_a_command_in_the_documentation_works(installation: Path, line: str, status: int) -> None:
    done = type_in(installation, line)
    assert done.returncode == status, done.stdout[-2000:] + done.stderr[-2000:]
    assert done.stderr if status else done.stdout or done.stderr


@pytest.mark.parametrize(
    "page", [page for page in PAGES if PYTHON.search(page.read_text("utf-8"))], ids=lambda page: page.stem
)
def test_the_python_in_the_documentation_works(installation: Path, page: Path) -> None:
    """All of a page, from top to bottom, as somebody who reads it runs it."""
    program = "\n".join(PYTHON.findall(page.read_text(encoding="utf-8")))
    done = type_in(installation, shlex.join([sys.executable, "-c", program]))
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout


def test_the_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    outside = re.compile(
        r'<(?:script|img|iframe|source)[^>]*\ssrc="https?:|<link[^>]*rel="(?:stylesheet|preconnect)"[^>]*https?:'
    )
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > len(PAGES)
    assert [page.name for page in pages if outside.search(page.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("page", [*PAGES, *AT_THE_TOP], ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).resolve().exists()] == []


def in_navigation(item: Any) -> set[str]:
    """Every page below an entry of the navigation."""
    if isinstance(item, str):
        return {item}
    return set().union(*(in_navigation(each) for each in (item.values() if isinstance(item, dict) else item)))


def test_every_page_is_in_the_navigation() -> None:
    navigation = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    assert in_navigation(navigation) == {page.relative_to(DOCS).as_posix() for page in PAGES}


def sections() -> dict[str, str]:
    """The reference of the command line by command."""
    text = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (\S+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_and_option_is_documented() -> None:
    group: Any = typer.main.get_command(app)
    documented = sections()
    assert set(documented) == set(group.commands)
    missing = []
    for name, command in group.commands.items():
        options = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
        words = set(re.findall(r"--[a-z][a-z-]*", documented[name]))
        missing += [f"{name} {option}" for option in sorted(options - words - {"--help"})]
        missing += [f"{name} {option} does not exist" for option in sorted(words - options)]
    assert missing == []


def test_every_setting_is_documented() -> None:
    text = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `SPEELVELD_([A-Z_]+)` \|", text, re.MULTILINE))
    assert rows == {name.upper() for name in Configuration.model_fields}


def test_every_setting_named_anywhere_exists() -> None:
    known = {f"SPEELVELD_{name.upper()}" for name in Configuration.model_fields}
    known |= {"SPEELVELD_TEST_POSTGRES", *(f"SPEELVELD_{name}_URL" for name in ("DUO", "CBS", "PDOK"))}
    for page in [*PAGES, *AT_THE_TOP]:
        named = set(re.findall(r"SPEELVELD_[A-Z]+(?:_[A-Z]+)*\b(?!_)", page.read_text(encoding="utf-8")))
        assert named <= known, page


def test_every_target_of_make_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in [*PAGES, *AT_THE_TOP]:
        text = page.read_text(encoding="utf-8")
        named = set(re.findall(r"`make ([a-z-]+)|^\$ (?:[A-Z_]+=\S+ )?make ([a-z-]+)", text, re.MULTILINE))
        assert {first or second for first, second in named} <= targets, page


def test_the_glossary_has_both_languages() -> None:
    rows = re.findall(
        r"^\| (?!-|Nederlands)(.+?) \| (.+?) \| (.+?) \|$", (DOCS / "glossary.md").read_text("utf-8"), re.M
    )
    assert len(rows) >= 50
    dutch = [row[0] for row in rows]
    assert len(set(dutch)) == len(dutch)
    assert all(cell.strip() for row in rows for cell in row)


def test_the_changes_name_this_version() -> None:
    assert __version__ in (ROOT / "CHANGELOG.md").read_text("utf-8")
