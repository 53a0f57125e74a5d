# SPDX-License-Identifier: EUPL-1.2
"""``speelveld serve``: the site on one's own machine or behind a proxy, with waitress."""

from __future__ import annotations

import errno
import logging
import os
import sys
import threading
from typing import Any

from speelveld.errors import SpeelveldError
from speelveld.web import data

THREADS = 4


class PortTaken(SpeelveldError):
    """The address to listen on cannot be used."""


def serve(port: int, host: str = "127.0.0.1") -> None:
    """Serve the site until it is stopped, and say where once it answers.

    Migrates the database first. Raises EditionError when there is no edition, and PortTaken when the port is in use or
    not allowed.
    """
    data.current()
    server = listen(port, host)
    threading.Thread(target=warm, daemon=True).start()
    announced = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Speelveld: http://{announced}:{server.effective_port}/ (stop with Ctrl+C)\n")
    sys.stdout.flush()
    try:
        server.run()
    finally:
        server.close()


def warm() -> None:
    """Draw the pictures and the usual study of the first municipality, so that its first visitor need not wait."""
    from django.conf import settings

    from speelveld.web import laboratory, pictures

    try:
        edition = data.current()
        municipality = data.default_municipality(edition)
        for language, _ in settings.LANGUAGES:
            pictures.offered(edition, municipality, language)
            pictures.map_of(edition, municipality, language)
        laboratory.study(edition, municipality, laboratory.Asked(), patience=None)
    except SpeelveldError as error:
        # The visitor's own request will say so on its page.
        logging.getLogger(__name__).warning("%s", error)


def listen(port: int, host: str) -> Any:
    """A waitress server that is bound to the address, with the database up to date. Raises PortTaken."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "speelveld.web.settings")
    from waitress import create_server

    from speelveld.web.wsgi import application

    _migrate()
    # A browser asks for more at once than there are threads. That a request waits a moment is no news.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    opened: dict[int, Any] = {}
    try:
        return create_server(application, map=opened, host=host, port=port, threads=THREADS, ident=None)
    except (OSError, ValueError) as error:
        for each in list(opened.values()):
            each.close()
        raise PortTaken(_why(error, port, host)) from error


def _why(error: OSError | ValueError, port: int, host: str) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return f"Port {port} is in use. Stop what uses it, or choose another one: speelveld serve --port {port + 1}"
    if number in {errno.EACCES, errno.EPERM}:
        return f"Port {port} may not be used by this account. Choose one above 1023: speelveld serve --port 8000"
    return f"{host}, port {port}: the address cannot be listened on ({error})."


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
