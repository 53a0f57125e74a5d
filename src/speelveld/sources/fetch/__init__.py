# SPDX-License-Identifier: EUPL-1.2
"""The publishers' current files, fetched: DUO's CKAN, CBS's OData 4, PDOK's WFS and Atom.

Never silently replaced: a file that cannot be had is a FetchError, and the file that was there before stays.
"""

from speelveld.sources.fetch.catalogue import CATALOGUE, Entry, Publishers, entries
from speelveld.sources.fetch.command import fetch_command
from speelveld.sources.fetch.download import download
from speelveld.sources.fetch.model import Digest, Item, Kind, Outcome, Progress, Settings, Silent, Status
from speelveld.sources.fetch.run import Failure, Fetched, Report, Request, fetch
from speelveld.sources.fetch.transport import Session

__all__ = [
    "CATALOGUE",
    "Digest",
    "Entry",
    "Failure",
    "Fetched",
    "Item",
    "Kind",
    "Outcome",
    "Progress",
    "Publishers",
    "Report",
    "Request",
    "Session",
    "Settings",
    "Silent",
    "Status",
    "download",
    "entries",
    "fetch",
    "fetch_command",
]
