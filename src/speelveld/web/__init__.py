# SPDX-License-Identifier: EUPL-1.2
"""The site: Django, rendered on the server, the same with and without JavaScript.

``config`` reads the settings, ``data`` is the only module that asks ``figures`` for numbers, ``pictures`` the only one
that asks ``render`` for pictures. One app per screen family; ``dashboard`` is the first.
"""
