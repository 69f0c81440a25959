"""What a protocol file may say beside its sessions, and how each mistake in it is told."""

import shutil
import tomllib

import pytest

from kith.core import released
from kith.core.catalogue import SHIPPED, Catalogue
from kith.core.disorders import disorders
from kith.core.errors import DefinitionError
from kith.core.protocols import terms
from kith.core.protocols.parts import Disorder
from kith.core.protocols.terms import join_files, shared_terms
from tests.core.protocols.rich import RICH, SAID, rich
from tests.core.protocols.stories import rows


def shelf(folder, text):
    """A catalogue of one folder with this protocol file, and one of Kith's beside it."""
    (folder / "protocols").mkdir(exist_ok=True)
    (folder / "protocols" / "rich.v1.toml").write_text(text, encoding="utf-8")
    shutil.copy(SHIPPED["protocols"] / "ipt-standard-16.v1.toml", folder / "protocols")
    return Catalogue([folder], shipped=False)


def test_a_file_may_say_all_of_it(tmp_path):
    protocol = shelf(tmp_path, RICH).protocol("rich")
    assert protocol.eligibility.ages == (13, 17)
    assert protocol.delivery.by == ("Nurses", "Health educators")
    assert (protocol.group.size, protocol.group.leaders) == ((6, 10), 2)
    assert [one.most for one in protocol.meetings] == [2, 1, 1, 2, None, None, 2, 1]
    assert protocol.cadence_of(1) == (3, (45, 60))
    assert protocol.cadence_of(9) == (28, (90, 90))
    assert protocol.watch[0].at_least == 10
    assert protocol.alternatives == {"phq9": "phq2"}
    assert {"steady_first", "grief_feelings"} <= protocol.strategies.keys()
    assert "mid_review" in protocol.milestones


def test_a_key_that_may_be_left_out_may_be_left_out():
    bare = rich(("ages = [13, 17]\n", ""), ('supervision = "Weekly, in a group"\n', ""))
    assert (bare.eligibility.ages, bare.delivery.supervision) == ((), "")
    assert rich(("ages = [13, 17]", "ages = [60]")).eligibility.ages == (60,)


