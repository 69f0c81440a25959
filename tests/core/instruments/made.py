"""Instruments made for tests: one for each kind of rule, as their files would say it."""

from kith.core.instruments.model import Instrument

US = {"source": "us", "verified": True}


def item(name, **keys):
    return {"id": name, "text": name.upper(), "label": name, **keys}


def made(items, *, short="Made", **keys):
    """An instrument of these items; of names alone, answered 0 to 3."""
    items = [item(one) if isinstance(one, str) else one for one in items]
    if not any("options" in one or "range" in one for one in items):
        keys.setdefault("range", [0, 3])
    count = sum(one.get("scored", True) for one in items)
    return Instrument.model_validate(
        {
            "id": short.lower(), "version": 1, "name": short, "short_name": short,
            "measures": "what a test needs", "respondent": "client", "recall": "now",
            "licence": {"text": "free", "class": "FULL", "basis": "ours", "credit": "Kith",
                        "verified": True},
            "sources": [{"id": "us", "cite": "Kith", "verified": True}],
            "items": items,
            "examples": [{"answers": " ".join("-" * count), "source": "none"}],
            **keys,
        }
    )  # fmt: skip


def scale(low, high, **keys):
    return {"name": "Scale", "range": [low, high], "higher_is": "worse", **keys}


def q(*numbers):
    return [f"q{number}" for number in numbers]


def qs(last):
    return q(*range(1, last + 1))


YES_NO = [{"value": 0, "text": "No"}, {"value": 1, "text": "Yes"}]

WHO5 = made(
    qs(5), short="Fivefold", range=[0, 5],
    scales={"total": scale(0, 100, multiply=4, higher_is="better",
                           cut_offs=[{"name": "low", "at_most": 50, "meaning": "low", **US}]),
            "raw": scale(0, 25)},
    alerts=[{"level": "review", "scale": "total", "at_most": 28, "why": "Low", **US}],
)  # fmt: skip

DASS = made(
    qs(7), short="Doubled",
    scales={"stress": scale(0, 42, multiply=2, missing={"allowed": 1, **US})},
)  # fmt: skip

QIDS = made(
    qs(16), short="Groups",
    one_of=[q(6, 7), q(8, 9)],
    scales={"total": scale(0, 27, items=q(5, 10, 11, 12, 13, 14),
                           groups=[q(1, 2, 3, 4), q(6, 7, 8, 9), q(15, 16)])},
)  # fmt: skip

EDEQ = made(
    [*qs(12), item("days", range=[0, 28], scored=False)], short="Parts", range=[0, 6],
    scales={
        "restraint": scale(0, 6, items=qs(5), method="mean", decimals=2,
                           missing={"allowed": 2, **US}),
        "shape": scale(0, 6, items=q(5, 6, 7, 8, 9, 10, 11, 12), method="mean", decimals=2,
                       missing={"allowed": 3, **US}),
        "total": scale(0, 6, scales=["restraint", "shape"], method="mean", decimals=2,
                       missing={"allowed": 1, "never": ["q12"], **US}),
        "sum": scale(0, 12, scales=["restraint", "shape"], decimals=1),
        "whole": scale(0, 30, items=qs(5), missing={"allowed": 1, **US}),
        "twice": scale(1, 28, scales=["whole", "restraint"], add=1, multiply=3, divide=4,
                       decimals=2),
    },
)  # fmt: skip

AUDIT = made(
    [item("q1", range=[0, 4]),
     *(item(one, range=[0, 4], ask_when={"items": ["q1"], "at_least": 1}) for one in q(2, 3)),
     *(item(one, range=[0, 4], ask_when={"items": q(2, 3), "at_least": 1}) for one in q(4, 5)),
     item("q9", range=[0, 4], step=2)],
    short="Skips",
    scales={"total": scale(0, 24, bandings=[
        {"scheme": "A", **US, "bands": [{"from": 0, "label": "low"}, {"from": 8, "label": "high"}]},
        {"scheme": "B", **US, "bands": [{"from": 0, "label": "low"}, {"above": 8, "label": "up"}]},
    ])},
)  # fmt: skip

GATE = made(
    [item("gate", options=YES_NO, scored=False),
     *(item(one, options=YES_NO, ask_when={"items": ["gate"], "values": [1]}) for one in qs(3))],
    short="Gate",
    scales={"total": scale(0, 3), "mean": scale(0, 1, method="mean", decimals=1)},
)  # fmt: skip

