"""What is known before a course is chosen, and what follows from it."""

import pytest

from kith.core import catalogue
from kith.core.errors import RefusedError
from kith.core.protocols.terms import shared_terms
from kith.core.situation import Situation, table


def so(**known):
    return Situation.from_mapping(known)


@pytest.mark.parametrize(
    ("known", "meant"),
    [
        ({"codes": ["6A70.1"]}, ("depression", "distress")),
        ({"codes": ["F10.2"]}, ("substance_use",)),
        (
            {"codes": ["F10.2", "F32.9"]},
            ("depression", "substance_use", "substance_with_depression"),
        ),
        ({"codes": ["6A72", "6C40.2"]}, (
            "persistent_depression", "substance_use", "substance_with_depression",
        )),
        ({"disorders": ["subthreshold_depression"]}, ("subthreshold_depression",)),
        ({"disorders": ["bipolar"], "codes": ["6A60.0"]}, ("bipolar", "mania_now")),
        ({}, ()),
    ],
)  # fmt: skip
def test_codes_and_names_together_say_what_the_person_has(known, meant):
    assert so(**known).disorders == meant


@pytest.mark.parametrize(
    ("known", "raised"),
    [
        ({"codes": ["6A70.1"]}, {"present_disorder"}),
        ({"codes": ["6A70.3"]}, {"present_disorder", "severe_depression"}),
        ({"codes": ["6A71.4"]}, {"present_disorder", "severe_depression", "psychosis"}),
        ({"codes": ["6A60"]}, {"bipolar"}),
        ({"codes": ["6A60"], "yes": ["mood_stabiliser"]}, set()),
        ({"codes": ["6A60.0"]}, {"bipolar", "mania"}),
        ({"codes": ["6B80"]}, {"low_weight"}),
        ({"codes": ["F10.3"]}, {"withdrawal"}),
        ({"scores": {"phq9": 20}}, {"severe_depression"}),
        ({"scores": {"phq9": 19}}, set()),
        ({"scores": {"phq9": 20}, "no": ["severe_depression"]}, set()),
        ({"yes": ["violence", "pregnant"]}, {"violence"}),
        ({"codes": ["6A60"], "no": ["bipolar"]}, set()),
        ({"results": {"asq": "acute_positive"}}, {"imminent_risk"}),
        ({"results": {"asq": "positive"}}, set()),
        ({"results": {"cssrsscreen.triage": "high"}}, {"imminent_risk"}),
        ({"results": {"asq": "acute_positive"}, "no": ["imminent_risk"]}, set()),
    ],
)
def test_cautions_follow_from_answers_diagnoses_and_scores(known, raised):
    found = so(**known).raised
    assert set(found) == raised
    assert all(one.because.endswith(".") for one in found.values())


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({"scores": {"asrm": 6}}, ["mania"]),
        ({"scores": {"asrm": 5}}, []),
        ({"scores": {"asrm": 9}, "no": ["mania"]}, []),
        ({"scores": {"asrm": 9}, "yes": ["mania"]}, []),
        ({"results": {"mdq": "positive"}}, ["bipolar"]),
        ({"results": {"mdq": "negative"}}, []),
    ],
)
def test_a_screen_asks_and_never_answers(known, asked):
    situation = so(**known)
    assert [one.id for one in situation.to_ask] == asked
    assert not set(asked) & set(situation.raised)


def test_what_a_diagnosis_brings_is_a_circumstance_unless_somebody_says_no():
    assert so(codes=["6A71.7"]).circumstances == {"remitted"}
    assert so(codes=["6B42"], yes=["pregnant"]).circumstances == {"bereaved", "pregnant"}
    assert so(codes=["6B42"], no=["bereaved"]).circumstances == frozenset()


@pytest.mark.parametrize(
    ("case", "key"),
    [
        ({"age": -1}, "age"),
        ({"age": 121}, "age"),
        ({"age": "34"}, "age"),
        ({"age": True}, "age"),
        ({"agee": 3}, "agee"),
        ({"codes": "F32"}, "codes"),
        ({"codes": [3]}, "codes"),
        ({"disorders": ["sadness"]}, "disorders"),
        ({"yes": ["tall"]}, "yes"),
        ({"no": ["tall"]}, "no"),
        ({"yes": ["pregnant"], "no": ["pregnant"]}, "no"),
        ({"formats": ["online"]}, "formats"),
        ({"scores": [3]}, "scores"),
        ({"scores": {"phq9": "high"}}, "scores.phq9"),
        ({"scores": {"phq9": True}}, "scores.phq9"),
        ({"results": {"asq": 3}}, "results.asq"),
        ({"results": {"asq": "acute"}}, "results.asq"),
        ({"results": {"asq.triage": "high"}}, "results.asq.triage"),
        ({"scores": {"phq": 20}}, "scores.phq"),
        ({"scores": {"phq9.sum": 20}}, "scores.phq9.sum"),
    ],
)
def test_a_case_that_cannot_be_so_is_refused_by_its_key(case, key):
    with pytest.raises(RefusedError) as refused:
        Situation.from_mapping(case)
    assert refused.value.field == key
    assert str(refused.value).startswith(f"{key}: ")


@pytest.mark.parametrize("rule", table().derived, ids=lambda one: f"{one.instrument} {one.gives}")
def test_what_follows_from_an_instrument_is_something_it_can_find(rule):
    instrument = catalogue.definition(rule.instrument)
    if rule.scale:
        assert rule.scale in instrument.scales
    else:
        assert rule.equals in {one.id for one in instrument.rules[rule.result].outcomes}


def test_what_comes_first_and_what_follows_are_in_the_vocabulary():
    cautions = shared_terms().cautions
    assert set(table().act_first.cautions) <= set(cautions)
    assert {one.gives for one in table().derived} <= set(cautions)
    for one in table().derived:
        assert (one.at_least is not None) == bool(one.scale)
        assert bool(one.equals) == bool(one.result)


@pytest.mark.parametrize(
    ("formats", "on_offer"),
    [
        ([], False),
        (["individual"], False),
        (["individual", "group"], True),
        (["mixed"], True),
        (["individual", "group", "mixed"], False),  # nobody said
    ],
)
def test_a_group_that_is_named_is_on_offer(formats, on_offer):
    assert ("group_on_offer" in so(formats=formats).circumstances) is on_offer
    assert "group_on_offer" not in so(formats=formats, no=["group_on_offer"]).circumstances
