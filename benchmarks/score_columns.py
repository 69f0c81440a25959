"""Scores whole tables of PHQ-9 answers: Kith beside pandas, polars and a bare numpy sum.

Every row has nine answers as bytes. Kith and the two libraries check that each answer is 0 to 3,
allow two missing ones (mean of the others times nine, halves up) and give no score otherwise. The
bare sums do none of that: it is what each library takes only to add the nine up. All hold the same
columns in memory and run alternately (A B C A B C ...) on one core; medians are compared. One table
has no gaps; in the other one answer in a hundred is missing.

`python benchmarks/score_columns.py [--rounds 7] [--rows 4000000]`
"""

import os

for name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"  # one core each: read when the libraries are loaded

import argparse
import contextlib
import importlib
import statistics
import time

import numpy as np
import polars as pl

from kith.columns import scoring
from kith.columns.answers import NONE
from kith.core import catalogue

PHQ9 = catalogue.instrument("phq9")
ITEMS = [item.id for item in PHQ9.scored]
ALLOWED = 2


def answers(rows, share, lots):
    """A table of bytes, by question; `share` of the answers are missing."""
    table = {}
    for item in ITEMS:
        column = lots.integers(0, 4, rows, dtype=np.uint8)
        column[lots.random(rows) < share] = NONE
        table[item] = column
    return table


def kith(table):
    """Scores with their checks, the quick way."""
    return scoring.score(PHQ9, table, rules=False).scales["total"].value


def bare(table):
    """The sum alone, column by column: what nothing can go below."""
    first, *rest = table.values()
    total = first.copy()
    for column in rest:
        np.add(total, column, out=total)
    return total


def with_polars(table):
    """The same rules as expressions, on a frame made before."""
    answers_ = [pl.col(item) for item in ITEMS]
    missing = pl.sum_horizontal((one == NONE).cast(pl.UInt8) for one in answers_)
    total = pl.sum_horizontal(
        pl.when(one != NONE).then(one).otherwise(0).cast(pl.Int32) for one in answers_
    )
    bad = pl.any_horizontal((one > 3) & (one != NONE) for one in answers_)
    given = len(ITEMS) - missing.cast(pl.Int32)
    prorated = (2 * total * len(ITEMS) + given) // (2 * given)
    value = pl.when(bad | (missing > ALLOWED)).then(NONE).otherwise(prorated)
    return table.select(value.cast(pl.UInt8).alias("total"))["total"].to_numpy()


def with_pandas(table):
    """The same rules over a frame of columns."""
    gaps = table == NONE
    missing = gaps.sum(axis=1)
    total = table.where(~gaps, 0).sum(axis=1)
    bad = ((table > 3) & ~gaps).any(axis=1)
    given = len(ITEMS) - missing
    value = (2 * total * len(ITEMS) + given) // (2 * given).where(given > 0, 1)
    return value.where(~bad & (missing <= ALLOWED), NONE).to_numpy().astype(np.uint8)


def polars_sum(table):
    """What polars takes to add the columns up."""
    return table.select(pl.sum_horizontal(*ITEMS))


def pandas_sum(table):
    """What pandas takes to add the columns up."""
    return table.sum(axis=1)


def peers(table):
    """Each way with the table as it likes it, made beforehand."""
    found = {
        "numpy, bare sum": (bare, table),
        "Kith": (kith, table),
        "polars": (with_polars, pl.DataFrame(table)),
        "polars, bare sum": (polars_sum, pl.DataFrame(table)),
    }
    with contextlib.suppress(ImportError):
        pd = importlib.import_module("pandas")
        found["pandas, bare sum"] = (pandas_sum, pd.DataFrame(table))
        found["pandas"] = (with_pandas, pd.DataFrame(table))
    return found


def compare(title, table, rounds):
    """Run all in turn, and print medians and ratios."""
    ways, rows = peers(table), len(table[ITEMS[0]])
    expected = kith(table)
    for name, (run, content) in ways.items():
        if "bare" not in name and not np.array_equal(run(content), expected):
            raise SystemExit(f"{name} and Kith disagree")
    times = {name: [] for name in ways}
    for _ in range(rounds):
        for name, (run, content) in ways.items():
            start = time.process_time()
            run(content)
            times[name].append(time.process_time() - start)
    ours = statistics.median(times["Kith"])
    print(f"{rows:,} rows of nine answers, {title}; CPU time, median of {rounds} rounds in turn")
    for name, found in times.items():
        median = statistics.median(found)
        rate = rows / median / 1e6
        print(f"{name:17} {median * 1e3:9.2f} ms  {rate:>8,.0f} M rows/s  "
              f"{median / ours:7.2f} x Kith's time")  # fmt: skip
    if "pandas" not in ways:
        print("pandas is not installed here: not compared (pip install pandas, the extra `bench`)")
    print()


def main():
    """Two tables, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--rows", type=int, default=4_000_000)
    options = parser.parse_args()
    lots = np.random.default_rng(9)
    for title, share in (("none missing", 0), ("one answer in a hundred missing", 0.01)):
        compare(title, answers(options.rows, share, lots), options.rounds)


if __name__ == "__main__":
    main()
