"""Every shipped definition: its worked examples, its wording, its licence, its sources."""

import re

import pytest

from kith.core import catalogue
from kith.core.instruments import examples, scoring
from kith.core.instruments.consistency import parts_of
from kith.core.instruments.model import Cited, Instrument
from tests.core.instruments.library_spec import SPEC, UNCHECKED

DATA = catalogue.SHIPPED["instruments"]
PACKS = DATA.parent / "packs"
FILES = sorted([*DATA.rglob("*.toml"), *PACKS.rglob("*.toml")])
LIBRARY = {
    path.name.partition(".")[0]: Instrument.model_validate(catalogue.read_toml(path))
    for path in FILES
}
IDS = sorted(LIBRARY)
SPECIFIED = sorted(SPEC)


def test_what_the_standard_course_needs_is_there():
    assert {"phq9", "gad7", "phq2", "asq", "wsas", "goals", "ucla3"} <= set(IDS)
    assert catalogue.problems("instruments") == []


def test_every_instrument_is_specified_but_the_diary():
    assert set(IDS) - {"srm5"} == set(SPEC)


# ---------------------------------------------------------------- against the specification


@pytest.mark.parametrize("name", SPECIFIED)
def test_its_questions_and_the_range_of_its_scales(name):
    instrument, spec = LIBRARY[name], SPEC[name]
    assert instrument.licence.class_ == spec.kind
    assert len(instrument.scored) == spec.count
    assert {key: scale.range for key, scale in instrument.scales.items()} == spec.scales


@pytest.mark.parametrize("name", SPECIFIED)
def test_the_edges_of_its_bands_and_its_thresholds(name):
    instrument, spec = LIBRARY[name], SPEC[name]
    for key, scale in instrument.scales.items():
        edges = [[band.edge for band in banding.bands] for banding in scale.bandings]
        assert edges == spec.bands.get(key, []), key
        assert [sign_of(cut) for cut in scale.cut_offs] == spec.cuts.get(key, []), key


def sign_of(cut):
    signs = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
    (found,) = [
        f"{sign}{getattr(cut, key):g}" for key, sign in signs.items()
        if getattr(cut, key) is not None
    ]  # fmt: skip
    return found


@pytest.mark.parametrize("name", SPECIFIED)
def test_which_questions_make_a_scale_and_which_are_turned_round(name):
    instrument, spec = LIBRARY[name], SPEC[name]
    for key, scale in instrument.scales.items():
        if key in spec.keys:
            assert sorted(places(instrument, scale.items)) == spec.keys[key], key
        assert places(instrument, scale.reversed) == spec.turned.get(key, []), key


def places(instrument, items):
    """The numbers of the questions on the form."""
    return [[item.id for item in instrument.items].index(name) + 1 for name in items]


@pytest.mark.parametrize("name", SPECIFIED)
def test_what_somebody_must_see(name):
    instrument, spec = LIBRARY[name], SPEC[name]
    alarms = {}
    for rule in instrument.alerts:
        lowest = min(rule.values) if rule.values else rule.at_least
        for place in places(instrument, rule.items):
            alarms[place] = min(lowest, alarms.get(place, lowest))
        if rule.scale:
            alarms[f"scale:{rule.scale}"] = rule.at_least
        if rule.rule:
            alarms[f"rule:{rule.rule}"] = None
    assert alarms == spec.alarms


@pytest.mark.parametrize("name", IDS)
def test_an_answer_about_harming_oneself_is_urgent(name):
    """Whatever a file calls suicide, self-harm or death, somebody sees it the same day."""
    instrument = LIBRARY[name]
    urgent = {
        item for rule in instrument.alerts if rule.level == "urgent" for item in rule.items
    }  # fmt: skip
    words = re.compile(
        r"suicid|self-harm|harming oneself|hurting oneself|dead|death|end one's life"
    )
    for item in instrument.items:
        if words.search(item.label) and "months since the death" not in item.label:
            assert item.id in urgent, item.label


# ---------------------------------------------------------------- worked examples


@pytest.mark.parametrize("name", IDS)
def test_the_worked_examples_come_out(name):
    assert examples.failing_examples(LIBRARY[name]) == []


