# SPDX-License-Identifier: EUPL-1.2
"""The page that tells how to run a placement, done from top to bottom: every block, and every command between them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "run-a-placement.md"
BLOCK = re.compile(
    r"^(?:<!-- (?P<mark>.+?) -->\n)?```(?P<kind>text|python|console)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL
)


def test_a_year_of_an_invented_city(tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    told = []
    for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        if block["kind"] == "text":
            (tmp_path / str(block["mark"]).removeprefix("file: ")).write_text(block["text"], encoding="utf-8")
            continue
        typed = [[sys.executable, "-c", block["text"]]]
        if block["kind"] == "console":
            typed = [shlex.split(line.removeprefix("$ ")) for line in block["text"].splitlines()]
        for command in typed:
            done = subprocess.run(
                command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
            )
            assert done.returncode == 0, done.stderr
            told.append(done.stdout)
    assert any("Verified: this lottery was drawn as it was announced." in text for text in told)
    assert any("4 of 4 children have a place; verified." in text for text in told)
