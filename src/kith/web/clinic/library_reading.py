"""A questionnaire as the library tells of it: its licence in words, its scales, who asks for it.

Here: from a definition to what a page shows. Not here: the pages (library_instruments).
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.core import catalogue
from kith.core.instruments.clinic import is_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kith.core.instruments.model import Instrument
    from kith.core.instruments.parts import Cited, Item
    from kith.core.instruments.scales import CutOff, MissingRule, Points, Response, Scale
    from kith.core.protocols.model import Protocol

# Each class of licence: its name, and what it means for a clinic.
CLASSES = {
    "FULL": (
        gettext_lazy("Free to reproduce"),
        gettext_lazy("The official wording comes with Kith; the credit line stays with it."),
    ),
    "VERBATIM": (
        gettext_lazy("Unchanged, with its notice"),
        gettext_lazy("The wording comes with Kith, word for word, under terms of its own."),
    ),
    "PACK_NC": (
        gettext_lazy("Packs for non-commercial use"),
        gettext_lazy("Off until an administrator or the service lead accepts the terms by name."),
    ),
    "SCORING": (
        gettext_lazy("Scored here; wording from the clinic"),
        gettext_lazy("Kith holds no words of it. A clinic that may use them loads them."),
    ),
    "OUT": (
        gettext_lazy("A total entered by hand"),
        gettext_lazy("Neither words nor answers: the clinic scores its own form."),
    ),
}
STATES = {
    "shipped": gettext_lazy("Official wording"),
    "loaded": gettext_lazy("The clinic's own wording"),
    "accept": gettext_lazy("Off: its terms are not accepted"),
    "load": gettext_lazy("No wording: values from the clinic's own form"),
    "total": gettext_lazy("A total entered by hand"),
}
STATE_TONES = {"shipped": "good", "loaded": "good", "accept": "attention"}


@dataclass(frozen=True)
class Listed:
    """A questionnaire in the library: what of it this clinic may show, and who asks for it."""

    instrument: "Instrument"
    is_open: bool
    users: "list[Protocol]" = field(default_factory=list)

    @property
    def state(self) -> str:
        """Where its words stand: a key of STATES."""
        one = self.instrument
        if is_pack(one) and not self.is_open:
            return "accept"
        if one.loaded is not None:
            return "loaded"
        if one.licence.class_ == "OUT":
            return "total"
        return "load" if one.withheld else "shipped"

    @property
    def state_words(self) -> str:
        """The same for people."""
        return str(STATES[self.state])

    @property
    def state_tone(self) -> str:
        """The tone of its badge."""
        return STATE_TONES.get(self.state, "quiet")

    @property
    def class_words(self) -> str:
        """Its class of licence."""
        return str(CLASSES[self.instrument.licence.class_][0])

    @property
    def class_means(self) -> str:
        """What its class means for a clinic."""
        return str(CLASSES[self.instrument.licence.class_][1])

    @property
    def shows_words(self) -> bool:
        """Whether the questions may stand on a page."""
        return self.state in {"shipped", "loaded"} and not self.instrument.withheld

    def text_of(self, item: "Item") -> str:
        """A question as far as it may be shown: Kith's own short words where it may not."""
        return item.text if self.shows_words and item.text else item.label

    def answers(self, q: str, licence: str, state: str) -> bool:
        """Whether it is what somebody looks for."""
        one = self.instrument
        said = (one.id, one.name, one.short_name, one.measures, one.purpose, one.licence.holder)
        text = " ".join(said).lower()
        return (
            licence in {"", one.licence.class_}
            and state in {"", self.state}
            and all(word in text for word in q.lower().split())
        )


def used_by() -> "dict[str, list[Protocol]]":
    """The protocols that ask for, watch or review each questionnaire."""
    found: dict[str, list[Protocol]] = {}
    for protocol in catalogue.protocols():
        for name in dict.fromkeys(name for _key, name, _scale in protocol.instruments_named):
            found.setdefault(name, []).append(protocol)
    return found


@dataclass(frozen=True)
class Said:
    """One number that means something, and where it comes from."""

    text: str
    source: str
    verified: bool
    note: str = ""


@dataclass(frozen=True)
class Scored:
    """One scale: how it is made up, the schemes of its bands, and every number with its source."""

    key: str
    scale: "Scale"
    made_of: str
    numbers: list[Said]
    schemes: list[tuple[Said, list[tuple[str, str]]]]


def scored_by(one: "Instrument") -> list[Scored]:
    """The scales of a questionnaire."""
    return [
        Scored(
            key,
            scale,
            _made_of(one, scale),
            _numbers(one, scale),
            [
                (_said(one, banding, _for(banding.scheme, banding.for_)), _bands(scale, number))
                for number, banding in enumerate(scale.bandings)
            ],
        )
        for key, scale in one.scales.items()
    ]


