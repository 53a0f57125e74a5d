# SPDX-License-Identifier: EUPL-1.2
"""The laws are tested without a clock: on a busy machine a quick test may take long."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("advice", deadline=None, max_examples=60)
settings.load_profile("advice")
