"""A clinic's own wording: read from FHIR or TOML, held against the definition, kept for all."""

import json

import pytest

from kith.core.catalogue import Catalogue
from kith.core.errors import DefinitionError
from kith.core.instruments import questionnaires, scoring, wording
from kith.core.instruments.clinic import ClinicFolder
from kith.core.instruments.model import Loaded

ISI = Catalogue().instrument("isi")
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
VALUES = [0, 1, 2, 3, 4]


def option(value):
    coding = {"system": "urn:clinic", "code": f"a{value}", "display": f"Answer {value}"}
    return {"extension": [{"url": ORDINAL, "valueDecimal": value}], "valueCoding": coding}


def question(item, number):
    return {
        "linkId": item, "type": "choice", "text": f"Question {number}?",
        "answerOption": [option(value) for value in VALUES],
    }  # fmt: skip


def fhir(**changed):
    """A Questionnaire of the ISI with invented words."""
    items = [question(item.id, number) for number, item in enumerate(ISI.items, 1)]
    return {
        "resourceType": "Questionnaire", "status": "active", "name": "ISI",
        "copyright": "© somebody, used by licence",
        "item": [{"linkId": "all", "type": "group", "text": "In the last two weeks:",
                  "item": items}],
        **changed,
    }  # fmt: skip


def toml():
    items = "".join(f'[[items]]\nid = "{one.id}"\ntext = "Q {one.id}?"\n' for one in ISI.items)
    options = "".join(f'[[options]]\nvalue = {one}\ntext = "A{one}"\n' for one in VALUES)
    return f'instrument = "isi"\npermission = "licence 7"\n{options}{items}'


def fit(content, definition=ISI):
    data = (json.dumps(content) if isinstance(content, dict) else content).encode()
    read = questionnaires.read(data, "mine", definition.id)
    return wording.fitted(definition, read, "mine")


def worded(content, definition=ISI):
    return wording.worded(definition, fit(content, definition))


def test_a_fhir_questionnaire_brings_words_and_leaves_the_scoring():
    isi = worded(fhir())
    assert [item.text for item in isi.items] == [f"Question {n}?" for n in range(1, 8)]
    assert [one.text for one in isi.options_of(isi.items[0])][:2] == ["Answer 0", "Answer 1"]
    assert isi.stem == "In the last two weeks:"
    assert isi.credit == "© somebody, used by licence"
    assert not isi.withheld
    assert isi.scales == ISI.scales
    answers = dict.fromkeys((item.id for item in ISI.items), 2)
    assert scoring.score(isi, answers) == scoring.score(ISI, answers)


def test_our_own_format_brings_the_same():
    isi = worded(toml())
    assert isi.items[3].text == f"Q {ISI.items[3].id}?"
    assert [one.text for one in isi.options_of(isi.items[6])] == ["A0", "A1", "A2", "A3", "A4"]
    assert isi.loaded.permission == "licence 7"


def test_links_that_only_count_are_taken_in_their_order():
    numbered = fhir()
    for number, item in enumerate(numbered["item"][0]["item"], 1):
        item["linkId"] = f"/{number}"
    assert worded(numbered).items[6].text == "Question 7?"


def test_answers_printed_from_high_to_low_stay_in_that_order():
    falling = fhir()
    falling["item"][0]["item"][0]["answerOption"].reverse()
    first = worded(falling).items[0]
    assert [one.value for one in first.options] == VALUES[::-1]


def test_numbers_without_answers_keep_their_range():
    asked = Catalogue().instrument("edeq")
    items = []
    for item in asked.items:
        values = asked.values_of(item)
        if len(values) > wording.MOST_IN_WORDS:
            bounds = [{"url": questionnaires.LEAST, "valueInteger": values[0]},
                      {"url": questionnaires.MOST, "valueInteger": values[-1]}]  # fmt: skip
            items.append({"linkId": item.id, "type": "integer", "text": "?", "extension": bounds})
        else:
            options = [{"valueInteger": value} for value in values]
            items.append({"linkId": item.id, "type": "choice", "text": "?",
                          "answerOption": options})  # fmt: skip
    content = {"resourceType": "Questionnaire", "item": items}
    assert worded(content, asked).scales == asked.scales
    number = next(n for n, one in enumerate(items) if one["type"] == "integer")
    items[number]["extension"][1]["valueInteger"] += 1
    with pytest.raises(DefinitionError, match=rf"item\[{number}\].range"):
        worded(content, asked)


