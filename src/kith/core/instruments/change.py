"""What the difference between two scores means: reliable change, response, remission, recovery.

Here: pure functions of scores and of rules that stand in data files. Not here: which two scores
are compared. Every answer carries the rule in words, its threshold and its source, so that a page
can show why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Literal, Self

from pydantic import Field, model_validator

from kith.core.errors import KeyProblem
from kith.core.instruments.model import (
    Cited,
    Int,
    Number,
    Part,
    Response,
    Scale,
    Source,
    Text,
    Word,
)

Trend = Literal["improved", "no reliable change", "deteriorated"]


@dataclass(frozen=True, slots=True)
class Change:
    """Where a change stands to a threshold. `points` above zero are for the better."""

    verdict: Trend
    points: float
    threshold: float
    why: str
    source: str
    verified: bool

    @property
    def is_reliable_improvement(self) -> bool:
        """Better by at least the threshold."""
        return self.verdict == "improved"

    @property
    def is_reliable_deterioration(self) -> bool:
        """Worse by at least the threshold."""
        return self.verdict == "deteriorated"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a rule holds, with the rule in words, its threshold and its source."""

    holds: bool
    threshold: float
    why: str
    source: str
    verified: bool


# ---------------------------------------------------------------- one scale


def gain(scale: Scale, first: float, last: float) -> float:
    """By how many points the second score is better than the first; below zero: worse."""
    return first - last if scale.higher_is == "worse" else last - first


def _trend(points: float, threshold: float) -> Trend:
    if points >= threshold:
        return "improved"
    return "deteriorated" if points <= -threshold else "no reliable change"


def reliable_change(scale: Scale, first: float | None, last: float | None) -> Change | None:
    """Whether two scores differ by more than chance would explain; None if it cannot be said.

    Improved if better by at least the scale's published reliable change, deteriorated if worse by
    as much (Jacobson & Truax 1991, J Consult Clin Psychol 59:12-19, in whole points as published).
    """
    rule = scale.reliable_change
    if rule is None or first is None or last is None:
        return None
    points = gain(scale, first, last)
    verdict = _trend(points, rule.points)
    way = "worse" if points < 0 else "better"
    why = (
        f"from {first:g} to {last:g}: {abs(points):g} points {way}; "
        f"a change of {rule.points:g} or more is reliable"
    )
    return Change(verdict, points, rule.points, why, rule.source, rule.verified)


def important_change(scale: Scale, first: float | None, last: float | None) -> Verdict | None:
    """Whether a gain is large enough to matter to the person; None if no such value is known."""
    rule = scale.important_change
    if rule is None or first is None or last is None:
        return None
    points = gain(scale, first, last)
    why = f"{points:g} points better; {rule.points:g} or more is a difference that matters"
    return Verdict(points >= rule.points, rule.points, why, rule.source, rule.verified)


def response(scale: Scale, first: float | None, last: float | None) -> Verdict | None:
    """Whether the score fell by the share, or the points, that count as response to treatment.

    100 x (first - last) / first >= the scale's percentage; nothing is said of a first score of 0.
    """
    rule = scale.response
    if rule is None or not first or last is None:
        return None
    if rule.reduction_percent is None:
        return _response_in_points(rule, first, last)
    holds = 100 * (first - last) >= rule.reduction_percent * first
    why = (
        f"from {first:g} to {last:g}, a fall of {100 * (first - last) / first:.0f} %; "
        f"{rule.reduction_percent:g} % or more is a response"
    )
    return Verdict(holds, rule.reduction_percent, why, rule.source, rule.verified)


def _response_in_points(rule: Response, first: float, last: float) -> Verdict:
    points = rule.reduction_points or 0
    why = f"from {first:g} to {last:g}; a fall of {points:g} points or more is a response"
    return Verdict(first - last >= points, points, why, rule.source, rule.verified)


def remission(scale: Scale, last: float | None) -> Verdict | None:
    """Whether a score lies in the range that counts as remission."""
    rule = scale.remission
    if rule is None or last is None:
        return None
    why = f"{last:g}; {rule.words} is remission"
    return Verdict(rule.met_by(last), rule.value, why, rule.source, rule.verified)


def caseness(scale: Scale, value: float | None, cut_off: str = "caseness") -> Verdict | None:
    """Whether a score reaches a named cut-off; None if the scale has none of that name."""
    cut = scale.cut_off(cut_off)
    if cut is None or value is None:
        return None
    why = f"{value:g}; {cut.words}: {cut.meaning}"
    return Verdict(cut.met_by(value), cut.value, why, cut.source, cut.verified)


