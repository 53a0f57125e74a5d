# SPDX-License-Identifier: EUPL-1.2
"""The commands that work on a user's own file: ``measure`` and ``compare``.

They print to whoever gave the file; nothing is published, so nothing passes the disclosure guard. Small cells are shown
as they are.
"""