def test_a_contained_value_set_serves_all_questions():
    concepts = [{"code": str(value), "display": f"Said {value}"} for value in VALUES]
    content = fhir(contained=[{"resourceType": "ValueSet", "id": "five",
                               "compose": {"include": [{"concept": concepts}]}}])  # fmt: skip
    for item in content["item"][0]["item"]:
        del item["answerOption"]
        item["answerValueSet"] = "#five"
    assert [one.text for one in worded(content).items[6].options][4] == "Said 4"
    content["item"][0]["item"][0]["answerValueSet"] = "http://elsewhere/five"
    with pytest.raises(DefinitionError, match="not contained"):
        worded(content)


def changed(change):
    content = fhir()
    change(content, content["item"][0]["item"])
    return content


MISFITS = [
    ("one question less", lambda c, i: i.pop(), "items", "has 6 questions; ISI has 7"),
    ("one more", lambda c, i: i.append(question("more", 8)), "items", "has 8 questions"),
    ("an unknown link", lambda c, i: i[2].update(linkId="sleeep"), "item[0].item[2]",
     "sleeep is no question of ISI"),
    ("two changed about", lambda c, i: i.insert(0, i.pop(1)), "item[0].item[0]",
     "stands in the place of"),
    ("a value too many", lambda c, i: i[1]["answerOption"].append(option(5)),
     "item[0].item[1].options", "has the values 0, 1, 2, 3, 4, 5; the definition has 0, 1"),
    ("a value too few", lambda c, i: i[1]["answerOption"].pop(), "item[0].item[1].options",
     "has the values 0, 1, 2, 3; the definition"),
    ("a value twice", lambda c, i: i[1]["answerOption"].append(option(4)),
     "item[0].item[1].options", "two answers the same value"),
    ("half a value", lambda c, i: i[0]["answerOption"][1]["extension"][0].update(valueDecimal=0.5),
     "item[0].item[0].answerOption[1]", "no whole number"),
    ("no value", lambda c, i: i[0]["answerOption"][1].pop("extension"),
     "item[0].item[0].answerOption[1]", "ordinalValue"),
    ("an answer without words", lambda c, i: i[0]["answerOption"][0]["valueCoding"].pop("display"),
     "item[0].item[0].answerOption[0].display", "without words"),
    ("a question without words", lambda c, i: i[4].pop("text"), "item[0].item[4].text",
     "has no wording"),
    ("no link", lambda c, i: i[4].pop("linkId"), "item[0].item[4].linkId", "missing"),
    ("free text", lambda c, i: i[4].update(type="text"), "item[0].item[4].type", "'text'"),
    ("no answers", lambda c, i: i[4].pop("answerOption"), "item[0].item[4].options",
     "has no answers; the definition has 0, 1, 2, 3, 4"),
    ("items no list", lambda c, i: c.update(item="none"), "item", "list of objects"),
    ("another resource", lambda c, i: c.update(resourceType="Patient"), "resourceType",
     "is a Patient"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "key", "reason"), [case[1:] for case in MISFITS],
                         ids=[case[0] for case in MISFITS])  # fmt: skip
def test_what_does_not_fit_is_refused_by_file_key_and_reason(change, key, reason):
    with pytest.raises(DefinitionError) as caught:
        fit(changed(change))
    assert (caught.value.file, caught.value.key) == ("mine", key)
    assert reason in caught.value.problem


FILES = [
    ("not text", b"\xff\xfe", "not UTF-8"),
    ("null character", b'instrument = "isi"\0', "null character"),
    ("neither", b"hello", "neither a FHIR Questionnaire"),
    ("broken JSON", b'{"resourceType": ', "not valid JSON"),
    ("too large", b" " * 2_000_001, "larger than"),
    ("too deep", b'{"a":' * 5000, "not valid JSON"),
    ("for another", b'instrument = "epds"\n', "is for epds, not for isi"),
    ("misspelt key", b'instrument = "isi"\nitmes = []\n', "misspelt"),
    ("another version", toml().replace('"isi"', '"isi"\nversion = 9').encode(), "version 9"),
]


