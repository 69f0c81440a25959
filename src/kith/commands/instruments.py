"""The questionnaires Kith knows: list them, show one, check a file, load a clinic's own wording.

`check` reads every data file, the ones given or all of Kith's own, and runs the worked examples
inside each. `load` takes the wording of a questionnaire whose words Kith may not ship, from a FHIR
Questionnaire or Kith's own format, checks it against the definition and keeps it in the data folder
(KITH_DATA): scoring stays Kith's. `accept` opens a pack that is for non-commercial use.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kith.commands import definitions
from kith.commands.terminal import FailedError, say, table

if TYPE_CHECKING:
    import argparse

    from kith.core.instruments.clinic import ClinicFolder
    from kith.core.instruments.model import Instrument

EXAMPLES = """\
  kith instruments list
  kith instruments show PCL-5
  kith instruments show phq9 --json
  kith instruments check my-instruments/      a folder with instruments/<id>.v1.toml in it
  kith instruments load epds.json --as EPDS --permission "licence 4711 of 2026"
  kith instruments accept WHO-5 --by "Ada Adams"
"""

STATES = {
    "shipped": "with its wording",
    "loaded": "in the clinic's own wording",
    "accept": "a pack: accept its terms first",
    "load": "without wording: load your own",
    "total": "a total entered by hand",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """list, show, check; load and unload; accept and withdraw."""
    verbs = definitions.configure(parser, "instrument")
    verbs.choices["list"].set_defaults(act=list_all)
    verbs.choices["show"].set_defaults(act=show)
    one = verbs.add_parser("load", help="take a clinic's own wording of a questionnaire")
    one.add_argument("file", type=Path, help="a FHIR R4 Questionnaire (JSON), or Kith's own TOML")
    one.add_argument("--as", dest="code", metavar="CODE", help="of which one, if it does not say")
    one.add_argument("--permission", default="", help="on what ground the clinic may use it")
    one.add_argument("--by", default="", metavar="NAME", help="who loads it")
    one.set_defaults(act=load)
    one = verbs.add_parser("unload", help="take loaded wording away again")
    one.add_argument("code", metavar="CODE")
    one.set_defaults(act=unload)
    one = verbs.add_parser("accept", help="accept the terms of a pack, which are then shown")
    one.add_argument("code", metavar="CODE")
    one.add_argument("--by", required=True, metavar="NAME", help="who accepts them")
    one.set_defaults(act=accept)
    one = verbs.add_parser("withdraw", help="take an acceptance back")
    one.add_argument("code", metavar="CODE")
    one.set_defaults(act=withdraw)


def run(args: argparse.Namespace) -> int:
    """Carry out the chosen word."""
    args.clinic = clinic()
    return int(args.act(args, "instruments"))


def clinic() -> ClinicFolder:
    """The folder of what the clinic adds, which the catalogue reads from now on."""
    from kith.core import catalogue
    from kith.site.env import data_folder

    return catalogue.use_clinic(data_folder() / "instruments")


# ---------------------------------------------------------------- list and show


def state_of(instrument: Instrument) -> str:
    """Where its words stand: a key of STATES."""
    from kith.core import catalogue

    if instrument.loaded is not None:
        return "loaded"
    if instrument.licence.class_ == "OUT":
        return "total"
    if instrument.withheld:
        return "load"
    return "shipped" if catalogue.is_open(instrument) else "accept"


def everything() -> list[Instrument]:
    """All instruments, packs that are not accepted too, in order of id."""
    from kith.core import catalogue

    found = {one.id: one for one in (*catalogue.packs(), *catalogue.instruments())}
    return [found[name] for name in sorted(found)]


def list_all(args: argparse.Namespace, kind: str) -> int:
    """One line for each: what it measures, its licence class, where its words stand."""
    from kith.core.instruments.unverified import unverified

    rows = [
        {
            "id": one.id, "version": one.version, "name": one.name, "purpose": one.measures,
            "short_name": one.short_name, "class": one.licence.class_, "basis": one.licence.basis,
            "wording": state_of(one), "unverified": len(unverified(one)),
        }
        for one in everything()
    ]  # fmt: skip
    if args.json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    head = ("Id", "Version", "Name", "For", "Class", "Unverified", "Wording")
    keys = ("id", "version", "name", "purpose", "class", "unverified")
    print(table(head, [[*(row[key] for key in keys), STATES[str(row["wording"])]] for row in rows]))
    return 0


def show(args: argparse.Namespace, kind: str) -> int:
    """Everything the file says, in its own keys; of a pack not accepted, all but its words."""
    from kith.core import catalogue
    from kith.core.instruments.clinic import wordless
    from kith.core.instruments.unverified import unverified

    instrument = catalogue.instrument(args.id, args.version)
    state = state_of(instrument)
    content: dict[str, Any] = instrument.model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    if state == "accept":
        content = wordless(content)
    content["wording"], content["unverified"] = state, unverified(instrument)
    if args.json:
        print(json.dumps(content, indent=2, ensure_ascii=False))
        return 0
    print("\n".join(definitions.outline(content)))
    if state == "accept":
        say(f"Its wording is shown once its terms are accepted: {instrument.licence.terms}\n"
            f'  kith instruments accept {instrument.id} --by "your name"')  # fmt: skip
    return 0


# ---------------------------------------------------------------- what a clinic adds


def load(args: argparse.Namespace, kind: str) -> int:
    """Check wording against the definition, and keep it."""
    from kith.core import catalogue
    from kith.core.instruments import questionnaires
    from kith.core.instruments.loading import taken_in
    from kith.core.instruments.model import Loaded

    try:
        data = args.file.read_bytes()
    except OSError as error:
        raise FailedError(f"{args.file}: cannot be read: {error.strerror}") from error
    definition = (
        shipped(args.code) if args.code else meant(questionnaires.meant_by(data), args.file)
    )
    loaded = Loaded(by=args.by, on=today(), file=args.file.name, permission=args.permission)
    words = taken_in(definition, data, loaded)
    args.clinic.keep(words)
    worded = catalogue.instrument(definition.id, definition.version)
    say(f"{worded.short_name}: {len(worded.items)} questions in the clinic's own wording, kept in "
        f"{args.clinic.path}.")  # fmt: skip
    if not words.permission:
        say('Note on what ground the clinic may use it: --permission "..."')
    return 0


def meant(said: list[str], file: Path) -> Instrument:
    """The instrument a file names; refused if it names none that Kith knows."""
    from kith.core.errors import UnknownDefinitionError

    for name in said:
        try:
            return shipped(name)
        except UnknownDefinitionError:
            continue
    raise FailedError(f"{file}: it does not say which questionnaire it is; add --as CODE")


def shipped(code: str) -> Instrument:
    """The definition as Kith ships it, whatever was loaded before."""
    from kith.core.catalogue import Catalogue

    return Catalogue().instrument(code)


def unload(args: argparse.Namespace, kind: str) -> int:
    """Take loaded wording away."""
    definition = shipped(args.code)
    if not args.clinic.forget(definition):
        raise FailedError(f"no wording of {definition.short_name} was loaded")
    say(f"{definition.short_name} is without wording again.")
    return 0


def accept(args: argparse.Namespace, kind: str) -> int:
    """Accept the terms of a pack by name."""
    pack = pack_of(args.code)
    if not args.by.strip():
        raise FailedError("say who accepts the terms: --by NAME")
    args.clinic.accept(pack, by=args.by, on=today())
    say(f"{args.by} accepts for this clinic: {pack.licence.terms}")
    say(f"{pack.short_name} can be used now. To take it back: kith instruments withdraw {pack.id}")
    return 0


def withdraw(args: argparse.Namespace, kind: str) -> int:
    """Take an acceptance back. What was answered stays."""
    pack = pack_of(args.code)
    if not args.clinic.withdraw(pack):
        raise FailedError(f"the terms of {pack.short_name} had not been accepted")
    say(f"{pack.short_name} is not offered any more. What was answered stays in the record.")
    return 0


def pack_of(code: str) -> Instrument:
    """A pack; refused of an instrument that needs no acceptance."""
    from kith.core import catalogue
    from kith.core.instruments.clinic import is_pack

    instrument = catalogue.instrument(code)
    if not is_pack(instrument):
        packs = ", ".join(one.id for one in catalogue.packs())
        raise FailedError(f"{instrument.short_name} has no terms to accept; packs are: {packs}")
    return instrument


def today() -> str:
    """The day by this machine's clock, for the note of who did it when."""
    import time

    return time.strftime("%Y-%m-%d")
