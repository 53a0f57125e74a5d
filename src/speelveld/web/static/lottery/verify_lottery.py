# SPDX-License-Identifier: EUPL-1.2
"""Check a placement lottery on your own computer, with nothing but Python itself (3.10 or later).

    python verify_lottery.py DOSSIER.json REVEAL.json                             every number
    python verify_lottery.py DOSSIER.json REVEAL.json --child A-0001 --salt HEX   the number of one child
        [--family F-1 --family-salt HEX]    where brothers and sisters share a number
        [--proof PROOF.json]                where the list itself was not published
    --dossier-hash HEX                      the hash that you wrote down when the dossier was published

The recipe. H is SHA-256, and || means: followed by.

    hash of the dossier   H(the dossier, written in one fixed way)
    seed                  H("seed:" || randomness of the beacon || the secret of each party || hash of the dossier)
    name of a child       H("child:" || salt || application id)
    number of a child     H("number:" || seed || name of the child)      the lowest number comes first

That the network signed the beacon takes elliptic curves. They stand in verify_beacon.py, also plain Python, which is
used when it lies beside this file. NOT CHECKED without it: then compare the signature below with the one that the
network shows for this round, for instance at https://api.drand.sh/CHAIN/public/ROUND.
"""

import argparse
import hashlib
import json
import runpy
import sys
from datetime import datetime
from pathlib import Path

# The two public networks: the moment of their first round, and the seconds between rounds.
CHAINS = {
    "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce": (1595431050, 30),
    "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971": (1692803367, 3),
}
LEAD = 3600  # seconds that must lie between the freeze of the dossier and the round


def sha256(*parts):
    """The hash of the parts, one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def require(condition, complaint):
    """Stop unless the condition holds."""
    if not condition:
        sys.exit(f"NOT CORRECT: {complaint}")


def load(path):
    """Read a JSON file in which no key stands twice."""

    def once(pairs):
        require(len(dict(pairs)) == len(pairs), f"{path}: a key stands twice")
        return dict(pairs)

    return json.loads(Path(path).read_text(encoding="utf-8"), object_pairs_hook=once)


def canonical(value):
    """The one way to write a document: keys in order, no spaces, only plain characters."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def entry_of(name, family):
    """What stands in the list for one child: its name, and that of its family or 32 zeros."""
    return name + (family or bytes(32))


