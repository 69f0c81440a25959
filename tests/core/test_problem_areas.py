"""What speaks for and against each problem area: the rules, one by one and together."""

import pytest

from kith.core.case import (
    LOSSES,
    MOURNING,
    ROLE_CHANGING,
    Death,
    Facts,
    Isolation,
    RoleChange,
    Tie,
)
from kith.core.errors import UnknownDefinitionError
from kith.core.problem_areas import (
    area,
    areas,
    consider,
    reading,
    stages,
    to_ask,
)
from kith.core.protocols.terms import shared_terms
from kith.core.timeline import EventKind

AREAS = ["grief", "role_dispute", "role_transition", "interpersonal_deficits"]


def rows(table):
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def told(facts, key):
    return next(one for one in consider(facts) if one.area.id == key)


def rules_of(facts, key):
    one = told(facts, key)
    return [reason.rule for reason in (*one.speaks_for, *one.speaks_against)]


def months(text):
    return None if text == "-" else float(text)


# months from the death to the onset | rules
DEATHS = """
    0    | death_near_onset
    3    | death_near_onset
    4    | death_in_the_year
    9    | death_in_the_year
    11.5 | death_in_the_year, death_anniversary
    12   | death_in_the_year, death_anniversary
    12.8 | death_earlier, death_anniversary
    24.5 | death_earlier, death_anniversary
    30   | death_earlier
    -0.3 | death_near_onset
    -2   | death_in_the_episode
    -    | death_undated
"""


@pytest.mark.parametrize(("before", "expected"), rows(DEATHS))
def test_a_death_is_weighed_by_its_time(before, expected):
    facts = Facts(deaths=(Death("person:4", "Mother", months(before)),))
    assert ", ".join(rules_of(facts, "grief")) == expected


@pytest.mark.parametrize(
    ("mourning", "signs", "rule"),
    [
        ("", (), None),
        ("usual", (), "mourning_usual"),
        ("usual", ("no tears",), "mourning_usual"),
        ("delayed", (), "mourning_not_done"),
        ("", ("keeps it from the family",), "mourning_not_done"),
    ],
)
def test_mourning_that_went_its_way_is_no_problem_area(mourning, signs, rule):
    facts = Facts(deaths=(Death("person:4", "Mother", 2, mourning, signs),))
    assert rules_of(facts, "grief")[1:] == ([rule] if rule else [])


def test_grief_is_used_for_a_death_and_for_no_other_loss():
    facts = Facts(
        changes=(RoleChange("event:1", "Divorce", EventKind.SEPARATION, 1),), all_deaths=True
    )
    grief = told(facts, "grief")
    assert grief.support == 0
    assert [reason.rule for reason in grief.speaks_against] == ["no_death", "loss_without_death"]
    assert grief.speaks_against[1].fact == "event:1"


def test_a_death_nobody_has_asked_about_is_not_taken_as_none():
    assert rules_of(Facts(), "grief") == []


# conflict | expectations fit | months before | long there | stage | rules
DISPUTES = """
    yes | -   | -   | -   | -       | conflict_now
    -   | no  | -   | -   | -       | mismatch
    yes | no  | -   | -   | impasse | conflict_now, mismatch, stage_known
    yes | yes | 2   | -   | -       | conflict_now, dispute_near_onset
    yes | -   | 12  | -   | -       | conflict_now, dispute_near_onset
    yes | -   | 40  | -   | -       | conflict_now, dispute_long_before
    yes | -   | -2  | -   | -       | conflict_now, dispute_after_onset
    yes | -   | -   | yes | -       | conflict_now, dispute_long_before
    no  | yes | -   | -   | -       | no_dispute
    -   | -   | -   | -   | -       | no_dispute
"""
YES = {"yes": True, "no": False, "-": None}


@pytest.mark.parametrize(("conflict", "fit", "before", "long", "stage", "expected"), rows(DISPUTES))
def test_a_dispute_is_weighed_by_what_is_known_of_it(conflict, fit, before, long, stage, expected):
    mismatch = None if fit == "-" else not YES[fit]
    named = "" if stage == "-" else stage
    tie = Tie("person:2", "Paul", YES[conflict], mismatch, months(before), YES[long], named)
    facts = Facts(ties=(tie,), all_ties=True)
    assert ", ".join(rules_of(facts, "role_dispute")) == expected