@pytest.mark.parametrize(("data", "reason"), [case[1:] for case in FILES],
                         ids=[case[0] for case in FILES])  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused(data, reason):
    with pytest.raises(DefinitionError, match=reason):
        wording.fitted(ISI, questionnaires.read(data, "mine", "isi"), "mine")


@pytest.mark.parametrize(("code", "reason"), [("phq9", "comes with its wording"),
                                              ("who5", "comes with its wording"),
                                              ("bdiii", "entered as a total")])  # fmt: skip
def test_only_what_lacks_words_takes_some(code, reason):
    with pytest.raises(DefinitionError, match=reason):
        wording.refuse_unless_wanted(Catalogue().instrument(code), "mine")


def test_every_definition_without_words_takes_some():
    """Made-up words for each: what a clinic with the licence would load."""
    for definition in Catalogue().instruments():
        if definition.licence.class_ != "SCORING":
            continue
        words = {
            "instrument": definition.id,
            "items": [
                {"id": item.id, "text": "T", "options": [
                    {"value": value, "text": "A"} for value in definition.values_of(item)
                ] if len(definition.values_of(item)) <= wording.MOST_IN_WORDS else []}
                for item in definition.items
            ],
        }  # fmt: skip
        found = wording.fitted(definition, wording.Wording.model_validate(words), "mine")
        assert not wording.worded(definition, found).withheld


# ---------------------------------------------------------------- the clinic's folder


def kept():
    return fit(toml()).model_copy(update={"loaded": Loaded(by="Ada", on="2026-03-02")})


def test_two_processes_see_what_either_loads(tmp_path):
    ours, theirs = Catalogue(), Catalogue()
    folder = ours.use_clinic(tmp_path / "instruments")
    theirs.use_clinic(tmp_path / "instruments")
    assert theirs.instrument("isi").withheld
    folder.keep(kept())
    for catalogue in (ours, theirs):
        assert not catalogue.instrument("isi").withheld
        assert "isi" in [one.id for one in catalogue.instruments() if one.loaded]
    assert folder.forget(ISI)
    assert theirs.instrument("isi").withheld
    assert not folder.forget(ISI)
    assert theirs.problems("instruments") == []


def test_nothing_of_it_enters_what_kith_ships(tmp_path):
    catalogue = Catalogue()
    catalogue.use_clinic(tmp_path).keep(kept())
    assert not catalogue.instrument("isi").withheld
    assert Catalogue().instrument("isi").withheld


def test_a_file_that_was_spoilt_is_told_and_hides_nothing_else(tmp_path):
    catalogue = Catalogue()
    folder = catalogue.use_clinic(tmp_path)
    folder.keep(kept())
    (tmp_path / "wording-epds.v1.json").write_text("{")
    spoilt = kept().model_dump(mode="json")
    spoilt["items"] = spoilt["items"][:3]
    (tmp_path / "wording-isi.v1.json").write_text(json.dumps(spoilt))
    assert catalogue.instrument("isi").withheld
    problems = [str(one) for one in catalogue.problems("instruments")]
    assert "wording-epds.v1.json: cannot be read" in problems[0]
    assert "wording-isi.v1.json, key items: has 3 questions" in problems[1]


def test_a_pack_is_hidden_until_its_terms_are_accepted(tmp_path):
    catalogue = Catalogue()
    who5 = catalogue.instrument("who5")
    assert who5 in catalogue.packs()
    assert not catalogue.is_open(who5)
    folder = catalogue.use_clinic(tmp_path)
    assert "who5" not in [one.id for one in catalogue.instruments()]
    folder.accept(who5, by="Ada", on="2026-03-02")
    assert "who5" in [one.id for one in catalogue.instruments()]
    assert folder.withdraw(who5)
    assert not catalogue.is_open(who5)


def test_terms_that_changed_are_not_accepted(tmp_path):
    catalogue = Catalogue()
    who5 = catalogue.instrument("who5")
    catalogue.use_clinic(tmp_path).accept(who5, by="Ada", on="2026-03-02")
    licence = who5.licence.model_copy(update={"terms": "Other terms."})
    assert catalogue.is_open(who5)
    assert not catalogue.is_open(who5.model_copy(update={"licence": licence}))


def test_a_change_in_the_same_tick_of_the_clock_is_seen(tmp_path):
    folder = ClinicFolder(tmp_path)
    seen = set()
    for _ in range(50):
        folder.keep(kept())
        assert folder.stamp not in seen
        seen.add(folder.stamp)