# What is written instead of what, the key that the message names, and words of the reason.
WRONG = """
    case                        | old                                 | new                              | key                   | reason
    individual with a group     | format = "group"                    | format = "individual"            | group                 | group and mixed formats
    sizes upside down           | size = [6, 10]                      | size = [10, 6]                   | group.size            | ends before it begins
    a word for a mark           | verified = false                    | verified = "no"                  |                       | valid boolean
    no leaders                  | leaders = 2                         | leaders = 0                      | group.leaders         | greater than or equal to 1
    nobody to deliver it        | by = ["Nurses", "Health educators"] | by = []                          | delivery.by           | is too short: it needs at least 1
    ages upside down            | ages = [13, 17]                     | ages = [17, 13]                  | eligibility.ages      | ends before it begins
    ages and more               | ages = [13, 17]                     | ages = [13, 17, 20]              | eligibility.ages      | at most 2
    unknown circumstance        | needs = ["here_for_group"]          | needs = ["sunny"]                | eligibility.needs     | sunny is not in circumstances
    unknown help                | helps = ["has_a_friend"]            | helps = ["sunny"]                | eligibility.helps     | sunny is not in circumstances
    needed and helping          | helps = ["has_a_friend"]            | helps = ["here_for_group"]       | eligibility.helps     | cannot be both
    unknown exclusion           | exclusions = ["psychosis"]          | exclusions = ["rain"]            | exclusions            | rain is not in cautions
    excluded and cautioned      | cautions = ["no_focus"]             | cautions = ["psychosis"]         | cautions              | cannot be both
    unknown disorder            | disorders = ["distress"]            | disorders = ["sadness"]          | indications[0].disorders | depression
    called established          | summary = "Everything               | summary = "An established form of everything | summary | no indication has as its status
    for nobody                  | status = "promising"                | status = "not_recommended"       | indications           | for nobody
    delivered by nobody         | by = ["Nurses", "Health educators"] | by = []                          | delivery.by           | at least 1
    rhythms overlap             | first = 7\\nlast = 10\\nevery_days   | first = 2\\nlast = 10\\nevery_days | cadence[1].first     | session 2 is in cadence[0]
    rhythm backwards            | first = 7\\nlast = 10\\nevery_days   | first = 7\\nlast = 6\\nevery_days | cadence[1].last       | before its first session
    rhythm beyond the most      | first = 7\\nlast = 10\\nevery_days   | first = 7\\nlast = 11\\nevery_days | cadence[1].last      | beyond the most sessions
    rhythm's minutes            | minutes = [45, 60]                  | minutes = [60, 45]               | cadence[0].minutes    | ends before it begins
    session's minutes           | minutes = [90, 90]\\nevery_days      | minutes = [90, 80]\\nevery_days   | sessions.minutes      | ends before it begins
    a pattern with areas        | least = 1\\nmost = 2                 | least = 1\\nmost = 1\\nkind = "pattern" | problem_areas    | must be empty
    areas of none               | least = 1\\nmost = 2                 | least = 0\\nmost = 2              | focus.least           | at least 1
    another kind of focus       | least = 1\\nmost = 2                 | least = 1\\nmost = 2\\nkind = "mood" | focus.kind          | areas
    unknown strategy of a phase | strategies = ["steady_first", "steady_next"] | strategies = ["rush"]   | phases[0].strategies  | rush is not in strategies
    judged by nothing           | milestones = ["illness_named", "inventory_mapped"] | strategies_worked = 1 | phases[0].leave.milestones | names what is judged
    the last phase judged       | counts_from = "end"                 | counts_from = "end"\\nexit = "clinical" | phases[2].exit  | by ending the course
    left in another way         | exit = "clinical"                   | exit = "whim"                    | phases[0].exit        | count
    a task in no meeting        | meeting = "pre"                     | meeting = "picnic"               | phases[0].tasks       | no meeting called picnic
    a task after the end        | meeting = "pre"                     | meeting = "booster"              | phases[0].tasks       | comes after the sessions
    a meeting twice             | id = "family"                       | id = "pre"                       | meetings[1].id        | stands twice
    no range                    | first = 4\\nlast = 5\\n               | first = 4\\n                      | meetings[2].last      | needs it
    range upside down           | first = 4\\nlast = 5\\n               | first = 5\\nlast = 4\\n            | meetings[2].last      | before its first session
    range beyond the sessions   | first = 4\\nlast = 5\\n               | first = 4\\nlast = 9\\n            | meetings[2].last      | beyond the 8 sessions
    range for a call            | when = "regular"                    | when = "regular"\\nfirst = 1      | meetings[4].first     | means nothing
    no days for a call          | every_days = 7\\nrequired = true     | required = true                  | meetings[4].every_days | needs it
    days after, before          | when = "before"\\ncount = 2          | when = "before"\\nafter_days = 3  | meetings[0].after_days | means nothing
    a task of no phase          | "opening_question", "illness_named", "look_around" | "sick_role_given"  | agendas[0].items      | nobody could tick it
    a meeting of another kind   | kind = "phone"                      | kind = "pigeon"                  | meetings[4].kind      | phone
    minutes of a meeting        | minutes = [60, 90]                  | minutes = [90, 60]               | meetings[0].minutes   | ends before it begins
    items of a meeting          | items = ["opening_question"]        | items = ["tea"]                  | meetings[6].items     | tea is neither
    unknown condition           | id = "school_told"                  | id = "sunshine"                  | conditions[2].id      | sunshine is not in conditions
    a condition twice           | id = "school_told"                  | id = "rules_agreed"              | conditions[2].id      | stands twice
    before what                 | before = "contract"                 | before = "lunch"                 | conditions[1].before  | session
    a focus record without one  | id = "school_told"                  | id = "focus_recorded"            | conditions[2].id      | focus of the kind pattern
    a schema record without one | id = "school_told"                  | id = "schema_recorded"           | conditions[2].id      | focus of the kind schema
    days of no measure          | when = "every_days"\\ndays = 30      | when = "every_days"               | measures[1].days      | how many days apart
    days of another measure     | instead = "phq2"                    | days = 3                         | measures[0].days      | only then
    in its own place            | instead = "phq2"                    | instead = "phq9"                 | measures[0].instead   | another instrument
    unknown in its place        | instead = "phq2"                    | instead = "phq99"                | measures[0].instead   | no instrument phq99
    a watch twice               | id = "short_nights"                 | id = "rising"                    | watch[1].id           | stands twice
    no threshold                | at_least = 10\\n                     |                                  | watch[0]              | exactly one
    two thresholds              | at_least = 10                       | at_least = 10\\nrise = 5          | watch[0]              | at_least and rise
    watching what is not asked  | instrument = "phq9"\\nscale = "total"\\nat | instrument = "asq"\\nscale = "total"\\nat | watch[0].instrument | not among the measures
    no such scale               | scale = "total"\\nat                 | scale = "anger"\\nat              | watch[0].scale        | no scale anger
    no scale                    | scale = "total"\\nat                 | at                               | watch[0].instrument   | names an instrument and its scale
    diary and instrument        | diary = "short_sleep"               | diary = "short_sleep"\\ninstrument = "phq9" | watch[1]   | make two rules
    a diary without sizes       | diary = "short_sleep"\\nhours = 5\\nnights = 2 | diary = "irregular"    | watch[1].diary        | how much is too much
    short without hours         | hours = 5\\n                         |                                  | watch[1].hours        | how many hours
    hours for an instrument     | times = 2                           | times = 2\\nhours = 3             | watch[0].hours        | watches the diary
    as urgent as that           | level = "urgent"                    | level = "panic"                  | watch[1].level        | urgent
    no action                   | action = "Get in touch."            |                                  | watch[0].action       | missing
    review of no scale          | scale = "total"\\nwhy                | scale = "anger"\\nwhy             | review.scale          | no scale anger
    a record of no kind         | record = "school"                   | record = "weather"               | terms.conditions.school_told.record | words
"""  # noqa: E501 - one case a line


