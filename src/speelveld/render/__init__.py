# SPDX-License-Identifier: EUPL-1.2
"""Sentences, tables, charts and maps, made of figures. Every number in them is a Publishable."""
