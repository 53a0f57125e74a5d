# SPDX-License-Identifier: EUPL-1.2
"""The publishers' files: one module per publisher, raw bytes in, checked tables out."""
