# SPDX-License-Identifier: EUPL-1.2
"""How long a page takes inside the site: the first time, and once warm."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from benchmarks.timing import median_seconds, readable, table

LIMIT = 0.1
PAGES = ("/groningen/", "/en/groningen/", "/amsterdam/", "/rozendaal/", "/gemeenten/", "/groningen/cijfers.json")


def run() -> str:
    """Build an edition, start the site in this process, and ask for pages through its WSGI handler."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SPEELVELD_DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "speelveld.web.settings")
        import django

        from speelveld.editions.build import build

        build(Path(folder) / "editions")
        django.setup()
        from django.test import Client

        client, rows = Client(headers={"host": "localhost"}), []
        for page in PAGES:
            start = time.perf_counter()
            answer = client.get(page)
            first = time.perf_counter() - start
            if answer.status_code != 200:
                raise SystemExit(f"{page} answered {answer.status_code}")
            warm = median_seconds(lambda page=page: client.get(page), repeat=9)  # type: ignore[misc]
            rows.append(
                (page, readable(first), readable(warm), f"{warm / LIMIT:.0%}", f"{len(answer.content) // 1024} KiB")
            )
    return table("Pages", ("page", "first", "warm", f"of the aim ({readable(LIMIT)})", "size"), rows)