@pytest.mark.parametrize("name", IDS)
def test_the_examples_reach_every_band_edge_alert_and_result(name):
    """An example at the lowest and the highest value, one with a gap, one for every outcome."""
    instrument = LIBRARY[name]
    for scale_name, scale in instrument.scales.items():
        told = [example.scores.get(scale_name) for example in instrument.examples]
        values = {one.value for one in told if one}
        assert set(scale.range) <= values
        assert any(one and one.missing for one in told) or scale_name != "total"
    for rule in instrument.rules.values():
        found = {label for example in instrument.examples for label in example.results.values()}
        assert {outcome.label for outcome in rule.outcomes} <= found


ADDED = [
    # by hand, from the publications: answers, and what the scale must give
    ("cesd", "total", [1] * 20, 24),
    ("core10", "total", [2] * 10, 20),
    ("dass21", "stress", [3] + [0] * 20, 6),
    ("who5", "total", [1, 2, 3, 4, 5], 60),
    ("dast10", "total", [1] * 10, 9),
    ("epds", "total", [3, 2, 1, 0, 3, 2, 1, 0, 3, 2], 17),
    ("spin", "fear", [1, 0, 2, 0, 3, 0, 0, 0, 0, 4, 0, 0, 0, 1, 2, 0, 0], 13),
    ("ecrs", "anxiety", [1, 2, 1, 3, 1, 4, 1, 5, 1, 6, 1, 7], 25),
    ("ecrrs", "avoidance", [1, 2, 3, 4, 5, 6, 7, 7, 7], 5.5),
    ("edeq", "total", [0, 0, 0, 0, 0, 6, 6, 6, 6, 6, 6, 6] + [6] * 10, 4.5),
    ("qidssr16", "total", [0, 1, 2, 3, 1, 2, None, None, 3, 1, 1, 1, 1, 1, 2, 3], 15),
    ("hamd17", "total", [2] * 15 + [None, 1, 1], 32),
    ("pg13r", "total", [3] * 10, 30),
    ("mspss", "friends", [1, 1, 1, 1, 1, 7, 6, 1, 5, 1, 1, 4], 5.5),
    ("k10", "total", [5, 4, 3, 2, 1, 5, 4, 3, 2, 1], 30),
    ("ymrs", "total", [4, 3, 2, 1, 8, 6, 4, 4, 2, 1, 0], 35),
]


@pytest.mark.parametrize(("name", "scale", "answers", "value"), ADDED)
def test_scores_worked_out_apart_from_the_files(name, scale, answers, value):
    instrument = LIBRARY[name]
    given = dict(zip((item.id for item in instrument.scored), answers, strict=True))
    assert scoring.score(instrument, given)[scale].value == value


# ---------------------------------------------------------------- wording and licence


@pytest.mark.parametrize("name", IDS)
def test_nothing_is_shown_that_may_not_be(name):
    instrument = LIBRARY[name]
    licence = instrument.licence
    assert licence.basis
    assert instrument.credit
    if licence.class_ in ("SCORING", "OUT"):
        assert licence.text == "withheld"
    if licence.text == "withheld":
        assert not instrument.stem + instrument.instructions
        assert not any(item.text or item.ends for item in instrument.items)
        choices = [option for item in instrument.items for option in instrument.options_of(item)]
        assert not any(option.text for option in choices)
    else:
        assert licence.wording_from or name == "goals"


@pytest.mark.parametrize("name", [n for n in SPECIFIED if SPEC[n].kind in ("VERBATIM", "PACK_NC")])
def test_what_is_under_another_licence_stands_apart_with_its_notice(name):
    instrument = LIBRARY[name]
    pack = instrument.licence.class_ == "PACK_NC"
    folder = PACKS / name if pack else DATA / "verbatim" / name
    assert (folder / f"{name}.v{instrument.version}.toml").exists()
    notice = (folder / ("LICENCE" if pack else "NOTICE")).read_text()
    assert "not covered by Kith's own licence" in notice
    assert instrument.licence.notice
    assert bool(instrument.licence.terms) == pack
    assert "non-commercial" in notice + instrument.licence.terms or not pack or name == "audit"


def test_packs_stand_outside_the_library_that_is_always_on():
    packed = {path.parent.name for path in PACKS.rglob("*.toml")}
    assert packed == {name for name, spec in SPEC.items() if spec.kind == "PACK_NC"}
    assert not packed & {path.name.partition(".")[0] for path in DATA.rglob("*.toml")}


