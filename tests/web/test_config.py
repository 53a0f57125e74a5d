# SPDX-License-Identifier: EUPL-1.2
"""The settings of an installation: from the environment, from a file, and the key that it makes once."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pydantic import ValidationError

from speelveld.web.config import Configuration
from speelveld.web.settings import database


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without a settings file, and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for name in ("MUNICIPALITY", "DATA_DIR", "SECRET_KEY", "ALLOWED_HOSTS"):
        monkeypatch.delenv(f"SPEELVELD_{name}", raising=False)


def test_the_defaults_are_for_ones_own_machine() -> None:
    now = Configuration()
    assert now.municipality == "Groningen"
    assert now.language == "nl"
    assert now.debug is False
    assert set(now.allowed_hosts) == {"localhost", "127.0.0.1", "[::1]"}
    assert now.https is False


def test_the_file_is_read_and_the_environment_goes_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "speelveld.toml").write_text('municipality = "Assen"\nlanguage = "en"\nallowed_hosts = ["a.example"]\n')
    assert (Configuration().municipality, Configuration().language) == ("Assen", "en")
    monkeypatch.setenv("SPEELVELD_MUNICIPALITY", "Utrecht")
    assert (Configuration().municipality, Configuration().language) == ("Utrecht", "en")
    assert Configuration().allowed_hosts == ["a.example"]


def test_a_setting_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    (tmp_path / "speelveld.toml").write_text('municipalty = "Assen"\n')
    with pytest.raises(ValidationError, match="municipalty"):
        Configuration()


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    now = Configuration(data_dir=tmp_path / "var")
    key = now.key()
    file = tmp_path / "var/secret-key"
    assert len(key) > 50
    assert now.key() == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret-key"]


def test_another_installation_has_another_key(tmp_path: Path) -> None:
    one, two = (Configuration(data_dir=tmp_path / name).key() for name in ("one", "two"))
    assert one != two


def test_a_key_that_is_set_is_used_and_none_is_written(tmp_path: Path) -> None:
    assert Configuration(secret_key="given", data_dir=tmp_path / "var").key() == "given"
    assert not (tmp_path / "var").exists()


def test_two_starts_at_once_agree_on_the_key(tmp_path: Path) -> None:
    keys: list[str] = []
    threads = [
        threading.Thread(target=lambda: keys.append(Configuration(data_dir=tmp_path / "var").key())) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_sqlite_unless_a_database_is_named(tmp_path: Path) -> None:
    assert database("", tmp_path)["NAME"] == tmp_path / "speelveld.sqlite3"
    named = database("postgres://someone:p%40ss@db.example:5433/speelveld", tmp_path)
    assert named["ENGINE"] == "django.db.backends.postgresql"
    assert (named["USER"], named["PASSWORD"], named["HOST"], named["PORT"], named["NAME"]) == (
        "someone",
        "p@ss",
        "db.example",
        5433,
        "speelveld",
    )


@pytest.mark.parametrize("url", ["mysql://a/b", "postgres://", "speelveld"])
def test_a_database_that_is_not_understood_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="SPEELVELD_DATABASE_URL"):
        database(url, tmp_path)
