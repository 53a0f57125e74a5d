# SPDX-License-Identifier: EUPL-1.2
"""The public pages about a municipality, its figures, how we know them and where they come from."""
