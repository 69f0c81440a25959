"""Which forms of IPT may fit: the order, the reasons, and what is never outranked."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kith.core import catalogue
from kith.core.disorders import disorders
from kith.core.fitting import STATUSES, VERDICTS, fit, names, rules
from kith.core.protocols.model import Protocol
from kith.core.protocols.terms import shared_terms
from kith.core.situation import FORMATS, Situation, table

STANDARD = catalogue.protocol("ipt-standard-16")


def so(**known):
    return Situation.from_mapping(known)


def ids(fitting, verdict):
    return [one.protocol.id for one in fitting.fits if one.verdict == verdict]


def protocol(**changed):
    """The standard protocol with other rules about whom it is for."""
    path = catalogue.SHIPPED["protocols"] / "ipt-standard-16.v2.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    eligibility = changed.pop("eligibility", None)
    if eligibility is not None:
        data["eligibility"] = {**data["eligibility"], "ages": [], "helps": [], **eligibility}
    status = changed.pop("status", None)
    if status:
        other = {**data["indications"][0], "disorders": ["bulimia"]}
        data["indications"] = [{**data["indications"][0], "status": status}, other]
    kept = [key for key in data["cautions"] if key not in changed.get("exclusions", [])]
    data["cautions"] = kept
    return Protocol.model_validate({**data, **changed})


def looked_at(*protocols, **known):
    return fit(so(**{"codes": ["6A70.1"], "age": 34, **known}), protocols)


def rules_of(fitting):
    return {reason.rule for one in fitting.fits for reason in one.reasons}


# ---------------------------------------------------------------- each rule, on its own


def test_an_adult_with_depression_and_nothing_against_it():
    found = looked_at(STANDARD)
    assert ids(found, "fits") == [STANDARD.id]
    assert found.words.startswith("First in the list: Standard interpersonal psychotherapy")
    assert "(established)" in found.words


@pytest.mark.parametrize(
    ("changed", "known", "verdict", "rule"),
    [
        ({}, {}, "fits", "indicated"),
        ({"eligibility": {"ages": [12, 18]}}, {}, "unfit", "age_outside"),
        ({"eligibility": {"ages": [35]}}, {}, "unfit", "age_outside"),
        ({"eligibility": {"ages": [12, 34]}}, {}, "fits", "indicated"),
        ({"eligibility": {"ages": [60]}}, {"age": None}, "ask", "age_unknown"),
        ({"eligibility": {"needs": ["pregnant"]}}, {"yes": ["pregnant"]}, "fits", "need_met"),
        ({"eligibility": {"needs": ["pregnant"]}}, {"no": ["pregnant"]}, "unfit", "need_absent"),
        ({"eligibility": {"needs": ["pregnant"]}}, {}, "ask", "need_unknown"),
        ({"eligibility": {"helps": ["bereaved"]}}, {"yes": ["bereaved"]}, "fits", "helped"),
        ({"eligibility": {"helps": ["bereaved"]}}, {"no": ["bereaved"]}, "fits", "indicated"),
        ({}, {"formats": ["group"]}, "unfit", "format_absent"),
        ({"status": "not_recommended"}, {}, "unfit", "not_recommended"),
        ({"status": "limited"}, {}, "fits", "limited"),
        ({"status": "under_investigation"}, {}, "fits", "under_investigation"),
        ({"cautions": ["violence"]}, {"yes": ["violence"]}, "fits", "caution"),
        ({"exclusions": ["violence"]}, {"yes": ["violence"]}, "first", "exclusion"),
        ({"exclusions": ["violence"]}, {"no": ["violence"]}, "fits", "indicated"),
    ],
)
def test_a_rule_speaks_and_the_verdict_follows(changed, known, verdict, rule):
    known = {key: value for key, value in known.items() if value is not None}
    situation = so(**{"codes": ["6A70.1"], "age": 34, **known})
    if changed.get("eligibility", {}).get("ages") == [60]:
        situation = replace(situation, age=None)
    found = fit(situation, [protocol(**changed)])
    assert ids(found, verdict) == [STANDARD.id]
    assert rule in rules_of(found)


@pytest.mark.parametrize("key", table().act_first.cautions)
def test_what_comes_first_stops_every_therapy(key):
    found = fit(so(codes=["6A70.1"], age=34, yes=[key]))
    assert [one.about for one in found.first] == [key]
    assert found.suggested == ()
    assert found.words.startswith("Something else comes first: ")
    assert set(ids(found, "first")) == {one.protocol.id for one in found.fits}


def test_every_rule_that_is_written_down_is_one_that_can_speak():
    spoken = {"act_first"}
    for changed, known in [
        ({}, {}),
        ({"eligibility": {"ages": [60], "needs": ["pregnant"]}}, {}),
        ({"eligibility": {"needs": ["pregnant"]}}, {"no": ["pregnant"], "formats": ["group"]}),
        ({"eligibility": {"needs": ["pregnant"], "helps": ["bereaved"]}},
         {"yes": ["pregnant", "bereaved"]}),
        ({"status": "limited"}, {}),
        ({"status": "under_investigation"}, {}),
        ({"status": "not_recommended"}, {}),
        ({"cautions": ["violence"]}, {"yes": ["violence"]}),
        ({"exclusions": ["violence"]}, {"yes": ["violence"]}),
    ]:  # fmt: skip
        spoken |= rules_of(looked_at(protocol(**changed), **known))
    unaged = fit(replace(so(codes=["6A70.1"]), age=None), [STANDARD])
    assert spoken | rules_of(unaged) == set(rules())


# ---------------------------------------------------------------- the library


def test_the_library_knows_when_ipt_is_not_the_treatment():
    assert "not" not in fit(so(codes=["6A70.1"], age=30)).words
    nothing = fit(so(codes=["F20.0"]))
    assert nothing.first
    assert fit(so(codes=["F84.0"])).words.endswith("think of another treatment.")
    assert fit(so()).fits == ()


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ({"yes": ["pregnant", "raised_perinatal_risk"]}, ["rose-5"]),
        ({"yes": ["pregnant"]}, []),
        ({"yes": ["raised_perinatal_risk"], "no": ["pregnant"]}, []),
    ],
)
def test_prevention_is_offered_to_somebody_who_has_no_disorder(known, found):
    assert ids(fit(so(age=29, **known)), "fits") == found


def test_a_screen_is_a_question_and_takes_nothing_off_the_list():
    plain = fit(so(codes=["6A70.1"], age=30))
    asked = fit(so(codes=["6A70.1"], age=30, scores={"asrm": 9}))
    assert [one.id for one in asked.to_ask] == ["mania"]
    assert [one.protocol.id for one in asked.fits] == [one.protocol.id for one in plain.fits]


def test_every_indication_of_the_library_can_be_found():
    meant = {key for one in catalogue.protocols() for i in one.indications for key in i.disorders}
    for key in meant:
        assert fit(so(disorders=[key])).fits or fit(so(disorders=[key])).first, key


terms = shared_terms()
answers = st.lists(
    st.sampled_from(sorted({*terms.circumstances, *terms.cautions})), max_size=6, unique=True
)
situations = st.builds(
    lambda named, age, given, split, formats: Situation(
        named=frozenset(named),
        age=age,
        yes=frozenset(given[:split]),
        no=frozenset(given[split:]),
        formats=frozenset(formats),
    ),
    st.lists(st.sampled_from(sorted(disorders())), min_size=1, max_size=3),
    st.one_of(st.none(), st.integers(0, 100)),
    answers,
    st.integers(0, 6),
    st.lists(st.sampled_from(FORMATS), min_size=1),
)


@settings(max_examples=300, deadline=None)
@given(situations)
def test_no_exclusion_is_ever_outranked(situation):
    found = fit(situation)
    blocked = [one.verdict == "first" for one in found.fits]
    assert blocked == sorted(blocked)
    if any(key in table().act_first.cautions for key in situation.raised):
        assert all(blocked)
        assert not found.suggested
    for one in found.fits:
        if one.verdict != "first":
            assert not set(one.protocol.exclusions) & set(situation.raised)


@settings(max_examples=300, deadline=None)
@given(situations)
def test_nothing_is_called_better_shown_than_it_is(situation):
    found = fit(situation)
    wanted = set(situation.disorders)
    for one in found.fits:
        statuses = {i.status for i in one.protocol.indications if wanted & set(i.disorders)}
        assert one.status in statuses
        assert one.status == min(statuses, key=list(STATUSES).index)
        for reason in one.on("for"):
            if reason.rule == "indicated":
                assert "under investigation" not in reason.words.split(".")[0]
        if one.status == "not_recommended":
            assert one.verdict in {"unfit", "first"}
    better = [list(STATUSES).index(one.status) for one in found.suggested if one.verdict == "fits"]
    assert better == sorted(better)


@settings(max_examples=100, deadline=None)
@given(situations)
def test_every_reason_says_where_it_comes_from(situation):
    found = fit(situation)
    for one in found.fits:
        assert one.reasons
        for reason in one.reasons:
            assert reason.words.strip()
            assert reason.source.strip()
            assert reason.verified in {True, False}


def test_the_words_of_verdicts_statuses_and_disorders_are_there_for_people():
    assert set(names()) == set(disorders())
    assert all(words[0].isupper() for words in VERDICTS.values())


def test_of_what_is_still_open_the_one_with_fewer_questions_comes_first():
    found = fit(
        so(disorders=["subthreshold_depression"], age=15, formats=["mixed", "group"]),
    )
    open_ones = [len(one.on("open")) for one in found.suggested if one.verdict == "ask"]
    assert open_ones == sorted(open_ones)
    assert found.suggested[0].protocol.id == "ipt-ast"
