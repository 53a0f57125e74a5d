# SPDX-License-Identifier: EUPL-1.2
"""The outsider: reads an exported site as anyone can, joins it with public files, and tries to find what is hidden.

Nothing here asks the software that makes the site for anything. What is read is what is published: pages, pictures,
files, and what stands beside the text. Only :mod:`.evaluator`, the referee, knows the true counts.

    findings = attack_site(Path("site"))
"""

from speelveld.disclosure.attack import Finding
from speelveld.outsider.attempts import CHECKS, Attempt, attack_site, attempt
from speelveld.outsider.differences import Answer, between_answers, between_sites
from speelveld.outsider.site import read_site

__all__ = [
    "CHECKS",
    "Answer",
    "Attempt",
    "Finding",
    "attack_site",
    "attempt",
    "between_answers",
    "between_sites",
    "read_site",
]