MDQ = made(
    [*(item(one, options=YES_NO) for one in qs(5)),
     item("together", options=YES_NO,
          ask_when={"items": qs(5), "values": [1], "count": 2}),
     item("trouble", range=[0, 3],
          ask_when=[{"items": qs(5), "values": [1], "count": 2},
                    {"items": ["together"], "at_least": 1}])],
    short="Rules",
    scales={"total": scale(0, 5, items=qs(5))},
    tallies={"yes": [{"items": qs(5), "at_least": 1}],
             "both": [{"items": ["together"], "values": [1], "once": True},
                      {"items": ["trouble"], "at_least": 2, "once": True}],
             "pairs": [{"items": q(1, 2), "values": [1], "once": True},
                       {"items": q(3, 4), "at_most": 0, "once": True, "counts_missing": True}]},
    rules={"screen": {"name": "Screen", **US, "outcomes": [
        {"id": "positive", "label": "positive", "when": {"yes": {"at_least": 3},
                                                         "both": {"at_least": 2}}},
        {"id": "high", "label": "many", "scales": {"total": {"above": 3}}},
        {"id": "negative", "label": "negative"}]},
        "pairs": {"name": "Pairs", **US, "needs": ["q5"], "outcomes": [
            {"id": "two", "label": "two", "when": {"pairs": {"at_least": 2, "at_most": 2}}},
            {"id": "less", "label": "less"}]}},
    alerts=[{"level": "urgent", "items": ["q5"], "values": [1], "why": "Q5", **US},
            {"level": "review", "rule": "screen", "outcomes": ["positive", "high"], "why": "S",
             **US},
            {"level": "review", "scale": "total", "at_least": 4, "why": "T", **US}],
)  # fmt: skip

WEIGHTS = made(
    [item("q1", options=[{"value": v, "text": str(v)} for v in (0, 1, 2, 3)]
          + [{"value": 4, "text": "4", "counts": 3}]),
     item("q2", range=[1, 5]), item("q3", range=[0, 2], step=0.5), "q4"],
    short="Weights", range=[-2, 2],
    scales={"total": scale(3, 22, items=q(1, 2, 3), reversed=["q2", "q1"],
                           weights={"q2": 3, "q3": 2}, decimals=2,
                           missing={"allowed": 1, "decimals": 1, **US}),
            "halves": scale(-3, 4.5, items=q(1, 4), weights={"q1": 0.5, "q4": 1.5},
                            decimals=2),
            "around": scale(-2, 2, items=["q4"])},
)  # fmt: skip

TURNED = made(
    qs(6), short="Turned", range=[1, 5],
    scales={"total": scale(6, 30, reversed=q(2, 3), missing={"allowed": 2, "never": ["q6"], **US}),
            "mean": scale(1, 5, method="mean", decimals=2, reversed=["q1"],
                          missing={"allowed": 4, **US})},
)  # fmt: skip

OCTANTS = dict(zip("abcdefgh", (90, 135, 180, 225, 270, 315, 0, 45), strict=True))
CIRCLE = made(
    qs(16), short="Circle", range=[1, 5],
    scales={name: scale(1, 5, items=q(place + 1, place + 9), method="mean", decimals=2,
                        higher_is="neither", missing={"allowed": 1, **US})
            for place, name in enumerate(OCTANTS)},
    circumplex={"name": "Summary", "octants": OCTANTS, **US},
)  # fmt: skip

BY_HAND = made(
    [item("total", range=[0, 63]), item("mean", range=[1, 5], step=0.01)], short="Hand",
    entry="total",
    scales={"total": scale(0, 63, items=["total"]),
            "mean": scale(1, 5, items=["mean"], decimals=2)},
)  # fmt: skip

RHYTHM = made(
    [item(f"{one}{day}", range=[0, 1439]) for one in ("up", "bed") for day in range(1, 8)],
    short="Rhythm",
    scales={"total": scale(0, 7, method="rhythm", decimals=2, higher_is="better", groups=[
        [f"{one}{day}" for day in range(1, 8)] for one in ("up", "bed")]),
        "entries": scale(0, 14, method="count")},
)  # fmt: skip

MADE = [WHO5, DASS, QIDS, EDEQ, AUDIT, GATE, MDQ, WEIGHTS, TURNED, CIRCLE, BY_HAND, RHYTHM]
