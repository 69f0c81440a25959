"""Cases in files: what a clinician would say of each and why, and what must hold for all."""

import json

import pytest

from kith.cli import main
from kith.core import catalogue
from kith.core.case_file import STANDARD, kind_of, read_case, suggest
from kith.core.errors import RefusedError
from kith.core.timeline import EventKind

GRIEF, DISPUTE, TRANSITION, DEFICITS = "grief", "role_dispute", "role_transition", "deficits"


def someone(label, **known):
    return {"label": label, **known}


def dead(label, before=None, **known):
    return {"label": label, "deceased": True, "died_months_before_onset": before, **known}


def event(kind, before=None, **known):
    return {"kind": kind, "description": kind, "months_before_onset": before, **known}


def change(kind, before=None, **known):
    return {"kind": kind, "new_role": kind, "months_before_onset": before, **known}


def case(*people, events=(), changes=(), reactions=(), bereaved=None, **more):
    network = {key: more.pop(key) for key in NETWORK if key in more}
    return {
        "people": list(people),
        "life_events": list(events),
        "role_changes": list(changes),
        "bereavement": {"bereaved": bereaved, "reactions": list(reactions)},
        "network": network,
        **more,
    }


NETWORK = (
    "loneliness", "isolated_now", "confidant", "longstanding_few_relationships",
    "withdrawal_since_onset",
)  # fmt: skip
ALONE = {"longstanding_few_relationships": True, "loneliness": True, "confidant": False}
LOST, MUCH = {"loss_of_old_role_felt": True}, {"new_role_felt_unmanageable": True}
EASY = {"loss_of_old_role_felt": False, "new_role_felt_unmanageable": False}
QUARREL, UNMET = {"conflict": "present"}, {"expectations_met": "unmet"}

# (what a clinician would say, and why; the facts; the answer)
CASES = [
    ("nothing is known: nothing can be said", case(), None),
    ("a husband died two months before: grief, whatever else", case(dead("husband", 2)), GRIEF),
    (
        "a widow who then moved: the mourning is looked at first, the move came with it",
        case(dead("husband", 2), changes=[change("moving", 1), change("widowhood", 2)]),
        GRIEF,
    ),
    (
        "a mother died twenty years ago and was mourned; a new quarrel with the boss: the dispute",
        case(
            dead("mother", 240),
            someone("boss", **QUARREL, **UNMET),
            reactions=["normal"],
        ),
        DISPUTE,
    ),
    (
        "a father died long ago in whole years: no anniversary can be read from that",
        case(dead("father", 120)),
        None,
    ),
    (
        "a brother died fifteen months ago and was never wept for: mourning put off comes late",
        case(dead("brother", 15), reactions=["no_tears", "avoidance"], bereaved=True),
        GRIEF,
    ),
    (
        "a death shortly before, mourned in its usual way: normal grief is no problem area",
        case(dead("grandmother", 2), reactions=["usual"]),
        None,
    ),
    (
        "a death without a date, and she is called bereaved: grief is the first thing to ask about",
        case(dead("sister"), bereaved=True),
        GRIEF,
    ),
    (
        "said to be bereaved, by nobody named: somebody died, and it is mourned now",
        case(bereaved=True, reactions=["guilt"]),
        GRIEF,
    ),
    (
        "divorce, job and health lost within the year: several losses, no death, a transition",
        case(changes=[change("divorce", 8), change("job_loss", 4), change("illness", 6)]),
        TRANSITION,
    ),
    (
        "a divorce deeply mourned: loss not by death is a transition",
        case(changes=[change("divorce", 3, **LOST)], bereaved=False),
        TRANSITION,
    ),
    (
        "quarrels for twenty years as ever, a first child just born: what changed is the birth",
        case(
            someone("wife", **QUARREL, note="long-standing quarrels about money"),
            changes=[change("birth_of_child", 1, **MUCH)],
        ),
        TRANSITION,
    ),
    (
        "a long-standing conflict and nothing at the onset: it does not say why now",
        case(someone("brother", conflict="high", note="long-running feud")),
        None,
    ),
    (
        "an affair came to light a month before: the dispute began then",
        case(
            someone("husband", **QUARREL),
            events=[event("affair", 1, description="husband's affair")],
        ),
        DISPUTE,
    ),
    (
        "silent for months, each expecting what the other does not give: a covert dispute",
        case(someone("mother", nonreciprocal=True, expectations_met="unmet", conflict="covert")),
        DISPUTE,
    ),
    (
        "a promotion that was wanted and is too much: changes for the better are changes",
        case(changes=[change("promotion", 2, wanted=True, **MUCH)]),
        TRANSITION,
    ),
    (
        "a promotion neither missed nor too much, and a quarrel: the change is no burden",
        case(someone("partner", **QUARREL, **UNMET), changes=[change("promotion", 2, **EASY)]),
        DISPUTE,
    ),
    (
        "always few ties, nobody to confide in, nothing near the onset: deficits",
        case(**ALONE),
        DEFICITS,
    ),
    (
        "always few ties, and a job lost just before: never deficits where another area explains",
        case(changes=[change("job", 1, **LOST)], **ALONE),
        TRANSITION,
    ),
    (
        "lonely now with nobody to confide in, earlier ties not asked: not known to be lasting",
        case(loneliness=True, isolated_now=True, confidant=False),
        None,
    ),
    (
        "cut off only since the symptoms began, good ties before: withdrawal is part of illness",
        case(
            loneliness=True, longstanding_few_relationships=False, withdrawal_since_onset=True
        ),
        None,
    ),
    (
        "quarrels that began half a year into the episode and nothing else: they may follow it",
        case(someone("son"), events=[event("conflict", -6, description="rows with his son")]),
        None,
    ),
    (
        "pregnant now, and a partner who does not help, undated: what goes on now comes first",
        case(someone("partner", **UNMET), changes=[change("pregnancy", None, **MUCH)]),
        TRANSITION,
    ),
    (
        "a baby was born dead a month before: a child has died, and is mourned as one",
        case(events=[event("stillbirth", 1, valence="negative")]),
        GRIEF,
    ),
    (
        "a miscarriage a month before: the way to parenthood was lost; the client says what it was",
        case(events=[event("miscarriage", 1, valence="negative")]),
        TRANSITION,
    ),
    (
        "retired five years ago, depressed since last year: too far from the onset",
        case(changes=[change("retirement", 50)]),
        None,
    ),
    (
        "only people without trouble are named: unknown is no answer",
        case(someone("wife"), someone("son", conflict="none", expectations_met="met")),
        None,
    ),
    (
        "emigrated in the year before and cannot find a footing: transition",
        case(changes=[change("migration", 9, **LOST, **MUCH)], isolated_now=True),
        TRANSITION,
    ),
    (
        "two deaths: an old one mourned long since, a new one: the new one counts",
        case(dead("father", 200), dead("wife", 1)),
        GRIEF,
    ),
]  # fmt: skip


