"""Tables of answers in files: Parquet or CSV in, scores out, nothing lost on the way.

Here: which column holds which question, how cells are read, and the table that is written. Not
here: scoring. A row that cannot be scored stays in the table, with the reason in column `error`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kith.columns import scoring as columns
from kith.columns.answers import NONE
from kith.columns.symmetric import bounded
from kith.columns.table import Scored
from kith.core.catalogue import plain
from kith.core.errors import AnswersError, KithError
from kith.core.instruments import scoring
from kith.core.instruments.model import Banding, Instrument
from kith.core.instruments.plans import edges_of, plan_of

BLANK = ["", "na", "null", "none", "nan"]
"""What a cell of text may say where there is no answer, whatever its capitals."""

BAD = NONE - 1
"""In a column of bytes: an answer that is not allowed, whatever it was."""

NUMBER = r"^[+-]?\d+(\.\d+)?$"
SEPARATORS = ",;\t"


class TableError(KithError):
    """A file of answers cannot be used as it is; the message says why and what to do."""


@dataclass(frozen=True)
class Outcome:
    """A scored table, and which of its rows were refused: their numbers from 1, and why."""

    table: pl.DataFrame
    rows: int
    refused: list[tuple[int, str]]


def score_file(instrument: Instrument, source: Path, target: Path) -> Outcome:
    """Score a file into another; TableError if either cannot be used."""
    if source.resolve() == target.resolve():
        raise TableError(f"{target}: the scores would be written over the answers; name another")
    write = _writer(target)
    outcome = score_table(instrument, _read(source), source.name)
    part = target.with_name(f".{target.name}.part")
    try:
        write(outcome.table, part)
        part.replace(target)
    except OSError as error:
        raise TableError(f"{target}: cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
    return outcome


def score_table(instrument: Instrument, table: pl.DataFrame, name: str = "the table") -> Outcome:
    """Score a table. Columns that are no question's are passed on."""
    places = columns_of(instrument, table.columns, name)
    answers = {item: _answers(instrument, item, table[place]) for item, place in places.items()}
    scored = columns.score(instrument, answers)
    refused = [
        (
            int(row) + 1,
            _reason(instrument, {item: table[at][int(row)] for item, at in places.items()}),
        )
        for row in np.flatnonzero(scored.rejected)
    ]
    found = _scores(instrument, scored, refused)
    rest = table.drop(list(places.values()))
    if double := sorted(set(rest.columns) & {one.name for one in found}):
        raise TableError(f"{name}: the column {double[0]} would hold a result; rename it first")
    return Outcome(rest.with_columns(found), scored.rows, refused)


# ---------------------------------------------------------------- files


def _read(source: Path) -> pl.DataFrame:
    if source.suffix not in {".parquet", ".csv"}:
        raise TableError(f"{source}: the name must end in .parquet or .csv")
    try:
        if source.suffix == ".parquet":
            return pl.read_parquet(source)
        with source.open(encoding="utf-8-sig") as file:
            head = file.readline()
        separator = max(SEPARATORS, key=head.count)
        return pl.read_csv(source, infer_schema=False, separator=separator)
    except OSError as error:
        raise TableError(f"{source}: cannot be read: {error.strerror or error}") from error
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        kind = source.suffix[1:]
        raise TableError(f"{source}: cannot be read as {kind}: {error}") from error


def _writer(target: Path) -> Callable[[pl.DataFrame, Path], None]:
    if target.suffix == ".parquet":
        return lambda table, path: table.write_parquet(path)
    if target.suffix == ".csv":
        return lambda table, path: table.write_csv(path)
    raise TableError(f"{target}: the name must end in .parquet or .csv")


# ---------------------------------------------------------------- columns


def columns_of(instrument: Instrument, names: list[str], where: str) -> dict[str, str]:
    """Which column holds which item: by the item's id, or by its number (1, q1, item_1, phq9_1)."""
    by_id = {plain(item.id): item.id for item in instrument.items}
    found = _placed(instrument, names, by_id, where)
    if not found:
        prefixes = [
            "",
            "q",
            "i",
            "item",
            "answer",
            plain(instrument.id),
            plain(instrument.short_name),
        ]
        by_number = {
            f"{prefix}{number}": item.id
            for number, item in enumerate(instrument.items, 1)
            for prefix in prefixes
        }
        found = _placed(instrument, names, by_number, where)
        one_more = {f"{prefix}{len(instrument.items) + 1}" for prefix in prefixes if prefix}
        if found and (beyond := [name for name in names if plain(name) in one_more]):
            raise TableError(
                f"{where}: {beyond[0]} is one question more than {instrument.short_name} has here "
                f"({len(instrument.items)}); name the columns by the items' ids, "
                f"or leave out what is no answer"
            )
    absent = [item.id for item in instrument.scored if item.id not in found]
    if absent:
        raise TableError(
            f"{where}: there is no column for {', '.join(absent)}. Each question that is scored "
            f"needs its column, empty where there is no answer: "
            f"{', '.join(item.id for item in instrument.scored)}; "
            "or numbered in this order: q1, q2 and so on."
        )
    return found


