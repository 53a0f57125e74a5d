# SPDX-License-Identifier: EUPL-1.2
"""The WSGI application: ``waitress-serve speelveld.web.wsgi:application``, or any other WSGI server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "speelveld.web.settings")

application = get_wsgi_application()
