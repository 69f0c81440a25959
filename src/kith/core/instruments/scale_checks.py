"""Whether an instrument's scales can be what their file says, checked when it is read.

Here: ranges, bands, thresholds and parts of scales. Not here: questions, rules and alerts
(consistency). Each function raises KeyProblem for the first wrong key.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from kith.core.errors import KeyProblem
from kith.core.instruments.parts import exact

if TYPE_CHECKING:
    from kith.core.instruments.model import Instrument, Scale, Threshold
    from kith.core.instruments.scales import Banding

Stretch = tuple[Fraction, Fraction]

RHYTHM = (Fraction(0), Fraction(7))
"""Hits a week that an activity can have; a day is counted once."""


def check(instrument: "Instrument") -> None:
    """Raise KeyProblem for the first scale that does not hold together."""
    for name, scale in instrument.scales.items():
        _parts_exist(instrument, f"scales.{name}", scale)
    for name in instrument.scales:
        _has_no_circle(instrument, name, ())
    for name, scale in instrument.scales.items():
        _scale_is_sound(instrument, f"scales.{name}", scale)
    if instrument.circumplex:
        known("circumplex.octants", instrument.circumplex.octants, instrument.scales, "scale")
        angles = list(instrument.circumplex.octants.values())
        unique("circumplex.octants", angles)
        if not all(0 <= angle < 360 for angle in angles):
            raise KeyProblem("circumplex.octants", "angles lie from 0 up to, not including, 360")


def unique(key: str, names: Iterable[object]) -> None:
    """Refuse a name that stands twice."""
    seen: set[object] = set()
    for name in names:
        if name in seen:
            raise KeyProblem(key, f"{name} occurs twice")
        seen.add(name)


def known(key: str, names: Iterable[str], there: Iterable[str], what: str) -> None:
    """Refuse a name that refers to nothing."""
    allowed = set(there)
    for name in names:
        if name not in allowed:
            choice = ", ".join(sorted(allowed)) or "none"
            raise KeyProblem(key, f"{name} is no {what} of this file; there are: {choice}")


def _parts_exist(instrument: "Instrument", key: str, scale: "Scale") -> None:
    scored = [item.id for item in instrument.scored]
    known(f"{key}.items", scale.items, scored, "scored item")
    unique(f"{key}.items", scale.items)
    for number, group in enumerate(scale.groups):
        known(f"{key}.groups[{number}]", group, scored, "scored item")
    unique(f"{key}.groups", (*scale.items, *(item for group in scale.groups for item in group)))
    known(f"{key}.scales", scale.scales, instrument.scales, "scale")
    unique(f"{key}.scales", scale.scales)
    if scale.method == "rhythm" and not scale.groups:
        raise KeyProblem(f"{key}.groups", "a rhythm needs a group of days for each activity")
    if scale.scales and (scale.items or scale.groups or scale.reversed or scale.weights):
        raise KeyProblem(f"{key}.scales", "a scale made of scales names no items of its own")


def _has_no_circle(instrument: "Instrument", name: str, above: tuple[str, ...]) -> None:
    if name in above:
        raise KeyProblem(f"scales.{name}.scales", "is made of itself")
    for part in instrument.scales[name].scales:
        _has_no_circle(instrument, part, (*above, name))


def _counts(instrument: "Instrument", scale: "Scale", item_id: str) -> Stretch:
    """The least and the most an item can add to a scale."""
    item = instrument.item(item_id)
    numbers = instrument.range_of(item)
    values = [exact(one) for one in numbers] or [
        exact(one.value if one.counts is None else one.counts)
        for one in instrument.options_of(item)
    ]
    weight = exact(scale.weights.get(item_id, 1))
    ends = sorted((min(values) * weight, max(values) * weight))
    return ends[0], ends[1]


def reach(instrument: "Instrument", scale: "Scale") -> Stretch:
    """The lowest and the highest value the answers can give a scale."""
    if scale.method == "rhythm":
        return RHYTHM
    if scale.method == "count":
        return Fraction(0), Fraction(len(instrument.items_of(scale)))
    if scale.scales:
        parts = [reach(instrument, instrument.scales[part]) for part in scale.scales]
    else:
        singles = scale.items if scale.groups else instrument.items_of(scale)
        parts = [_counts(instrument, scale, item) for item in singles]
        for group in scale.groups:
            ends = [_counts(instrument, scale, item) for item in group]
            parts.append((min(low for low, _ in ends), max(high for _, high in ends)))
    low, high = sum(part[0] for part in parts), sum(part[1] for part in parts)
    by = exact(scale.multiply) / exact(scale.divide)
    if scale.method == "mean":
        by /= len(parts)
    return low * by + exact(scale.add), high * by + exact(scale.add)


def _scale_is_sound(instrument: "Instrument", key: str, scale: "Scale") -> None:
    items = instrument.items_of(scale)
    known(f"{key}.reversed", scale.reversed, items, "item of this scale")
    known(f"{key}.weights", scale.weights, items, "item of this scale")
    low, high = reach(instrument, scale)
    said = exact(scale.range[0]), exact(scale.range[1])
    if max(abs(said[0] - low), abs(said[1] - high)) >= Fraction(1, 1000):
        raise KeyProblem(f"{key}.range", f"the items give {float(low):g} to {float(high):g}")
    _missing_rule_is_sound(key, scale, items)
    _changes_make_sense(key, scale)
    unique(f"{key}.cut_offs", ((cut.name, cut.for_, cut.ages) for cut in scale.cut_offs)
           if any(cut.for_ or cut.ages for cut in scale.cut_offs)
           else (cut.name for cut in scale.cut_offs))  # fmt: skip
    for number, cut in enumerate(scale.cut_offs):
        _lies_within(f"{key}.cut_offs[{number}]", scale, cut)
    unique(f"{key}.bandings", ((one.scheme, one.for_) for one in scale.bandings))
    for number, banding in enumerate(scale.bandings):
        _bands_cover(f"{key}.bandings[{number}].bands", scale, banding)


def _missing_rule_is_sound(key: str, scale: "Scale", items: tuple[str, ...]) -> None:
    if scale.missing is None:
        return
    counted = len(scale.scales) or len(items) - sum(len(group) - 1 for group in scale.groups)
    if scale.missing.allowed >= counted:
        what = "scales" if scale.scales else "items"
        raise KeyProblem(f"{key}.missing.allowed", f"there are only {counted} {what}")
    known(f"{key}.missing.never", scale.missing.never, items, "item of this scale")


def _changes_make_sense(key: str, scale: "Scale") -> None:
    if scale.response and scale.higher_is != "worse":
        raise KeyProblem(f"{key}.response", "a fall is a response only where higher is worse")
    if scale.higher_is == "neither" and (scale.reliable_change or scale.remission):
        raise KeyProblem(f"{key}.higher_is", "no change can be for the better on this scale")


def _lies_within(key: str, scale: "Scale", bound: "Threshold") -> None:
    """A bound that nobody or everybody meets is a slip of the pen."""
    low, high = scale.range
    if bound.met_by(low) == bound.met_by(high):
        name = next(one for one in ("at_least", "above", "at_most", "below")
                    if getattr(bound, one) is not None)  # fmt: skip
        raise KeyProblem(f"{key}.{name}", "lies outside the scale")


def _bands_cover(where: str, scale: "Scale", banding: "Banding") -> None:
    low, high = scale.range
    edges = [(band.edge, band.above is not None) for band in banding.bands]
    if edges[0] != (low, False):
        raise KeyProblem(where, f"the first band must start at {low:g}, not at {edges[0][0]:g}")
    if edges != sorted(set(edges)):
        raise KeyProblem(where, "the bands must rise, each starting above the one before")
    if edges[-1][0] > high:
        raise KeyProblem(where, f"a band starts at {edges[-1][0]:g}, above the scale's {high:g}")
    unique(where, (band.label for band in banding.bands))