# months before | under way | hard | rules
CHANGES = """
    1   | -   | -   | role_change, change_near_onset
    8   | -   | -   | role_change, change_in_the_year
    20  | -   | -   | role_change, change_long_before
    -3  | -   | -   | role_change, change_after_onset
    -   | -   | -   | role_change
    -   | yes | yes | role_change, change_under_way, change_hard
    40  | yes | -   | role_change, change_under_way
    1   | yes | -   | role_change, change_near_onset, change_under_way
    1   | -   | no  | role_change, change_near_onset, change_easy
"""


@pytest.mark.parametrize(("before", "under_way", "hard", "expected"), rows(CHANGES))
def test_a_change_of_role_is_weighed_by_its_time(before, under_way, hard, expected):
    change = RoleChange(
        "event:1", "New post", EventKind.WORK, months(before), YES[under_way], YES[hard]
    )
    assert ", ".join(rules_of(Facts(changes=(change,)), "role_transition")) == expected


@pytest.mark.parametrize(
    ("before", "under_way", "expected"),
    [(None, None, True), (None, False, False), (90, None, False), (90, True, True)],
)
def test_a_pregnancy_without_a_date_is_a_present_one(before, under_way, expected):
    change = RoleChange("event:1", "Pregnancy", EventKind.PREGNANCY, before, under_way)
    assert change.is_under_way is expected


def test_changes_that_come_together_weigh_more_than_one():
    one = RoleChange("event:1", "Moved", EventKind.MOVE, 2)
    two = RoleChange("event:2", "New post", EventKind.WORK, 3)
    old = RoleChange("event:3", "School", EventKind.STUDY, 300)
    assert "several_changes" in rules_of(Facts(changes=(one, two)), "role_transition")
    assert "several_changes" not in rules_of(Facts(changes=(one, old)), "role_transition")


# for years | confidant | lonely | withdrew | rules
ISOLATION = """
    yes | -   | -   | -   | long_isolated
    yes | no  | yes | yes | long_isolated, no_confidant, lonely_now
    no  | no  | -   | yes | not_long_isolated, no_confidant, withdrew_since_onset
    -   | yes | no  | no  |
    -   | -   | yes | yes | lonely_now, withdrew_since_onset
"""


@pytest.mark.parametrize(("long", "confidant", "lonely", "withdrew", "expected"), rows(ISOLATION))
def test_isolation_counts_where_it_is_older_than_the_episode(
    long, confidant, lonely, withdrew, expected
):
    known = Isolation(YES[long], YES[lonely], YES[confidant], YES[withdrew])
    found = sorted(rules_of(Facts(isolation=known), "interpersonal_deficits"))
    assert found == sorted(expected.split(", ") if expected else [])


LONELY = Isolation(long_standing=True, lonely_now=True, has_confidant=False)


def test_deficits_are_chosen_only_where_no_other_area_explains_the_episode():
    alone = consider(Facts(isolation=LONELY))
    assert alone[0].area.id == "interpersonal_deficits"
    assert alone[0].degree == "well supported"
    moved = (RoleChange("event:1", "Moved", EventKind.MOVE, 1),)
    both = consider(Facts(isolation=LONELY, changes=moved))
    assert [one.area.id for one in both][:2] == ["role_transition", "interpersonal_deficits"]
    assert both[1].speaks_against[-1].text == (
        "Another area explains the episode; this one is used only where none does: role transition."
    )
    long_ago = (RoleChange("event:1", "Moved", EventKind.MOVE, 60),)
    neither = consider(Facts(isolation=LONELY, changes=long_ago))
    assert neither[0].area.id == "interpersonal_deficits"


def test_areas_of_equal_support_stand_in_the_order_of_the_checks():
    assert [one.area.id for one in consider(Facts())] == AREAS
    facts = Facts(
        ties=(Tie("person:1", "Paul", conflict=True),),
        changes=(RoleChange("event:1", "Moved", EventKind.MOVE),),
    )
    assert [one.area.id for one in consider(facts)][:2] == ["role_dispute", "role_transition"]


def test_an_area_is_as_well_supported_as_its_best_fact_not_as_their_sum():
    one = Tie("person:1", "Paul", conflict=True)
    two = Tie("person:2", "Ann", mismatch=True)
    alone, both = (
        told(Facts(ties=(one,)), "role_dispute"),
        told(Facts(ties=(one, two)), "role_dispute"),
    )
    assert both.support == alone.support
    assert len(both.speaks_for) == 2
    settled = Death("person:3", "Aunt", 30, "usual")
    raw = Death("person:4", "Mother", 1, "absent")
    assert (
        told(Facts(deaths=(settled, raw)), "grief").support
        == told(Facts(deaths=(raw,)), "grief").support
    )


