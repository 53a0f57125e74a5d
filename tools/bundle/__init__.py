# SPDX-License-Identifier: EUPL-1.2
"""Makes the files in ``src/speelveld/sources/bundled/`` from the publishers' originals.

Run as ``python -m tools.bundle ORIGINALS_DIR``. A bundled file keeps the publisher's own dialect (encoding, separator,
line ends, header names, title lines) byte for byte, but holds only the columns and rows that a figure uses.
"""
