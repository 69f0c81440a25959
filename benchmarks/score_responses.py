"""Scores PHQ-9 responses one by one: Kith beside a bare Python loop that does the same work.

The peer sums nine answers, looks the band up and looks at item 9, with everything written into the
code: no definition, no missing answers, no check. What Kith costs above it is the price of reading
the rules from a file. Both run alternately (A B A B ...) in one process; medians are compared.

`python benchmarks/score_responses.py [--rounds 15] [--responses 20000]`
"""

import argparse
import importlib.util
import itertools
import statistics
import time

from kith.core import catalogue
from kith.core.instruments import scoring

EDGES = ((20, "severe"), (15, "moderately severe"), (10, "moderate"), (5, "mild"))


def peer(answers):
    """The bare loop: one dictionary of answers to total, band and alert."""
    total = 0
    for value in answers.values():
        total += value
    band = "none-minimal"
    for edge, label in EDGES:
        if total >= edge:
            band = label
            break
    return {"total": total, "band": band, "missing": 0}, answers["self_harm"] >= 1


def kith(instrument):
    """Kith's own scoring of one dictionary of checked answers, alerts included."""
    return lambda answers: (scoring.score(instrument, answers), scoring.alerts(instrument, answers))


def checked(instrument):
    """Kith's whole way: check, scores, results by counts, alerts."""
    return lambda answers: scoring.evaluate(instrument, answers)


def microseconds(run, responses):
    """The time for one response, in microseconds."""
    start = time.perf_counter()
    for answers in responses:
        run(answers)
    return (time.perf_counter() - start) / len(responses) * 1e6


def main():
    """Run both in turn and print medians and ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--responses", type=int, default=20_000)
    options = parser.parse_args()
    instrument = catalogue.instrument("phq9")
    items = [item.id for item in instrument.scored]
    patterns = itertools.islice(
        itertools.product(range(4), repeat=len(items)), 0, None, max(1, 4**9 // options.responses)
    )
    responses = [dict(zip(items, pattern, strict=True)) for pattern in patterns]
    for answers in responses[:1000]:
        bare, alarmed = peer(answers)
        score = scoring.score(instrument, answers)["total"]
        if (score.value, score.band, bool(scoring.alerts(instrument, answers))) != (
            bare["total"], bare["band"], alarmed,
        ):  # fmt: skip
            raise SystemExit(f"the two disagree on {answers}")
    runs = {"bare loop": peer, "Kith": kith(instrument), "Kith, checked": checked(instrument)}
    times = {name: [] for name in runs}
    for _ in range(options.rounds):
        for name, run in runs.items():
            times[name].append(microseconds(run, responses))
    bare = statistics.median(times["bare loop"])
    print(
        f"{len(responses):,} PHQ-9 responses, {options.rounds} rounds, alternating; median of each"
    )
    for name, found in times.items():
        median = statistics.median(found)
        spread = f"{min(found):.2f} to {max(found):.2f}"
        rate = 1e6 / median
        print(
            f"{name:14} {median:6.2f} us ({spread})  {rate:>9,.0f} a second  x{median / bare:.2f}"
        )
    for library in ("numpy", "pandas", "polars"):
        if importlib.util.find_spec(library) is None:
            print(f"{library} is not installed here: not compared")


if __name__ == "__main__":
    main()
