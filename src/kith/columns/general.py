"""The general way: every rule an instrument can have, over columns of any numbers.

Here: what core's plan says of one questionnaire, said of all rows of a block at once. Not here: the
quick way for plain sums (symmetric).

No value is worked out anew: a scale's value for a sum and a number of answers is asked of core's
plan once and kept, so both ways round alike to the last place.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kith.columns import circle
from kith.columns.answers import Codes, Coding, Column, Flags, coding_of
from kith.columns.parts import Exact, Part, part_of
from kith.columns.table import ScaleColumns, Scored, joined
from kith.core.instruments.model import AlertRule, Instrument, Outcome
from kith.core.instruments.plans import RulePlan, plan_of

ROWS = 1 << 16
"""Rows taken at a time."""


class Block:
    """Some rows: what was answered to each item, and what their answers rule out."""

    def __init__(self, general: "General", columns: Mapping[str, Column], rows: int) -> None:
        self.rows = rows
        self.codings = general.codings
        self.codes: dict[str, Codes] = {}
        for item, coding in self.codings.items():
            column = columns.get(item)
            self.codes[item] = (
                np.full(rows, coding.none, np.uint16) if column is None else coding.codes(column)
            )
        self.given: dict[str, Flags] = {
            item: codes < self.codings[item].none for item, codes in self.codes.items()
        }
        self.out: dict[str, Flags] = {}
        self.undecided: dict[str, Flags] = {}

    def nothing(self) -> Flags:
        """No row at all."""
        return np.zeros(self.rows, np.bool_)

    def open(self, item: str) -> Flags:
        """The rows in which an item was asked, or may yet be, and has no answer."""
        gap = ~self.given[item]
        return gap & ~self.out[item] if item in self.out else gap

    def among(self, item: str, firing: frozenset[int | float | None]) -> Flags:
        """The rows whose answer to an item is among some; None among them means no answer."""
        coding = self.codings[item]
        marks = np.zeros(coding.bad + 1, np.bool_)
        marks[: coding.none] = np.isin(coding.values, [one for one in firing if one is not None])
        marks[coding.none] = None in firing
        return marks[self.codes[item]]


class General:
    """One instrument, ready to be applied to columns."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.plan = plan_of(instrument)

    @cached_property
    def codings(self) -> dict[str, Coding]:
        """How each item's answers are coded."""
        return {item.id: coding_of(self.plan, item.id) for item in self.instrument.items}

    @cached_property
    def parts(self) -> dict[str, Part]:
        """The scales, each ready to be applied."""
        return {name: part_of(self.plan, name) for name in self.instrument.scales}

    def score(self, columns: Mapping[str, Column], *, rules: bool) -> Scored:
        """Score every row, block by block."""
        self._check(columns)
        rows = len(next(iter(columns.values())))
        pieces = [
            self._score(
                {item: column[start : start + ROWS] for item, column in columns.items()},
                min(ROWS, rows - start),
                rules,
            )
            for start in range(0, max(rows, 1), ROWS)
        ]
        return joined(pieces)

    def _check(self, columns: Mapping[str, Column]) -> None:
        known = [item.id for item in self.instrument.items]
        strange = [name for name in columns if name not in known]
        absent = [item.id for item in self.instrument.scored if item.id not in columns]
        lengths = {len(column) for column in columns.values()}
        if strange or absent or len(lengths) != 1:
            raise ValueError(f"columns unknown: {strange}; absent: {absent}; lengths: {lengths}")

    def _score(self, columns: Mapping[str, Column], rows: int, rules: bool) -> Scored:
        block = Block(self, columns, rows)
        self._pass_by(block)
        rejected = self._rejected(block)
        exact = {name: part.exactly(block, self.parts) for name, part in self.parts.items()}
        values = {name: part.shown(exact[name]) for name, part in self.parts.items()}
        for value in values.values():
            value[rejected] = np.nan
        scales = {
            name: ScaleColumns(values[name], np.where(rejected, 0, exact[name].missing))
            for name in self.parts
        }
        if not rules:
            return Scored(scales, rejected)
        results = {
            name: np.where(rejected, np.int16(-1), self._result(rule, block, values))
            for name, rule in self.plan.rules
        }
        alerts = {
            (place, number): found & ~rejected
            for number, rule in enumerate(self.instrument.alerts)
            for place, found in self._alerts(rule, block, values, results).items()
        }
        return Scored(scales, rejected, results, alerts, self._circle(exact, rejected))

    def _pass_by(self, block: Block) -> None:
        """What core's plan says of items that are not asked, for all rows at once."""
        for item, conditions in self.plan.conditional:
            least, most = ~block.nothing(), ~block.nothing()
            for deciding, firing, count in conditions:
                fits, waiting = np.zeros(block.rows, np.int32), np.zeros(block.rows, np.int32)
                for name in deciding:
                    seen = ~block.out[name] if name in block.out else ~block.nothing()
                    waits = ~block.given[name]
                    if name in block.undecided:
                        waits = waits | block.undecided[name]
                    waiting += seen & waits
                    fits += seen & ~waits & block.among(name, firing)
                least &= fits >= count
                most &= fits + waiting >= count
            block.out[item] = ~most
            block.undecided[item] = most & ~least

    def _rejected(self, block: Block) -> Flags:
        rejected = block.nothing()
        for item, codes in block.codes.items():
            rejected |= codes == self.codings[item].bad
            if item in block.out:
                rejected |= block.given[item] & (block.out[item] | block.undecided[item])
        for choice in self.instrument.one_of:
            given = sum((block.given[item].astype(np.int32) for item in choice), np.int32(0))
            rejected |= given > 1
        return rejected

    def _result(
        self, rule: RulePlan, block: Block, values: Mapping[str, NDArray[np.float64]]
    ) -> NDArray[np.int16]:
        pending = ~block.nothing()
        for item in rule.needed:
            pending &= ~block.open(item)
        for name in rule.scales:
            pending &= ~np.isnan(values[name])
        counts = {tally: self._count(tally, block) for tally in rule.tallies}
        found = np.full(block.rows, -1, np.int16)
        for number, outcome in enumerate(rule.rule.outcomes):
            holds = pending & _holds(outcome, counts, values)
            found[holds] = number
            pending &= ~holds
        return found

    def _count(self, tally: str, block: Block) -> NDArray[np.int32]:
        each, once = self.plan.tallies[tally]
        total = np.zeros(block.rows, np.int32)
        for item, firing in each:
            total += block.among(item, firing)
        for term in once:
            total += np.logical_or.reduce([block.among(item, firing) for item, firing in term])
        return total

    def _alerts(
        self,
        rule: AlertRule,
        block: Block,
        values: Mapping[str, NDArray[np.float64]],
        results: Mapping[str, NDArray[np.int16]],
    ) -> dict[str, Flags]:
        if rule.rule is not None:
            outcomes = [one.id for one in self.instrument.rules[rule.rule].outcomes]
            places = [outcomes.index(one) for one in rule.outcomes]
            return {f"rule:{rule.rule}": np.isin(results[rule.rule], places)}
        if rule.scale is not None:
            value = values[rule.scale]
            found = ~np.isnan(value)
            if rule.at_least is not None:
                found &= value >= rule.at_least
            if rule.at_most is not None:
                found &= value <= rule.at_most
            return {f"scale:{rule.scale}": found}
        fires = {item: firing for item, firing, one in self.plan.item_alerts if one is rule}
        return {item: block.among(item, firing) for item, firing in fires.items()}

    def _circle(
        self, exact: Mapping[str, Exact], rejected: Flags
    ) -> dict[str, NDArray[np.float64]]:
        if self.instrument.circumplex is None:
            return {}
        octants = self.instrument.circumplex.octants
        scores = [np.where(rejected, np.nan, exact[name].as_float()) for name in octants]
        return circle.summaries(scores, list(octants.values()))


def _holds(outcome: Outcome, counts: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    holds: Any = np.bool_(True)
    for tally, span in outcome.when.items():
        holds = holds & (counts[tally] >= span.at_least)
        if span.at_most is not None:
            holds = holds & (counts[tally] <= span.at_most)
    for scale, bound in outcome.scales.items():
        holds = holds & bound.met_by(values[scale])
    return holds
