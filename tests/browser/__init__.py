# SPDX-License-Identifier: EUPL-1.2
"""The pages in the system's Chromium.

A package, unlike the other folders of tests, so that the browser can be closed when the last of these tests is done:
while it is open, an event loop runs, and Django refuses to use its database in other tests.
"""
