# SPDX-License-Identifier: EUPL-1.2
"""``python -m speelveld`` is the command line."""

from speelveld.cli import main

main()