def answer(facts):
    return suggest(read_case(facts)).answer


@pytest.mark.parametrize(("facts", "said"), [one[1:] for one in CASES], ids=[c[0] for c in CASES])
def test_it_says_what_a_clinician_would(facts, said):
    assert answer(facts) == said


def test_there_are_cases_enough_of_every_answer():
    assert len(CASES) >= 28
    assert {one[2] for one in CASES} == {GRIEF, DISPUTE, TRANSITION, DEFICITS, None}


@pytest.mark.parametrize("facts", [one[1] for one in CASES])
def test_the_ranking_holds_every_area_once_with_a_degree_and_the_answer_first(facts):
    found = suggest(read_case(facts))
    names = [name for name, _ in found.ranking]
    assert sorted(names) == sorted([GRIEF, DISPUTE, TRANSITION, DEFICITS])
    assert all(0 <= one.support < 1 for _, one in found.ranking)
    assert found.answer in {names[0], None}


# ---- what must always hold


def support(facts, area):
    return dict(suggest(read_case(facts)).ranking)[area].support


BASES = [one[1] for one in CASES]
SUPPORTING = [
    (GRIEF, "people", dead("aunt", 1)),
    (GRIEF, "people", dead("uncle")),
    (DISPUTE, "people", someone("friend", **QUARREL)),
    (DISPUTE, "people", someone("friend", **QUARREL, **UNMET)),
    (DISPUTE, "life_events", event("betrayal", 1)),
    (TRANSITION, "role_changes", change("new job", 1)),
    (TRANSITION, "role_changes", change("study")),
    (TRANSITION, "role_changes", change("pregnancy", 2, months_before_presentation=4)),
]


@pytest.mark.parametrize(("area", "where", "fact"), SUPPORTING)
@pytest.mark.parametrize("facts", BASES)
def test_one_more_fact_for_an_area_never_lowers_its_support(facts, area, where, fact):
    more = {**facts, where: [*facts[where], fact]}
    assert support(more, area) >= support(facts, area)


FELT = [
    (TRANSITION, "role_changes", LOST), (TRANSITION, "role_changes", MUCH),
    (DISPUTE, "people", QUARREL), (DISPUTE, "people", UNMET),
    (DISPUTE, "people", {"nonreciprocal": True}),
]  # fmt: skip


