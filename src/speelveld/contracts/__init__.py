# SPDX-License-Identifier: EUPL-1.2
"""One contract per table: its columns, their limits, and its description as CSV-W and as a data package."""