# ---------------------------------------------------------------- from a reference sample


def standard_error(sd: float, reliability: float) -> float:
    """Standard error of measurement, SE = SD x sqrt(1 - r) (Jacobson & Truax 1991)."""
    if sd <= 0 or not 0 <= reliability < 1:
        raise ValueError("the standard deviation must be above 0 and the reliability in [0, 1)")
    return sd * sqrt(1 - reliability)


def s_diff(sd: float, reliability: float) -> float:
    """Standard error of a difference, S_diff = sqrt(2 x SE^2) (Jacobson & Truax 1991)."""
    return sqrt(2 * standard_error(sd, reliability) ** 2)


def reliable_change_index(first: float, last: float, sd: float, reliability: float) -> float:
    """RC = (last - first) / S_diff; beyond +-1.96 reliable at 95 % (Jacobson & Truax 1991)."""
    return (last - first) / s_diff(sd, reliability)


def smallest_reliable_change(sd: float, reliability: float, z: float = 1.96) -> float:
    """The change that just reaches z, z x S_diff (Jacobson & Truax 1991; 1.645 for 90 %)."""
    return z * s_diff(sd, reliability)


def cut_off_between(mean: float, sd: float, norm_mean: float, norm_sd: float) -> float:
    """Criterion c: where a score is as likely in the clinical as in the normal population.

    c = (SD_norm x M_clinical + SD_clinical x M_norm) / (SD_norm + SD_clinical)
    (Jacobson & Truax 1991).
    """
    return (norm_sd * mean + sd * norm_mean) / (norm_sd + sd)


# ---------------------------------------------------------------- two scales together


class PairedMeasure(Cited):
    """One of the two scales of a pairing, with the thresholds this rule set uses."""

    instrument: Word
    scale: Word = "total"
    case_at_least: Number
    reliable_points: Number = Field(gt=0)


class PairedRule(Cited):
    """One rule of a pairing, in words."""

    rule: Text


class Pairing(Part):
    """A rule set over two scales, depression and anxiety, in one version. Both: higher is worse."""

    id: Word
    version: Int = Field(ge=1)
    name: Text
    sources: tuple[Source, ...] = Field(min_length=1)
    measures: tuple[PairedMeasure, PairedMeasure]
    caseness: PairedRule
    recovery: PairedRule
    reliable_improvement: PairedRule
    reliable_deterioration: PairedRule
    reliable_recovery: PairedRule

    @model_validator(mode="after")
    def _sources_exist(self) -> Self:
        known = {source.id for source in self.sources}
        for name in type(self).model_fields:
            value = getattr(self, name)
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, Cited) and part.source not in known:
                    raise KeyProblem(f"{name}.source", f"{part.source} is no source of this file")
        return self


@dataclass(frozen=True, slots=True)
class PairedOutcome:
    """What a pairing says of a course, each verdict with its rule and source."""

    caseness: Verdict
    recovery: Verdict
    reliable_improvement: Verdict
    reliable_deterioration: Verdict
    reliable_recovery: Verdict


def paired_outcome(
    pairing: Pairing, first: Mapping[str, float | None], last: Mapping[str, float | None]
) -> PairedOutcome | None:
    """Apply a pairing to the first and last scores by instrument id; None if one is missing.

    A person recovers who was a case on either scale at first and is a case on neither at last.
    Change is reliable on one scale from its `reliable_points` on: improvement needs one better and
    none worse, deterioration one worse and none better.
    """
    points: list[tuple[PairedMeasure, float, float]] = []
    for measure in pairing.measures:
        before, after = first.get(measure.instrument), last.get(measure.instrument)
        if before is None or after is None:
            return None
        points.append((measure, before, after))
    was_case = any(before >= measure.case_at_least for measure, before, _ in points)
    is_case = any(after >= measure.case_at_least for measure, _, after in points)
    trends = {_trend(before - after, measure.reliable_points) for measure, before, after in points}
    better, worse = "improved" in trends, "deteriorated" in trends
    recovered, improved = was_case and not is_case, better and not worse

    def verdict(holds: bool, rule: PairedRule) -> Verdict:
        return Verdict(holds, 0, rule.rule, rule.source, rule.verified)

    return PairedOutcome(
        verdict(was_case, pairing.caseness),
        verdict(recovered, pairing.recovery),
        verdict(improved, pairing.reliable_improvement),
        verdict(worse and not better, pairing.reliable_deterioration),
        verdict(recovered and improved, pairing.reliable_recovery),
    )
