# SPDX-License-Identifier: EUPL-1.2
"""Collects the sentences to translate and compiles the catalogues: ``python tools/messages.py [--check]``.

Message ids are English sentences; the Dutch catalogue must be complete. ``--check`` changes nothing and says whether
the catalogues hold exactly the sentences of the code. Needs gettext (xgettext, msgmerge); running Speelveld does not,
since the compiled catalogues are committed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "speelveld"
LANGUAGES = ("nl",)
Key = tuple[str, str, str]


def collect(package: Path) -> None:
    """Bring the catalogues below ``package`` up to date with its sentences. Raises SystemExit when gettext fails."""
    (package / "locale").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "django", "makemessages", "--no-obsolete", "--no-wrap", "--add-location=file"),
                *(f"--locale={language}" for language in LANGUAGES),
            ],
            cwd=package,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "speelveld.web.settings",
                "SPEELVELD_DATA_DIR": data,
            },
            check=False,
        )
    if done.returncode:
        raise SystemExit("messages: gettext could not collect the sentences (see above).")


def catalogue(package: Path, language: str) -> Path:
    """The catalogue of a language."""
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def keys(path: Path) -> set[Key]:
    """The sentences of a catalogue: context, sentence and plural."""
    return {(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in polib.pofile(str(path))}


def unfinished(path: Path) -> list[str]:
    """The sentences of a catalogue that have no checked translation."""
    po = polib.pofile(str(path))
    return [entry.msgid for entry in po if entry.fuzzy or not entry.translated()]


def compile_catalogue(path: Path) -> None:
    """Write the ``.mo`` file beside the ``.po`` file, and leave out the moment of collecting, which changes nothing."""
    po = polib.pofile(str(path), wrapwidth=0)
    po.metadata.pop("POT-Creation-Date", None)
    po.save(str(path))
    po.save_as_mofile(str(path.with_suffix(".mo")))


def differences(package: Path) -> list[str]:
    """How the catalogues differ from the sentences of the code, in words."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / package.name
        shutil.copytree(package, copy, ignore=shutil.ignore_patterns("bundled", "__pycache__", "*.mo", "fonts"))
        collect(copy)
        for language in LANGUAGES:
            now, kept = keys(catalogue(copy, language)), keys(catalogue(package, language))
            found += [f"{language}: '{key[1]}' is not in the catalogue." for key in sorted(now - kept)]
            found += [f"{language}: '{key[1]}' is no longer in the code." for key in sorted(kept - now)]
    return found


def main(arguments: list[str]) -> int:
    """Collect and compile, or check; 1 when something is not translated or out of date."""
    faults = []
    if arguments == ["--check"]:
        faults = differences(PACKAGE)
    else:
        collect(PACKAGE)
        for language in LANGUAGES:
            compile_catalogue(catalogue(PACKAGE, language))
    for language in LANGUAGES:
        faults += [
            f"{language}: '{text}' has no checked translation." for text in unfinished(catalogue(PACKAGE, language))
        ]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
