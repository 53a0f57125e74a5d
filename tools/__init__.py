# SPDX-License-Identifier: EUPL-1.2
"""Scripts for maintainers."""