@pytest.mark.parametrize("row", rows(WRONG), ids=lambda row: row[0])
def test_a_mistake_is_told_by_file_key_and_reason(tmp_path, row):
    _, old, new, key, reason = (cell.replace("\\n", "\n") for cell in row)
    assert old in RICH
    library = shelf(tmp_path, RICH.replace(old, new, 1))
    with pytest.raises(DefinitionError) as caught:
        library.protocol("rich")
    assert caught.value.file == "rich.v1.toml"
    assert caught.value.key.startswith(key)
    assert reason in caught.value.problem
    # The others are there all the same, and the check names this one.
    assert [one.id for one in library.protocols()] == ["ipt-standard-16"]
    assert str(caught.value) in map(str, library.problems("protocols"))


def test_a_group_says_how_large_it_is(tmp_path):
    group = f"[group]\nsize = [6, 10]\nleaders = 2\n{SAID}"
    assert group in RICH
    library = shelf(tmp_path, RICH.replace(group, ""))
    with pytest.raises(DefinitionError, match="how many members and leaders"):
        library.protocol("rich")


def test_a_roster_needs_a_group(tmp_path):
    group = f"[group]\nsize = [6, 10]\nleaders = 2\n{SAID}"
    text = RICH.replace(group, "").replace('format = "group"', 'format = "individual"')
    shelf(tmp_path, text).protocol("rich")
    text = text.replace('id = "school_told"', 'id = "group_roster"')
    with pytest.raises(DefinitionError, match="group_roster needs a group"):
        shelf(tmp_path, text).protocol("rich")


@pytest.mark.parametrize("kind", ["pattern", "schema", "themes"])
def test_a_focus_of_another_kind_is_one(tmp_path, kind):
    bare = RICH.replace('problem_areas = ["grief", "role_dispute"]', "problem_areas = []")
    text = bare.replace("least = 1\nmost = 2", f'kind = "{kind}"\nleast = 1\nmost = 2')
    with pytest.raises(DefinitionError) as caught:
        shelf(tmp_path, text).protocol("rich")
    assert caught.value.key.startswith("focus.")


def test_what_may_be_indicated_is_what_has_codes():
    """Every disorder that a protocol may name is in the table that turns codes into disorders."""
    assert set(Disorder.__args__) <= disorders().keys()


# ---------------------------------------------------------------- the shared terms in several files

TERM = '[steps.NAME]\ntitle = "X"\nwhy = "Y."\nsource = ["SOURCE"]\nverified = false\n'
MAIN = '[sources.s]\ncite = "Somebody 1999"\n' + TERM.replace("NAME", "x").replace("SOURCE", "s")


def step(name, source="s"):
    return TERM.replace("NAME", name).replace("SOURCE", source)