@pytest.mark.parametrize(("area", "where", "known"), FELT)
@pytest.mark.parametrize("facts", BASES)
def test_one_more_detail_for_an_area_never_lowers_its_support(facts, area, where, known):
    more = {**facts, where: [{**one, **known} for one in facts[where]]}
    assert support(more, area) >= support(facts, area)


@pytest.mark.parametrize("facts", BASES)
@pytest.mark.parametrize("key", ["longstanding_few_relationships", "loneliness", "isolated_now"])
def test_one_more_sign_of_isolation_never_lowers_deficits(facts, key):
    more = {**facts, "network": {**facts["network"], key: True}}
    assert support(more, DEFICITS) >= support(facts, DEFICITS)


NOES = [
    ("network", "longstanding_few_relationships", False, DEFICITS),
    ("network", "loneliness", False, DEFICITS),
    ("network", "isolated_now", False, DEFICITS),
    ("network", "confidant", True, DEFICITS),
    ("bereavement", "bereaved", False, GRIEF),
]


@pytest.mark.parametrize(("where", "key", "no", "area"), NOES)
@pytest.mark.parametrize("facts", BASES)
def test_what_is_not_known_never_counts_as_no(facts, where, key, no, area):
    unknown = {**facts, where: {**facts[where], key: None}}
    missing = {**facts, where: {k: v for k, v in facts[where].items() if k != key}}
    denied = {**facts, where: {**facts[where], key: no}}
    assert support(unknown, area) == support(missing, area) >= support(denied, area)


@pytest.mark.parametrize("facts", BASES)
def test_a_person_of_whom_nothing_is_known_changes_nothing(facts):
    empty = dict.fromkeys(("relationship", "conflict", "expectations_met", "nonreciprocal",
                           "deceased", "estranged", "note"))  # fmt: skip
    more = {**facts, "people": [*facts["people"], {"label": "somebody else", **empty}]}
    for area, one in suggest(read_case(facts)).ranking:
        assert support(more, area) == one.support


@pytest.mark.parametrize("facts", BASES)
def test_the_order_of_people_and_events_does_not_matter(facts):
    turned = {key: one[::-1] if isinstance(one, list) else one for key, one in facts.items()}
    for area, one in suggest(read_case(facts)).ranking:
        assert support(turned, area) == one.support


@pytest.mark.parametrize("facts", BASES)
def test_every_reason_points_into_the_file_and_names_rule_and_source(facts):
    for _, one in suggest(read_case(facts)).ranking:
        for reason in (*one.speaks_for, *one.speaks_against):
            assert reason.rule
            assert reason.source
            if reason.fact and reason.fact != "bereavement":
                where, _, place = reason.fact.rstrip("]").partition("[")
                assert facts[where][int(place)]


# ---- the form


def test_months_before_the_first_meeting_become_months_before_the_onset():
    told = case(
        dead("son", None, died_months_before_presentation=59),
        episode={"onset_months_before_presentation": 57, "history": None},
    )
    (death,) = read_case(told).facts.deaths
    assert death.before_onset == 2


def test_a_death_told_twice_is_one_death():
    told = case(dead("son", 0), events=[event("death", 0, description="son killed")])
    assert len(read_case(told).facts.deaths) == 1
    two = case(dead("son", 0), events=[event("death", 30, description="father died")])
    assert len(read_case(two).facts.deaths) == 2


def test_a_change_told_twice_is_one_change_and_takes_the_known_date():
    told = case(events=[event("divorce", 3)], changes=[change("divorce")])
    (found,) = read_case(told).facts.changes
    assert (found.ref, found.before_onset) == ("role_changes[0]", 3)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("job", EventKind.WORK), ("work_capacity", EventKind.WORK),
        ("birth_of_child", EventKind.BIRTH), ("stillbirth", EventKind.DEATH),
        ("divorce", EventKind.SEPARATION), ("break-up", EventKind.SEPARATION),
        ("Moving house", EventKind.MOVE), ("medical", EventKind.ILLNESS),
        ("death", EventKind.DEATH),
        ("miscarriage", EventKind.PREGNANCY_LOSS), ("migration", EventKind.MIGRATION),
        ("infidelity", EventKind.CONFLICT), ("marriage", EventKind.RELATIONSHIP),
        ("carer of mother", EventKind.CARING), ("something", EventKind.OTHER),
        (None, EventKind.OTHER),
    ],
)  # fmt: skip
def test_everyday_words_are_understood(written, kind):
    assert kind_of(written) is kind


