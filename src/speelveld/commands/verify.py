# SPDX-License-Identifier: EUPL-1.2
"""``speelveld verify``: was this lottery drawn as it was announced, and which number has each child?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from speelveld.commands import output
from speelveld.errors import Fault, InputError
from speelveld.placement import commitment, lottery
from speelveld.placement.canonical import from_hex, parse
from speelveld.placement.dossier import Applicant, Dossier, check_register
from speelveld.placement.dossier import read as read_dossier

Salt = Annotated[str | None, typer.Option("--salt", metavar="HEX", help="The child's salt, from the family's letter.")]


def verify_command(
    dossier: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The dossier, published before.")],
    reveal: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The reveal, published after.")],
    dossier_hash: Annotated[
        str | None,
        typer.Option("--dossier-hash", metavar="HEX", help="The hash as witnesses wrote it down before the draw."),
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="The rules file, to compare with the hash and the sources in the dossier."
        ),
    ] = None,
    register: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="All dossiers that were published, in one list, oldest first."),
    ] = None,
    child: Annotated[str | None, typer.Option("--child", metavar="ID", help="The application id of one child.")] = None,
    salt: Salt = None,
    family: Annotated[
        str | None, typer.Option("--family", metavar="ID", help="The family's id, where its children share a number.")
    ] = None,
    family_salt: Annotated[
        str | None, typer.Option("--family-salt", metavar="HEX", help="The family's salt, from the family's letter.")
    ] = None,
    proof: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="The child's proof, where the list itself is not published."),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A beacon that the reveal says was not available."),
    ] = None,
    output_format: output.AsFormat = output.OutputFormat.TEXT,
) -> None:
    """Verify a placement lottery: the dossier, the beacon's signature, the seed, and every number."""
    if child is not None and salt is None:
        raise typer.BadParameter("a child is found by its id and its salt.", param_hint="--salt")
    if family is not None and (child is None or family_salt is None):
        raise typer.BadParameter("a family goes with --child and --family-salt.", param_hint="--family")
    frozen = read_dossier(_json(dossier), dossier.name)
    if dossier_hash not in {None, frozen.hash.hex()}:
        message = f"its hash is {frozen.hash.hex()}, and not {dossier_hash}, which was written down before."
        raise InputError(Fault(message, dossier.name, advice="This is not the dossier that was published."))
    if rules is not None:
        _refuse_other_rules(frozen, rules, dossier.name)
    if register is not None:
        _refuse_outside_register(frozen, register)
    drawn = lottery.draw(frozen, _json(reveal), reveal.name)
    result = _drawn(drawn)
    if against is not None:
        _refuse_refuted(drawn, against)
    if child is not None:
        result["child"] = _child(drawn, _applicant(child, salt or "", family, family_salt), proof)
    elif frozen.applicants is not None:
        result["numbers"] = _numbers(drawn, frozen.applicants)
    if output_format is output.OutputFormat.JSON:
        output.print_json(result)
    else:
        _print(result)


