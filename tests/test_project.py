# SPDX-License-Identifier: EUPL-1.2
"""What holds for the project as a whole: files that may be published, locks, licences, sizes, public names."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import speelveld
from tools import module_sizes

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")

MACHINE_PATH = re.compile(r"(?<![\w.~<>-])/(?:work|root|home|Users|tmp|private/var)/[\w.]")
"""A path that exists on one machine only. Addresses have a word before the slash, and are let through."""

REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("debian", "org"),
        ("proxy", "golang", "org"),
    )
)
"""Hosts of package registries, put together here so that this file does not name them."""

REQUIREMENT = re.compile(r"^([a-z0-9][a-z0-9.-]*)(?:\[[a-z0-9,-]+\])?==(\S+)")


def committed() -> list[Path]:
    """Every file of the repository, with those that are about to be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file()]


def text_of(path: Path) -> str | None:
    """The text of a file, or None when it is not text."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None


FILES = committed()
PYTHON = [path for path in FILES if path.suffix == ".py"]
PACKAGES = [path for path in PYTHON if path.name == "__init__.py" and path.is_relative_to(ROOT / "src")]


def name(path: Path) -> str:
    """The name of a case."""
    return str(path.relative_to(ROOT))


def test_the_search_for_paths_and_registries_finds_them() -> None:
    assert MACHINE_PATH.search("open('/" + "home/somebody/file')")
    assert not MACHINE_PATH.search("https://example.org/home/page")
    assert "pypi" in REGISTRIES[0]


def test_no_path_of_a_machine_and_no_registry_is_committed() -> None:
    found = []
    for path in FILES:
        text = text_of(path) or ""
        found += [f"{name(path)}: {match[0]}" for match in MACHINE_PATH.finditer(text)]
        found += [f"{name(path)}: {host}" for host in REGISTRIES if host in text]
    assert found == []


def test_every_python_file_names_its_licence() -> None:
    assert len(PYTHON) > 10
    first_lines = {name(path): path.read_text(encoding="utf-8").split("\n", 1)[0] for path in PYTHON}
    assert {file: line for file, line in first_lines.items() if line != "# SPDX-License-Identifier: EUPL-1.2"} == {}


def test_the_licence_is_complete() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.splitlines()[0].endswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    for number in range(1, 16):
        assert re.search(rf"^## {number}\. ", text, re.MULTILINE), f"article {number}"
    assert "‘Compatible Licences’ according to Article 5 EUPL are:" in text


def locked(lock: str) -> dict[str, set[str]]:
    """Names and versions in a lock (two versions where they differ by Python version)."""
    versions: dict[str, set[str]] = {}
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if match := REQUIREMENT.match(line):
            versions.setdefault(match[1], set()).add(match[2])
    return versions


def wanted(requirements: list[str]) -> set[str]:
    """The normalised names of requirements such as ``pandera[polars]>=0.30``."""
    names = (re.match(r"[A-Za-z0-9._-]+", requirement) for requirement in requirements)
    return {re.sub(r"[-_.]+", "-", match[0]).lower() for match in names if match}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(entries) > 40
    for entry in entries:
        assert REQUIREMENT.match(entry), entry[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--index-url|--extra-index-url|--find-links|-e|-c|-r)\b", text, re.MULTILINE)


def test_the_locks_hold_what_the_project_asks_for() -> None:
    runtime, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    project = PYPROJECT["project"]
    extras = project["optional-dependencies"]
    assert wanted(project["dependencies"]) <= runtime.keys()
    assert wanted(PYPROJECT["build-system"]["requires"]) | wanted(extras["build"]) <= runtime.keys()
    assert {each for extra in extras.values() for each in wanted(extra)} <= dev.keys()


def test_spark_has_a_lock_of_its_own() -> None:
    text = (ROOT / "requirements-spark.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert all(REQUIREMENT.match(entry) and re.search(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)
    assert "://" not in text
    assert wanted(PYPROJECT["dependency-groups"]["spark"]) <= locked("requirements-spark.lock").keys()
    assert not locked("requirements-spark.lock").keys() & locked("requirements.lock").keys()


def test_what_is_tested_is_what_is_run() -> None:
    dev = locked("requirements-dev.lock")
    assert {each: dev.get(each) for each in locked("requirements.lock")} == locked("requirements.lock")


def test_no_module_is_too_long() -> None:
    folders = [ROOT / folder for folder in ("src", "tests", "tools", "benchmarks") if (ROOT / folder).is_dir()]
    assert [(name(path), lines) for path, lines in module_sizes.too_long(folders)] == []


def test_a_module_that_is_too_long_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "fits.py").write_text("\n" * module_sizes.LIMIT, encoding="utf-8")
    assert module_sizes.main([str(tmp_path)]) == 0
    (tmp_path / "long.py").write_text("\n" * (module_sizes.LIMIT + 1), encoding="utf-8")
    assert module_sizes.main([str(tmp_path)]) == 1
    assert "long.py: 601 lines" in capsys.readouterr().err
    assert module_sizes.main([str(tmp_path / "absent")]) == 2


def public_names(path: Path) -> tuple[set[str], list[str] | None]:
    """The public names that an ``__init__.py`` binds, and its ``__all__``."""
    bound: set[str] = set()
    listed: list[str] | None = None
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.ImportFrom(module="__future__"):
                pass
            case ast.ImportFrom() | ast.Import():
                bound |= {alias.asname or alias.name for alias in node.names}
            case ast.FunctionDef() | ast.ClassDef():
                bound.add(node.name)
            case ast.Assign(targets=[ast.Name(id="__all__")]):
                listed = ast.literal_eval(node.value)
            case ast.Assign(targets=[ast.Name(id=target)]) | ast.AnnAssign(target=ast.Name(id=target)):
                bound.add(target)
    return {each for each in bound if not each.startswith("_")}, listed


def in_order(names: list[str]) -> list[str]:
    """Constants, then types, then functions, each by the alphabet, as ruff sorts ``__all__`` too."""
    return sorted(names, key=lambda each: (not each.isupper(), not each[0].isupper(), each))


@pytest.mark.parametrize("path", PACKAGES, ids=name)
def test_a_package_lists_exactly_its_public_names(path: Path) -> None:
    bound, listed = public_names(path)
    public = [each for each in listed or [] if not each.startswith("_")]
    assert set(public) == bound
    assert public == in_order(public)


def publiccode() -> dict[str, Any]:
    """The file that catalogues of public software read."""
    data: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    return data


def test_publiccode_has_its_mandatory_keys() -> None:
    data = publiccode()
    keys = "publiccodeYmlVersion name url platforms categories developmentStatus softwareType description legal"
    assert set(f"{keys} maintenance localisation".split()) <= data.keys()
    assert data["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert data["softwareType"] == "standalone/web"
    assert data["legal"]["license"] == PYPROJECT["project"]["license"]
    assert data["maintenance"]["type"] in {"internal", "community"}
    assert all(contact["name"] for contact in data["maintenance"]["contacts"])
    assert data["localisation"] == {"localisationReady": True, "availableLanguages": ["nl", "en"]}
    assert str(data["softwareVersion"]) == speelveld.__version__


@pytest.mark.parametrize("language", ["nl", "en"])
def test_publiccode_describes_the_software(language: str) -> None:
    description = publiccode()["description"][language]
    assert 0 < len(description["shortDescription"]) <= 150
    assert "\n" not in description["shortDescription"]
    assert 150 <= len(description["longDescription"]) <= 10_000
    assert 5 <= len(description["features"]) <= 20
