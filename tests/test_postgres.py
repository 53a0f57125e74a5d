# SPDX-License-Identifier: EUPL-1.2
"""The register in PostgreSQL, as on a server. ``SPEELVELD_TEST_POSTGRES`` says where; ``.ci/run`` starts one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ASK = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", interactive=False, verbosity=0)
with connection.cursor() as cursor:
    cursor.execute("select current_setting('server_encoding')")
    print(connection.vendor, *cursor.fetchone())
"""


def ask(folder: Path, url: str) -> subprocess.CompletedProcess[str]:
    """Migrate the register at ``url`` as an installation does, and ask what it is."""
    return subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=folder,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "speelveld.web.settings", "SPEELVELD_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_register_lives_in_postgresql(tmp_path: Path) -> None:
    url = os.environ.get("SPEELVELD_TEST_POSTGRES", "")
    if not url:
        pytest.skip("SPEELVELD_TEST_POSTGRES is not set")
    done = ask(tmp_path, url)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["postgresql", "UTF8"]


def test_an_address_of_another_database_is_refused(tmp_path: Path) -> None:
    done = ask(tmp_path, "mysql://somebody@127.0.0.1/speelveld")
    assert done.returncode != 0
    assert "SPEELVELD_DATABASE_URL must look like postgres://" in done.stderr