# ---------------------------------------------------------------- sources and codes


@pytest.mark.parametrize("name", IDS)
def test_every_number_has_a_source_and_nothing_rests_on_less_than_it_says(name):
    """A number counts as verified only if its source was read."""
    instrument = LIBRARY[name]
    for key, part in parts_of("", instrument):
        if isinstance(part, Cited):
            source = instrument.source(part.source)
            assert source.verified or not part.verified, key


@pytest.mark.parametrize("name", UNCHECKED)
def test_what_was_not_checked_does_not_say_it_was(name):
    parts = [part for _, part in parts_of("", LIBRARY[name]) if isinstance(part, Cited)]
    assert not any(part.verified for part in parts)
    assert not LIBRARY[name].licence.verified


@pytest.mark.parametrize("name", IDS)
def test_codes_are_loinc_codes_with_a_check_digit_that_fits(name):
    instrument = LIBRARY[name]
    codes = [item.code for item in instrument.items if item.code]
    codes += [scale.code for scale in instrument.scales.values() if scale.code]
    codes += [instrument.codes.panel] if instrument.codes and instrument.codes.panel else []
    for code in codes:
        assert re.fullmatch(r"\d{3,6}-\d", code)
        assert luhn(code.replace("-", "")), code
    for item in instrument.items:
        for option in instrument.options_of(item):
            assert not option.code or re.fullmatch(r"LA\d{3,6}-\d", option.code)
    assert not codes or "LOINC" in instrument.codes.notice
    assert not codes or instrument.codes.verified


def luhn(digits):
    """The mod 10 check of LOINC's last digit."""
    total = 0
    for place, digit in enumerate(reversed([int(one) for one in digits])):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def test_no_code_belongs_to_two_totals():
    """A total's code is copied from one questionnaire to the next all over the world."""
    codes = [
        scale.code for one in LIBRARY.values() for scale in one.scales.values() if scale.code
    ]  # fmt: skip
    assert len(codes) == len(set(codes))


# ---------------------------------------------------------------- wording known to go wrong

PHQ_ANSWERS = ["Not at all", "Several days", "More than half the days", "Nearly every day"]


@pytest.mark.parametrize("name", ["phq9", "phq8", "phq2", "phq4", "phqads", "gad7", "gad2"])
def test_the_lowest_answer_is_plainly_not_at_all(name):
    """A widely copied GAD-7 begins with "not at all sure" and "over half the days"."""
    instrument = LIBRARY[name]
    assert [option.text for option in instrument.options] == PHQ_ANSWERS
    assert instrument.stem.startswith("Over the last 2 weeks, how often have you been bothered by")


def test_the_short_forms_have_the_questions_of_the_long_ones():
    text = {name: [item.text for item in LIBRARY[name].items] for name in IDS}
    assert text["phq2"] == text["phq9"][:2]
    assert text["phq8"] == text["phq9"][:8]
    assert text["gad2"] == text["gad7"][:2]
    assert text["phq4"] == text["gad7"][:2] + text["phq9"][:2]
    assert text["phqads"] == text["phq9"][:9] + text["gad7"]
    assert text["k6"] == [text["k10"][number - 1] for number in (2, 4, 5, 8, 9, 10)]


def test_the_short_forms_have_the_codes_of_the_long_ones():
    assert [item.code for item in LIBRARY["phq2"].items] == [
        item.code for item in LIBRARY["phq9"].items[:2]
    ]
    assert [item.code for item in LIBRARY["gad2"].items] == [
        item.code for item in LIBRARY["gad7"].items[:2]
    ]


def test_the_adolescent_form_asks_in_its_own_order():
    """Mood comes first, appetite before energy: never to be compared by number."""
    order = [item.id for item in LIBRARY["phqa"].scored]
    assert order[:5] == ["mood", "interest", "sleep", "appetite", "energy"]


def test_no_patient_in_our_own_words():
    for instrument in LIBRARY.values():
        ours = [instrument.purpose, instrument.measures, *(rule.why for rule in instrument.alerts)]
        assert not [text for text in ours if "patient" in text.lower()]
