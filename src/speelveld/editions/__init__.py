# SPDX-License-Identifier: EUPL-1.2
"""Editions: immutable folders of checked tables. Build them, open them, list them."""
