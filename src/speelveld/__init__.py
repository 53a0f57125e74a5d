# SPDX-License-Identifier: EUPL-1.2
"""Speelveld: measure, plan, act on and account for school segregation and equal chances."""

__version__ = "0.1.0"