def root_of(entries):
    """One hash for the whole list: hash the entries, then hash them two by two until one is left."""
    level = [sha256(b"\x00", entry) for entry in entries] or [sha256()]
    while len(level) > 1:
        pairs = [sha256(b"\x01", level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[2 * len(pairs) :]
    return level[0]


def root_of_proof(entry, index, size, path):
    """The same hash from one entry and the hashes beside it on the way up."""
    found, last, path = sha256(b"\x00", entry), size - 1, list(path)
    while last > 0:
        if index % 2:
            found = sha256(b"\x01", path.pop(0), found)
        elif index < last:
            found = sha256(b"\x01", found, path.pop(0))
        index, last = index // 2, last // 2
    require(not path and index == 0, "the proof is longer than it can be")
    return found


def check_dossier(dossier):
    """What was frozen: the root fits the list, and the rounds lay in the future."""
    require(dossier["format"] == "speelveld-dossier/1", "this is not a dossier")
    frozen = datetime.fromisoformat(dossier["frozen_at"].replace("Z", "+00:00")).timestamp()
    for source in dossier["sources"]:
        require(source["chain"] in CHAINS, "the chain of a source is not a public network known here")
        first, period = CHAINS[source["chain"]]
        require(first + (source["round"] - 1) * period >= frozen + LEAD, "a round was not in the future at the freeze")
    listed = dossier["applicants"].get("list")
    if listed is not None:
        names = [name for name, _ in listed]
        require(names == sorted(set(names)), "the list is not in order, or an application stands in it twice")
        require(
            len(names) == dossier["applicants"]["count"], "the list does not have the number of applications it names"
        )
        entries = [entry_of(bytes.fromhex(name), family and bytes.fromhex(family)) for name, family in listed]
        require(root_of(entries).hex() == dossier["applicants"]["root"], "the root is not that of the list")


def seed_of(dossier, reveal):
    """The seed, after the check that beacon and secrets are those that were announced."""
    require(reveal["format"] == "speelveld-reveal/1", "this is not a reveal")
    fingerprint = sha256(canonical(dossier))
    require(reveal["dossier"] == fingerprint.hex(), "the reveal belongs to another dossier")
    source, beacon = dossier["sources"][reveal["source"]], reveal["beacon"]
    require(len(reveal["unavailable"]) == reveal["source"], "it is not told why a source was passed over")
    require(beacon["round"] == source["round"], "the beacon is not that of the announced round")
    secrets = [bytes.fromhex(secret) for secret in reveal["secrets"]]
    require(len(secrets) == len(dossier["commitments"]) > 0, "there is not one secret of each party")
    for secret, promise in zip(secrets, dossier["commitments"], strict=True):
        opened = len(secret) == 32 and sha256(b"commitment:", secret).hex() == promise["commitment"]
        require(opened, f"the secret of {promise['party']} is not the promised one")
    randomness = sha256(bytes.fromhex(beacon["signature"]))
    return fingerprint, sha256(b"seed:", randomness, *secrets, fingerprint)


def check_signature(source, beacon):
    """Whether the network signed this beacon, by the file beside this one. False: that file is not there."""
    file = Path(__file__).with_name("verify_beacon.py")
    if not file.exists():
        return False
    signed = (source["chain"], beacon["round"], beacon["signature"], beacon.get("previous_signature", ""))
    is_signed = runpy.run_path(str(file))["is_signed"]
    require(is_signed(*signed), "the signature of the beacon is not that of the network")
    return True


def number_of(seed, name):
    """The number of a child or a family: a hash, read as one large whole number."""
    return int.from_bytes(sha256(b"number:", seed, name), "big")


def line_of(seed, name, family):
    """Where a child stands in line: the number of the family where it shares one, then its own."""
    own = number_of(seed, name)
    return (number_of(seed, family) if family else own, own)


def main():
    """Check, and print."""
    parser = argparse.ArgumentParser(description="Check a placement lottery.")
    parser.add_argument("dossier")
    parser.add_argument("reveal")
    for option in ("--child", "--salt", "--family", "--family-salt", "--proof", "--dossier-hash"):
        parser.add_argument(option)
    asked = parser.parse_args()
    dossier, reveal = load(asked.dossier), load(asked.reveal)
    check_dossier(dossier)
    fingerprint, seed = seed_of(dossier, reveal)
    require(asked.dossier_hash in (None, fingerprint.hex()), "this is not the dossier whose hash you wrote down")
    source = dossier["sources"][reveal["source"]]
    checked = check_signature(source, reveal["beacon"])
    print(f"dossier  {fingerprint.hex()}")
    print(f"beacon   round {source['round']} of chain {source['chain']}; signature {reveal['beacon']['signature']}")
    for passed, reason in zip(dossier["sources"][: reveal["source"]], reveal["unavailable"], strict=True):
        print(f"passed   round {passed['round']} of chain {passed['chain']}: {reason}")
    print(f"seed     {seed.hex()}")
    names = dossier["applicants"].get("list", [])
    listed = [(bytes.fromhex(name), family and bytes.fromhex(family)) for name, family in names]
    order = sorted(listed, key=lambda one: line_of(seed, *one))
    if asked.child is None:
        for place, one in enumerate(order, start=1):
            print(f"{place:7}  {one[0].hex()}  number {line_of(seed, *one)[0]:064x}")
    else:
        require(asked.salt is not None, "give the salt of the child with --salt; it stands in your letter")
        name = sha256(b"child:", bytes.fromhex(asked.salt), asked.child.encode("ascii"))
        family = None
        if asked.family is not None:
            require(asked.family_salt is not None, "give the salt of the family with --family-salt")
            family = sha256(b"family:", bytes.fromhex(asked.family_salt), asked.family.encode("ascii"))
        if asked.proof is not None:
            proof = load(asked.proof)
            path = [bytes.fromhex(text) for text in proof["path"]]
            found = root_of_proof(entry_of(name, family), proof["index"], dossier["applicants"]["count"], path)
            require(found.hex() == dossier["applicants"]["root"], "the proof does not lead to the frozen list")
        else:
            require((name, family) in order, "this child does not stand in the frozen list")
        place = f", place {order.index((name, family)) + 1} of {len(order)}" if order else ""
        print(f"child    {name.hex()}  number {line_of(seed, name, family)[0]:064x}{place}")
    print("CORRECT" if checked else "CORRECT, except what was NOT CHECKED: that the network signed the beacon")


if __name__ == "__main__":
    try:
        main()
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        sys.exit(f"NOT CORRECT: a file does not have the form that it should have ({error!r})")