def _placed(
    instrument: Instrument, names: list[str], meant: Mapping[str, str], where: str
) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        item = meant.get(plain(name))
        if item is None:
            continue
        if item in found:
            raise TableError(f"{where}: {found[item]} and {name} are both {item}; leave one out")
        found[item] = name
    return found


def _answers(instrument: Instrument, item: str, column: pl.Series) -> NDArray[Any]:
    """The cells of one question as numbers: bytes where they fit, else floats with NaN."""
    numbers = _numbers(column)
    if bounded(plan_of(instrument), item) is None:
        return numbers.to_numpy()
    is_whole = (numbers >= 0) & (numbers < BAD) & (numbers == numbers.floor())
    bytes_ = numbers.set(~is_whole, BAD).set(numbers.is_nan(), NONE)
    return bytes_.cast(pl.UInt8).to_numpy()


def _numbers(column: pl.Series) -> pl.Series:
    """Cells as floats: NaN where there is no answer, -inf where there is something else."""
    kind = column.dtype
    if kind == pl.Null:
        return pl.Series(np.full(len(column), np.nan))
    if kind == pl.String:
        words = column.str.strip_chars()
        blank = words.is_null() | words.str.to_lowercase().is_in(BLANK)
        numbers = words.set(~words.str.contains(NUMBER).fill_null(value=False), None)
        read = numbers.cast(pl.Float64, strict=False).fill_null(-np.inf)
        return read.set(blank, np.nan)
    if kind.is_numeric():
        return column.cast(pl.Float64).fill_null(np.nan)
    # True is no answer to "how often", and a date is none either
    return pl.Series(np.where(column.is_null().to_numpy(), np.nan, -np.inf))


def _reason(instrument: Instrument, row: Mapping[str, object]) -> str:
    """Why a row cannot be scored, in the words of one-by-one scoring."""
    try:
        scoring.check(instrument, {item: _cell(value) for item, value in row.items()})
    except AnswersError as error:
        return str(error)
    raise AssertionError  # both ways refuse the same rows: tests/columns/test_agreement.py


def _cell(value: object) -> object:
    """A cell as one-by-one scoring takes it: whole numbers as such, blanks as none."""
    if isinstance(value, str):
        word = value.strip()
        if word.lower() in BLANK:
            return None
        try:
            value = float(word) if pl.Series([word]).str.contains(NUMBER)[0] else word
        except ValueError:
            return word
    if isinstance(value, float):
        return None if np.isnan(value) else int(value) if value.is_integer() else value
    return value


# ---------------------------------------------------------------- scores


def _scores(
    instrument: Instrument, scored: Scored, refused: list[tuple[int, str]]
) -> list[pl.Series]:
    """The columns of results, in the order of the file that defines the instrument."""
    found = []
    for name, scale in instrument.scales.items():
        value = scored.scales[name].value.astype(np.float64)
        whole = plan_of(instrument).scale[name].always_whole
        shown = pl.Series(name, value).fill_nan(None)
        found.append(shown.cast(pl.Int64) if whole else shown)
        for number, banding in enumerate(scale.bandings):
            extra = "" if number == 0 else f" ({banding.scheme})"
            found.append(_bands(f"{name}_band{extra}", banding, value))
        missing = pl.Series(f"{name}_missing", scored.scales[name].missing.astype(np.int32))
        found.append(missing.set(pl.Series(scored.rejected), None))
    for name, rule in instrument.rules.items():
        labels = pl.Series([None, *(one.id for one in rule.outcomes)], dtype=pl.String)
        found.append(labels.gather(scored.results[name].astype(np.int32) + 1).alias(name))
    for name, numbers in scored.circumplex.items():
        found.append(pl.Series(f"circumplex_{name}", numbers).fill_nan(None))
    if instrument.alerts:
        found.append(_alerts(instrument, scored))
    return [*found, _errors(scored.rows, refused)]


def _bands(name: str, banding: Banding, value: NDArray[np.float64]) -> pl.Series:
    labels = pl.Series([None, *(band.label for band in banding.bands)], dtype=pl.String)
    places = np.searchsorted(edges_of(banding.bands), value, side="right")
    places[np.isnan(value)] = 0
    return labels.gather(places).alias(name)


def _alerts(instrument: Instrument, scored: Scored) -> pl.Series:
    """What somebody must see in each row: "urgent self_harm; review scale:total"."""
    words = np.full(scored.rows, None, dtype=object)
    for (place, number), rows in scored.alerts.items():
        at = np.flatnonzero(rows)
        said = f"{instrument.alerts[number].level} {place}"
        words[at] = [f"{before}; {said}" if before else said for before in words[at]]
    return pl.Series("alerts", words.tolist(), dtype=pl.String)


def _errors(rows: int, refused: list[tuple[int, str]]) -> pl.Series:
    reasons: list[str | None] = [None] * rows
    for row, reason in refused:
        reasons[row - 1] = reason
    return pl.Series("error", reasons, dtype=pl.String)