def test_every_reason_points_to_a_fact_a_rule_and_a_source():
    facts = Facts(
        deaths=(Death("person:4", "Mother", 2, signs=("no tears",)),),
        ties=(Tie("person:2", "Paul", True, True),),
        changes=(RoleChange("event:1", "Moved", EventKind.MOVE, 26),),
    )
    reasons = [r for one in consider(facts) for r in (*one.speaks_for, *one.speaks_against)]
    texts = [reason.text for reason in reasons]
    assert (
        "A death in the three months before the onset: Mother, 2 months before the onset." in texts
    )
    assert (
        "The mourning is held back, put off, distorted or does not end: Mother (no tears)." in texts
    )
    assert (
        "The change came more than a year before the onset: Moved, 2 years before the onset."
        in texts
    )
    for reason in reasons:
        assert reason.rule
        assert reason.source
        assert reason.verified in {True, False}
        assert reason.fact or reason.rule == "other_area_explains"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (Facts(), "Not enough is known yet to say which area fits."),
        (
            Facts(changes=(RoleChange("e", "Moved", EventKind.MOVE, 60),)),
            "Not enough is known yet to say which area fits.",
        ),
        (
            Facts(deaths=(Death("p", "Mother", 1),)),
            "Grief has the most support in the record so far.",
        ),
        (
            Facts(deaths=(Death("p", "Mother", 1),), ties=(Tie("p", "Paul", True),)),
            "Grief has the most support in the record so far. Also supported: role dispute.",
        ),
        (
            Facts(ties=(Tie("p", "Paul", True),), changes=(RoleChange("e", "Moved"),)),
            "Role dispute and role transition have equal support in the record so far.",
        ),
    ],
)
def test_the_reading_names_support_and_never_a_choice(facts, words):
    assert reading(consider(facts)) == words


def test_support_is_a_degree_between_nothing_and_less_than_certain():
    everything = Facts(
        deaths=(Death("p", "Mother", 0, "absent"),),
        ties=(Tie("p", "Paul", True, True, 1, stage="impasse"),),
        changes=(RoleChange("e", "Moved", EventKind.MOVE, 1, hard=True),),
        isolation=LONELY,
    )
    assert all(0 < one.support < 1 for one in consider(everything))
    degrees = [one.degree for one in consider(Facts(deaths=(Death("p", "Aunt", 50, "usual"),)))]
    assert consider(Facts(ties=(Tie("p", "Paul", True),)))[0].degree == "some support"
    assert degrees[-1] == "nothing recorded speaks for it"
    assert "little support" in degrees


def test_it_asks_for_what_is_missing_in_the_order_of_the_checks():
    assert to_ask(Facts()) == [
        "When did the symptoms begin?",
        "Has anybody close died, at any time?",
        "Who else matters, and who has been left out so far?",
        "What else changed in life before the symptoms began?",
        "How was it with people before this episode?",
    ]
    facts = Facts(
        onset_known=True,
        deaths=(Death("p", "Mother", 1),),
        ties=(Tie("p", "Paul", True),),
        changes=(RoleChange("e", "Moved"),),
        isolation=LONELY,
        all_deaths=True,
        all_ties=True,
        all_changes=True,
    )
    assert to_ask(facts) == [
        "How has the mourning gone: Mother?",
        "What does each expect of the other: Paul?",
        "When was it: Moved?",
    ]


# ---- the tables


def test_the_areas_are_those_of_the_vocabulary_in_the_order_of_the_checks():
    assert [one.id for one in areas()] == AREAS
    assert set(AREAS) <= set(shared_terms().areas)
    for one in areas():
        assert one.plain
        assert one.needs
        assert one.name == one.term.title


def test_an_unknown_area_is_named():
    with pytest.raises(UnknownDefinitionError, match="self_image"):
        area("self_image")


def test_a_dispute_has_three_stages():
    assert list(stages()) == ["renegotiation", "impasse", "dissolution"]
    assert all(one.move and one.plain for one in stages().values())


def test_losses_change_roles_and_a_death_is_no_change_of_role():
    assert LOSSES < ROLE_CHANGING
    assert EventKind.DEATH not in ROLE_CHANGING
    assert MOURNING[""] == "not asked yet"
