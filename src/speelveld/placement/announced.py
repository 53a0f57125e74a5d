# SPDX-License-Identifier: EUPL-1.2
"""The sources of a lottery's seed, set in the rules: which networks, how long after the freeze, and in which order.

Rules that name them leave nothing to choose: the rounds follow from the moment of the freeze. The first source counts;
the others are the fallback, for when the network before gives no round.
"""

from __future__ import annotations

from typing import Any

from speelveld.errors import Fault, InputError
from speelveld.placement.chains import chain_named
from speelveld.placement.dossier import Dossier
from speelveld.placement.rules import Rules


def sources_of(rules: Rules, frozen_at: int) -> list[tuple[str, int]]:
    """Per source of the rules, in order, the hash of its chain and the first round that is as late as the rules say.

    ``frozen_at`` in seconds since 1970 (UTC). Empty where the rules do not name sources.
    """
    draw: dict[str, Any] = rules.document.get("draw", {"sources": []})
    found = []
    for one in draw["sources"]:
        chain = chain_named(one["chain"])
        found.append((chain.hash, chain.first_round_after(frozen_at + 3600 * one["hours"] - 1)))
    return found


def refuse_other_sources(rules: Rules, dossier: Dossier, file: str = "") -> None:
    """Raise InputError, with every fault, where a dossier does not follow the sources and parties of its rules."""
    faults = []
    if dossier.rules != rules.hash.hex():
        faults.append(Fault(f"rules: it names {dossier.rules}, and these rules are {rules.hash.hex()}.", file))
    wanted = sources_of(rules, dossier.frozen_at)
    named = [(one.chain.hash, one.round) for one in dossier.sources]
    if wanted and named != wanted:
        rounds = ", then ".join(f"round {number} of {chain}" for chain, number in wanted)
        faults.append(Fault(f"sources: by its rules (draw.sources) the dossier must name {rounds}.", file))
    parties = rules.document.get("draw", {}).get("parties")
    if parties is not None and list(dossier.parties) != parties:
        faults.append(Fault(f"commitments: by its rules (draw.parties) they are of {', '.join(parties)}.", file))
    if faults:
        raise InputError(faults)
