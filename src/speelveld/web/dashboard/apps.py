# SPDX-License-Identifier: EUPL-1.2
"""The dashboard as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """The public pages. No models: everything they show comes from the edition."""

    name = "speelveld.web.dashboard"
    label = "dashboard"