@pytest.mark.parametrize(
    ("adaptation", "protocol"),
    [
        ("IPSRT", "ipsrt"), ("IPT for PTSD (14 weeks)", "ipt-ptsd-14"), ("standard IPT", STANDARD),
        (None, STANDARD), ("something of its own", STANDARD),
    ],
)  # fmt: skip
def test_the_adaptation_says_whose_areas_are_at_hand(adaptation, protocol):
    assert read_case(case(adaptation=adaptation)).protocol == protocol
    assert catalogue.protocol(protocol).problem_areas


def test_the_lost_healthy_self_is_weighed_where_the_protocol_has_it():
    told = case(events=[event("illness")], changes=[change("work")], adaptation="IPSRT")
    found = suggest(read_case(told))
    assert found.answer == "loss_of_healthy_self"
    assert "loss_of_healthy_self" not in dict(
        suggest(read_case({**told, "adaptation": None})).ranking
    )
    kept = dict(suggest(read_case(case(adaptation="IPSRT"))).ranking)
    assert kept["loss_of_healthy_self"].support == 0


def test_deficits_are_left_out_where_the_protocol_has_none():
    names = [name for name, _ in suggest(read_case(case(adaptation="IPT-PTSD", **ALONE))).ranking]
    assert DEFICITS not in names


@pytest.mark.parametrize("inner", [True, False])
@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"peple": []}, "peple"),
        ({"people": "Tom"}, "people"),
        ({"people": [{"label": "Tom", "conflikt": "present"}]}, "people[0].conflikt"),
        ({"people": [{"label": "Tom"}, {"deceased": "yes"}]}, "people[1].deceased"),
        ({"life_events": [{"months_before_onset": "three"}]}, "life_events[0].months_before_onset"),
        ({"network": {"confidant": "no"}}, "network.confidant"),
        ({"network": []}, "network"),
        ({"bereavement": {"reactions": [1]}}, "bereavement.reactions[0]"),
        ({"episode": {"onset_months_before_presentation": -1}},
         "episode.onset_months_before_presentation"),
    ],
)  # fmt: skip
def test_another_form_is_refused_by_the_name_of_the_key(wrong, key, inner):
    told = {**case(), **wrong}
    with pytest.raises(RefusedError) as refused:
        read_case({"facts": told, "published": {"primary": "grief"}} if inner else told)
    assert str(refused.value).startswith(f"{'facts.' if inner else ''}{key}: ")


@pytest.mark.parametrize("given", [None, [], "grief", 3, {}, {"x": 1}, {"facts": []}])
def test_what_is_no_case_is_refused(given):
    with pytest.raises(RefusedError):
        read_case(given)


def test_what_was_published_is_never_read():
    told = case(someone("Tom", **QUARREL))
    both = [{"facts": told, "published": {"primary": one}} for one in (GRIEF, TRANSITION)]
    assert {answer(one) for one in both} == {answer(told)} == {DISPUTE}


@pytest.fixture
def kith(capsys, tmp_path):
    """The command on a file: its exit code, what it printed, what it complained of."""

    def call(text, *options):
        path = tmp_path / "case.json"
        path.write_text(text, "utf-8")
        code = main(["suggest", str(path), *options])
        return code, *capsys.readouterr()

    return call


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_the_command_prints_ranking_and_answer(kith, options):
    code, out, _ = kith(json.dumps(case(someone("Tom", **QUARREL))), *options)
    found = json.loads(out)
    assert code == 0
    assert set(found) == {"ranking", "answer"}
    assert found["answer"] == DISPUTE
    first = found["ranking"][0]
    assert set(first) == {"area", "support", "for", "against"}
    assert first["for"][0]["text"] == "Conflict now with a named person: Tom."
    assert first["for"][0]["fact"] == "people[0]"


def test_where_too_little_is_known_the_answer_is_null(kith):
    code, out, _ = kith(json.dumps(case()))
    assert (code, json.loads(out)["answer"]) == (0, None)


def test_it_says_the_same_in_words(kith):
    code, out, _ = kith(json.dumps(case(someone("Tom", **QUARREL))), "--words")
    assert code == 0
    assert out.startswith("Role dispute has the most support in the record so far.")
    assert "+ Conflict now with a named person: Tom." in out
    assert "ask: When did the symptoms begin?" in out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "a case is one JSON object"),
        ('{"peple": [], "people": []}', "peple: a case has no such key"),
        ('{"people": 3}', "people: "),
        ("[" * 100_000, "kith suggest: "),
    ],
    ids=["cut off", "a list", "misspelt", "another type", "too deep"],
)
def test_the_command_refuses_another_form_in_words(kith, text, message):
    code, out, complaint = kith(text)
    assert (code, out) == (1, "")
    assert message in complaint


def test_a_file_that_is_not_there_is_named(capsys):
    assert main(["suggest", "nowhere.json"]) == 1
    assert "nowhere.json" in capsys.readouterr().err