def _said(one: "Instrument", cited: "Cited", text: str) -> Said:
    return Said(text, one.source(cited.source).cite, cited.verified, cited.note)


def _for(text: str, whom: str) -> str:
    return f"{text} ({whom.replace('_', ' ')})" if whom else text


def _made_of(one: "Instrument", scale: "Scale") -> str:
    """How the score comes about, in words."""
    method = {"sum": _("Sum"), "mean": _("Mean"), "count": _("Number answered"),
              "rhythm": _("Hits of the Social Rhythm Metric")}[scale.method]  # fmt: skip
    items = one.items_of(scale)
    parts = [_("%(method)s of %(n)s questions") % {"method": method, "n": len(items)}]
    if scale.scales:
        parts = [_("%(method)s of other scales") % {"method": method}]
        parts.append(", ".join(one.scales[name].name for name in scale.scales))
    if scale.groups:
        parts.append(_("of each group the highest answer counts"))
    if scale.reversed:
        parts.append(_("turned round: %(ids)s") % {"ids": ", ".join(scale.reversed)})
    if scale.weights:
        weights = ", ".join(f"{name} times {weight:g}" for name, weight in scale.weights.items())
        parts.append(_("weighted: %(weights)s") % {"weights": weights})
    for number, words in ((scale.multiply, _("times")), (scale.divide, _("divided by"))):
        if number != 1:
            parts.append(f"{words} {number:g}")
    if scale.add:
        parts.append(f"{scale.add:+g}")
    return "; ".join(parts)


def _bands(scale: "Scale", number: int) -> list[tuple[str, str]]:
    """The bands of one scheme: from where to where, and its name."""
    found = []
    bands = scale.bandings[number].bands
    for place, band in enumerate(bands):
        begin = f"{band.edge:g}"
        if band.above is not None:
            begin = _("above %(n)s") % {"n": begin}
        following = bands[place + 1] if place + 1 < len(bands) else None
        if following is None:
            end = _("to %(n)s") % {"n": f"{scale.range[1]:g}"}
        elif following.above is not None:
            end = _("to %(n)s") % {"n": f"{following.edge:g}"}
        else:
            end = _("to below %(n)s") % {"n": f"{following.edge:g}"}
        found.append((f"{begin} {end}", band.label))
    return found


def _numbers(one: "Instrument", scale: "Scale") -> list[Said]:
    """Cut-offs, changes that mean something, response, remission, and missing answers."""
    return [*(_cut_off(one, cut) for cut in scale.cut_offs), *_changes(one, scale)]


def _cut_off(one: "Instrument", cut: "CutOff") -> Said:
    whom = [cut.name.replace("_", " ")]
    if cut.for_:
        whom.append(cut.for_.replace("_", " "))
    if cut.ages:
        whom.append(_("ages %(ages)s") % {"ages": _(" to ").join(str(age) for age in cut.ages)})
    text = _("Cut-off: %(words)s: %(meaning)s") % {"words": cut.words, "meaning": cut.meaning}
    return _said(one, cut, f"{text} [{', '.join(whom)}]")


def _changes(one: "Instrument", scale: "Scale") -> "Iterator[Said]":
    points: list[tuple[object, Points | None]] = [
        (_("Reliable change"), scale.reliable_change),
        (_("Important change"), scale.important_change),
    ]
    points += [(_("Also published"), rule) for rule in scale.further_changes]
    for title, rule in points:
        if rule is not None:
            said = _("%(title)s: %(n)s points") % {"title": title, "n": f"{rule.points:g}"}
            yield _said(one, rule, said)
    if scale.response:
        yield _said(one, scale.response, _response(scale.response))
    if scale.remission:
        said = _("Remission: %(words)s") % {"words": scale.remission.words}
        yield _said(one, scale.remission, said)
    if scale.missing:
        yield _said(one, scale.missing, _missing(scale.missing))


def _response(rule: "Response") -> str:
    if rule.reduction_percent:
        return _("Response: a fall by %(n)s per cent") % {"n": f"{rule.reduction_percent:g}"}
    return _("Response: a fall by %(n)s points") % {"n": f"{rule.reduction_points:g}"}


def _missing(rule: "MissingRule") -> str:
    text = _("Missing answers: up to %(n)s are filled in with the mean of the others")
    text = text % {"n": rule.allowed}
    if rule.never:
        text += _("; never %(ids)s") % {"ids": ", ".join(rule.never)}
    return text
