# SPDX-License-Identifier: EUPL-1.2
"""Placement: rules, mechanisms, the lottery, the verifier and the explanation per child. Pure: no I/O and no web."""