def _json(file: Path) -> Any:
    try:
        return parse(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(
            Fault(f"it is not a JSON file that can be read in one way only: {error}.", file.name)
        ) from None


def _refuse_other_rules(frozen: Dossier, file: Path, name: str) -> None:
    from speelveld.commands.rules_file import read_rules_file
    from speelveld.placement.announced import refuse_other_sources

    found = read_rules_file(file)
    if found.hash.hex() != frozen.rules:
        message = f"its hash is {found.hash.hex()}, and the dossier was frozen with the rules {frozen.rules}."
        raise InputError(Fault(message, file.name, advice="These are not the rules that were published."))
    refuse_other_sources(found, frozen, name)


def _refuse_outside_register(frozen: Dossier, file: Path) -> None:
    documents = _json(file)
    if not isinstance(documents, list):
        raise InputError(Fault("a register is a list of dossiers.", file.name))
    check_register(documents, file.name)
    if frozen.hash not in {read_dossier(one).hash for one in documents}:
        raise InputError(Fault(f"the dossier {frozen.hash.hex()} does not stand in the register.", file.name))


def _drawn(drawn: lottery.Draw) -> dict[str, Any]:
    source = drawn.dossier.sources[drawn.source]
    return {
        "verified": True,
        "procedure": drawn.dossier.procedure,
        "dossier": drawn.dossier.hash.hex(),
        "frozen_at": _moment(drawn.dossier.frozen_at),
        "rules": drawn.dossier.rules,
        "applicants": drawn.dossier.count,
        "beacon": {
            "chain": source.chain.hash,
            "round": source.round,
            "made_at": _moment(source.moment),
            "randomness": drawn.beacon.randomness.hex(),
        },
        "passed_over": [
            {"chain": one.chain.hash, "round": one.round, "reason": reason}
            for one, reason in zip(drawn.dossier.sources[: drawn.source], drawn.unavailable, strict=True)
        ],
        "seed": drawn.seed.hex(),
    }


def _refuse_refuted(drawn: lottery.Draw, file: Path) -> None:
    place = lottery.refuted_by(drawn, _json(file))
    if place is not None:
        source = drawn.dossier.sources[place]
        message = f"round {source.round} of the chain {source.chain.hash} was available, and was passed over."
        raise InputError(Fault(message, file.name, advice="The lottery was not drawn as it was announced."))
    output.messages.print(f"{file.name} is no beacon of a source that was passed over.", style="yellow", markup=False)


def _applicant(child: str, salt: str, family: str | None, family_salt: str | None) -> Applicant:
    try:
        shared = None
        if family is not None:
            shared = commitment.family_pseudonym(from_hex(family_salt, 32), family)
        return Applicant(commitment.pseudonym(from_hex(salt, 32), child), shared)
    except ValueError as error:
        raise InputError(Fault(f"the id or the salt is wrong: {error}.")) from None


def _child(drawn: lottery.Draw, applicant: Applicant, proof: Path | None) -> dict[str, Any]:
    frozen: Dossier = drawn.dossier
    if proof is not None:
        listed = lottery.is_listed(frozen, applicant, _json(proof))
    elif frozen.applicants is None:
        raise InputError(Fault("the dossier publishes no list.", advice="Give the proof from the letter with --proof."))
    else:
        listed = applicant in frozen.applicants
    if not listed:
        advice = "Check the id and the salt, and the family's where brothers and sisters share a number."
        raise InputError(Fault("this child does not stand in the frozen list.", advice=advice))
    number = lottery.line_of(drawn.seed, applicant)
    found: dict[str, Any] = {"pseudonym": applicant.pseudonym.hex(), "number": f"{number.first:064x}"}
    if frozen.applicants is not None:
        found["place"] = lottery.places_in_line(lottery.numbers(drawn, frozen.applicants))[applicant.pseudonym]
    return found


def _numbers(drawn: lottery.Draw, applicants: tuple[Applicant, ...]) -> list[dict[str, Any]]:
    line = lottery.numbers(drawn, applicants)
    places = lottery.places_in_line(line)
    return [
        {"place": place, "pseudonym": one.hex(), "number": f"{line[one].first:064x}"} for one, place in places.items()
    ]


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _print(result: dict[str, Any]) -> None:
    beacon = result["beacon"]
    typer.echo(f"procedure  {result['procedure']}, {result['applicants']} applications")
    typer.echo(f"dossier    {result['dossier']}, frozen at {result['frozen_at']}")
    typer.echo(
        f"beacon     round {beacon['round']} of {beacon['chain']}, made at {beacon['made_at']}: signature verified"
    )
    for one in result["passed_over"]:
        typer.echo(f"passed     round {one['round']} of {one['chain']}: {one['reason']}")
    typer.echo(f"seed       {result['seed']}")
    for one in result.get("numbers", ()):
        typer.echo(f"{one['place']:9}  {one['pseudonym']}  number {one['number']}")
    if "child" in result:
        one = result["child"]
        place = f", place {one['place']} of {result['applicants']}" if "place" in one else ""
        typer.echo(f"child      {one['pseudonym']}  number {one['number']}{place}")
    typer.echo("Verified: this lottery was drawn as it was announced.")
