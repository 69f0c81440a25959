"""The worked examples inside a definition, and whether they come out.

Here: an example against what scoring says. Not here: the scoring.
"""

from dataclasses import asdict

from kith.core.errors import AnswersError
from kith.core.instruments.model import Example, Instrument
from kith.core.instruments.scoring import Answers, Evaluation, Score, bands, evaluate


def answers_of(instrument: Instrument, example: Example) -> Answers:
    """The answers of an example, by item."""
    names = (item.id for item in instrument.scored)
    return dict(zip(names, example.values, strict=True)) | example.extra


def failing_examples(instrument: Instrument) -> list[str]:
    """The worked examples of the definition that do not come out as it says, in words."""
    failing = []
    for number, example in enumerate(instrument.examples, 1):
        where = f"{instrument.id}.v{instrument.version}.toml, example {number}"
        try:
            found = evaluate(instrument, answers_of(instrument, example))
        except AnswersError as error:
            failing.append(f"{where}: {error}")
            continue
        failing += [f"{where}: {one}" for one in _differences(instrument, example, found)]
    return failing


def _differences(instrument: Instrument, example: Example, found: Evaluation) -> list[str]:
    different = []
    for name, said in example.scores.items():
        score = found.scores[name]
        if score != Score(said.value, said.band, said.missing):
            different.append(f"{name} gives {score}")
        by_scheme = bands(instrument.scales[name], score.value)
        different += [
            f"{name} gives {by_scheme[scheme]} by {scheme}"
            for scheme, label in said.bands.items()
            if by_scheme[scheme] != label
        ]
    for rule, label in example.results.items():
        if (found.results[rule].label or "") != label:
            different.append(f"{rule} gives {found.results[rule].label}")
    if [alert.item for alert in found.alerts] != list(example.alerts):
        different.append(f"the alerts are {[alert.item for alert in found.alerts]}")
    return different + _off_the_circle(example, found)


def _off_the_circle(example: Example, found: Evaluation) -> list[str]:
    """Numbers of the circumplex that differ, to as many places as the example writes."""
    if not example.circumplex:
        return []
    if found.circumplex is None:
        return ["there is no circumplex"]
    numbers = asdict(found.circumplex)
    different = []
    for name, said in example.circumplex.items():
        places = len(str(said).partition(".")[2])
        number = numbers[name]
        if number is None or abs(number - said) > 0.5001 * 10**-places:
            different.append(f"{name} gives {number}")
    return different