# The further files; which steps there are in the end; which file and key is told of.
FOLDERS = {
    "two files": ({"a": step("a"), "b": step("b")}, "x a b", []),
    "one leans on another": (
        {"a": step("a", "later"), "b": '[sources.later]\ncite = "Z 2001"\n'}, "x a", [],
    ),
    "a term again": ({"a": step("x") + step("a")}, "x a", [("a.toml", "steps.x", "already")]),
    "a term in both": (
        {"a": step("c"), "b": step("c") + step("b")}, "x c b", [("b.toml", "steps.c", "already")],
    ),
    "no such source": (
        {"a": step("a", "rumour") + step("b")}, "x b", [("a.toml", "steps.a.source", "rumour")],
    ),
    "not TOML": ({"a": "[steps", "b": step("b")}, "x b", [("a.toml", "", "cannot be read")]),
    "misspelt": (
        {"a": step("a") + "whi = 1\n", "b": step("b")}, "x b", [("a.toml", "steps.a.whi", "")],
    ),
    "several": (
        {"a": step("a", "rumour"), "b": step("b", "hearsay")}, "x",
        [("a.toml", "steps.a.source", "rumour"), ("b.toml", "steps.b.source", "hearsay")],
    ),
    "an area without its strategy": (
        {"a": step("a").replace("steps", "areas") + 'strategies = ["run"]\n'}, "x",
        [("a.toml", "areas.a.strategies", "run is not a strategy")],
    ),
    "a milestone that is a step": (
        {"a": step("x").replace("steps", "milestones") + 'code = "X"\nreached = "X"\n'}, "x",
        [("a.toml", "milestones.x", "also a step")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "steps", "told"), FOLDERS.values(), ids=FOLDERS.keys())
def test_a_broken_term_never_takes_away_the_others(tmp_path, files, steps, told):
    main = tmp_path / "terms.toml"
    main.write_text(MAIN, encoding="utf-8")
    paths = []
    for name, text in files.items():
        paths.append(tmp_path / f"{name}.toml")
        paths[-1].write_text(text, encoding="utf-8")
    whole, problems = join_files(main, paths)
    assert set(whole.steps) == set(steps.split())
    assert [(one.file, one.key) for one in problems] == [(file, key) for file, key, _ in told]
    for problem, (_, _, word) in zip(problems, told, strict=True):
        assert word in problem.problem


def test_a_broken_term_is_told_by_the_check(tmp_path, monkeypatch):
    monkeypatch.setattr(terms, "TERMS_FOLDER", tmp_path)
    (tmp_path / "more.toml").write_text(step("x", "rumour"), encoding="utf-8")
    assert terms.TERMS_FILE.exists()
    assert "more.toml, key steps.x.source" in str(Catalogue().problems("protocols")[-1])
    assert Catalogue([tmp_path], shipped=False).problems("protocols") == []


def test_the_shared_terms_are_those_of_all_files():
    whole = shared_terms()
    for path in (terms.TERMS_FILE, *terms.TERMS_FOLDER.glob("*.toml")):
        for kind, found in tomllib.loads(path.read_text(encoding="utf-8")).items():
            assert found.keys() <= getattr(whole, kind).keys()
    assert terms.broken_terms() == []


def test_every_condition_says_what_record_meets_it():
    conditions = shared_terms().conditions
    assert {"medication_list", "guardian_consent", "safety_plan_made"} <= conditions.keys()
    assert conditions["medication_list"].record == "medication"
    assert conditions["infant_safety"].record == "words"


def test_each_term_of_the_further_files_is_locked_by_itself(tmp_path):
    for folder in (*released.FOLDERS, released.MORE_TERMS):
        if (released.CORE / folder).exists():
            shutil.copytree(released.CORE / folder, tmp_path / folder)
    shutil.copy(released.CORE / released.TERMS, tmp_path / released.TERMS)
    released.release(tmp_path)
    path = tmp_path / released.MORE_TERMS / "conditions.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('title = "Prescriber named"', 'title = "P"'), encoding="utf-8")
    assert released.compare(tmp_path).changed == (
        "protocols/terms/conditions.toml#conditions.prescriber_named",
    )
    path.write_text(text + '\n[steps.brand_new]\ntitle = "X"\n', encoding="utf-8")
    assert released.compare(tmp_path).new == ("protocols/terms/conditions.toml#steps.brand_new",)
