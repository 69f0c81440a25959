"""The library of questionnaires: what is shown of each, packs, a clinic's own wording."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kith.core import catalogue
from kith.core.instruments.questionnaires import MOST_BYTES
from kith.record import access
from kith.record.models import Assignment, AuditEvent, PackAcceptance, Staff
from tests.record.acts_wording import own_folder
from tests.web.markup import Page
from tests.web.reading import words
from tests.wording import fhir_for, toml_for

EVERY = sorted({one.id for one in (*catalogue.instruments(), *catalogue.packs())})
PACKS = [one.id for one in catalogue.packs()]


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def office(client, cast):
    client.force_login(cast.ada)
    return client


def address(name, act=""):
    return f"/library/instruments/{name}/{act}"


def shown(desk, name):
    answer = desk.get(address(name))
    assert answer.status_code == 200
    return answer


def named(answer):
    parts = [href.split("/") for href in Page(answer).links if "/instruments/" in href]
    return {part[3] for part in parts if part[3]}


# ---------------------------------------------------------------- the list


def test_it_lists_every_questionnaire_with_whose_it_is(desk):
    answer = desk.get("/library/instruments/")
    assert named(answer) == set(EVERY)
    said = words(answer)
    assert "Royal College of Psychiatrists, licensed through Cambridge University Press" in said
    assert "Off: its terms are not accepted" in said


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "edinburgh"}, {"epds"}),
        ({"licence": "PACK_NC"}, set(PACKS)),
        ({"state": "accept"}, set(PACKS)),
        ({"licence": "OUT", "q": "beck"}, {"bdiii"}),
        ({"q": "zzz"}, set()),
    ],
)
def test_it_finds_what_is_looked_for(desk, asked, found):
    assert named(desk.get("/library/instruments/", asked)) == found


@pytest.mark.parametrize("asked", [{"licence": "CC"}, {"state": "lost"}, {"q": "\0"}])
def test_it_names_what_cannot_be_looked_for(desk, asked):
    answer = desk.get("/library/instruments/", asked)
    assert answer.status_code == 422
    assert "Please check what you entered" in words(answer)


def test_it_says_which_protocols_ask_for_it(desk):
    links = Page(shown(desk, "epds")).links
    assert "/library/protocols/ipt-ppd-12/" in links


# ---------------------------------------------------------------- one questionnaire


@pytest.mark.parametrize("name", EVERY)
def test_it_is_readable_for_each_questionnaire(desk, name):
    one = catalogue.instrument(name)
    said = words(shown(desk, name))
    assert one.licence.basis in said
    for scale in one.scales.values():
        assert scale.name in said
        for banding in scale.bandings:
            assert banding.scheme in said
            assert all(band.label in said for band in banding.bands)
        for cut in scale.cut_offs:
            assert cut.words in said
    for source in one.sources:
        assert source.cite in said
    for alert in one.alerts:
        assert alert.why in said


@pytest.mark.parametrize("name", EVERY)
def test_it_shows_words_only_where_they_may_be_shown(desk, name):
    one = catalogue.instrument(name)
    said = words(shown(desk, name))
    may_be = one.licence.class_ in {"FULL", "VERBATIM"} and not one.withheld
    for item in one.items:
        if item.text and item.text != item.label:
            assert (item.text in said) == may_be, item.id


def test_it_sets_two_schemes_of_bands_side_by_side(desk):
    two = next(
        one
        for one in catalogue.instruments()
        if any(len(scale.bandings) > 1 for scale in one.scales.values())
    )
    page = shown(desk, two.id).content.decode()
    scale = next(scale for scale in two.scales.values() if len(scale.bandings) > 1)
    columns = next(part for part in page.split('<div class="columns">')[1:])
    assert all(banding.scheme in columns for banding in scale.bandings)


def test_it_marks_numbers_that_nobody_has_read_in_their_source(desk):
    said = words(shown(desk, "who5"))
    assert "Important change: 10 points" in said
    assert "Source not confirmed" in said


def test_it_gives_the_phq9_with_everything_it_says(desk):
    said = words(shown(desk, "phq9"))
    for part in (
        "Little interest or pleasure in doing things",
        "44249-1",
        "Reliable change: 6 points",
        "Missing answers: up to 2 are filled in",
        "moderately severe",
        "Urgent",
        "Worked examples",
    ):
        assert part in said


@pytest.mark.parametrize("name", ["nothing", "phq9-v2"])
def test_what_is_not_there_is_not_found(desk, name):
    assert desk.get(address(name)).status_code == 404


# ---------------------------------------------------------------- packs


def test_a_pack_says_that_it_is_off_and_shows_none_of_its_words(desk):
    said = words(shown(desk, "who5"))
    assert "Nobody has accepted these terms here." in said
    assert "An administrator or the service lead can accept them here." in said
    assert "cheerful and in good spirits" not in said


def test_it_is_accepted_by_name_and_then_offered(office, cast):
    answer = office.post(address("who5", "accept/"), {"read": "on"}, follow=True)
    said = words(answer)
    assert "WHO-5 can be used in this clinic now." in said
    assert "Accepted by Ada on" in said
    assert "cheerful and in good spirits" in said
    assert "who5" in [one.id for one in access.offered(cast.clinic)]
    assert AuditEvent.objects.get(action="pack.accepted").actor == f"staff:{cast.ada.pk}"


def test_it_is_not_accepted_unread(office):
    answer = office.post(address("who5", "accept/"))
    assert answer.status_code == 422
    assert "Read the terms, and tick that you accept them." in words(answer)
    assert not PackAcceptance.objects.exists()


def test_it_is_taken_back(office):
    office.post(address("who5", "accept/"), {"read": "on"})
    said = words(office.post(address("who5", "withdraw/"), follow=True))
    assert "WHO-5 is not offered any more." in said
    assert "taken back by Ada on" in said
    assert "Nobody has accepted these terms here." in said


def test_it_cannot_be_taken_back_where_nobody_accepted_it(office):
    assert office.post(address("who5", "withdraw/")).status_code == 409


@pytest.mark.parametrize("act", ["accept/", "withdraw/"])
def test_what_is_no_pack_has_no_terms(office, act):
    assert office.post(address("phq9", act), {"read": "on"}).status_code == 404


def test_another_house_has_not_accepted_what_this_one_has(client, cast):
    client.force_login(cast.mira)
    client.post(address("who5", "accept/"), {"read": "on"})
    client.force_login(cast.olga)
    assert "Nobody has accepted these terms here." in words(shown(client, "who5"))


def test_it_can_be_sent_and_entered_only_once_it_is_accepted(client, cast):
    client.force_login(cast.alice)
    care = f"/episodes/{cast.cleo_care.pk}/measures/"
    answer = client.get(f"{care}enter/who5/", follow=True)
    assert answer.redirect_chain[-1][0] == address("who5")
    assert "WHO-5 cannot be used before its terms are accepted." in words(answer)
    client.post(f"{care}send/", {"instruments": ["who5"]})
    assert not Assignment.objects.filter(instrument="who5").exists()
    assert "WHO-5" not in words(client.get(care))
    client.force_login(cast.ada)
    client.post(address("who5", "accept/"), {"read": "on"})
    client.force_login(cast.alice)
    client.post(f"{care}send/", {"instruments": ["who5"]})
    assert Assignment.objects.filter(instrument="who5").exists()
    assert client.get(f"{care}enter/who5/").status_code == 200


# ---------------------------------------------------------------- wording of the clinic's own


@pytest.fixture
def own(cast, office):
    """A clinic that has Kith to itself, at its administrator's desk."""
    Staff.objects.exclude(organisation=cast.clinic).update(is_active=False)
    with own_folder():
        yield office


def load(desk, name, data, *, file="words.toml", permission="Licence 7 of 2026"):
    given = {"file": SimpleUploadedFile(file, data), "permission": permission}
    return desk.post(address(name, "wording/"), given, follow=True)


@pytest.mark.parametrize(("file", "made"), [("w.toml", toml_for), ("w.json", fhir_for)])
def test_it_is_loaded_and_shown(own, file, made):
    said = words(load(own, "csi4", made("csi4"), file=file))
    assert "CSI-4 is in the clinic's own wording now." in said
    label = catalogue.definition("csi4").items[0].label
    assert f"A made-up question on {label}" in said
    assert f"The words were loaded from {file} by Ada" in said
    assert "Licence 7 of 2026" in said
    event = AuditEvent.objects.get(action="wording.loaded")
    assert event.details["instrument"] == "csi4"


def test_it_is_taken_away_again(own):
    load(own, "csi4", toml_for("csi4"))
    said = words(own.post(address("csi4", "wording/away/"), follow=True))
    assert "CSI-4 is without wording again." in said
    assert "A made-up question" not in said
    assert own.post(address("csi4", "wording/away/")).status_code == 409


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (fhir_for("csi4", leave_out=1), ["w.json", "items", "has 3 questions; CSI-4 has 4"]),
        (toml_for("csi16"), ["instrument", "is for csi16, not for csi4"]),
        (toml_for("csi4").replace(b"value = 1,", b"value = 9,", 1), ["options", "has the values"]),
        (toml_for("csi4").replace(b"text =", b"txt =", 1), ["txt", "not a key that Kith knows"]),
        (b"{", ["the file as a whole", "is not valid JSON"]),
        (b"\xff\xfe\x00", ["is not UTF-8 text"]),
        (b'{"resourceType": "Patient"}', ["resourceType", "is a Patient, not a Questionnaire"]),
    ],
)
def test_it_tells_what_does_not_fit_by_file_key_and_reason(own, data, told):
    answer = load(own, "csi4", data, file="w.json")
    assert answer.status_code == 422
    said = words(answer)
    assert "The file was not taken. Nothing has changed." in said
    assert [part for part in told if part not in said] == []
    assert "Licence 7 of 2026" in answer.content.decode()
    assert catalogue.instrument("csi4").withheld
    assert not AuditEvent.objects.filter(action="wording.loaded").exists()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"permission": "Licence 7"}, "File: This field is required."),
        ({"file": "named", "permission": ""}, "On what ground the clinic may use the words: This"),
        ({"file": "named", "permission": "a\0b"}, "Null characters are not allowed"),
        ({"file": "empty", "permission": "Licence 7"}, "The submitted file is empty"),
        ({"file": "vast", "permission": "Licence 7"}, "The file is larger than"),
    ],
)
def test_it_asks_for_a_file_and_the_ground_for_using_it(own, given, says):
    content = {"named": b"x", "empty": b"", "vast": b" " * (MOST_BYTES + 1)}
    if "file" in given:
        given = {**given, "file": SimpleUploadedFile("w.toml", content[given["file"]])}
    answer = own.post(address("csi4", "wording/"), given)
    assert answer.status_code == 422
    assert says in words(answer)


def test_it_is_left_to_the_machine_where_several_clinics_share_it(office):
    said = words(office.get(address("csi4", "wording/")))
    assert "kith instruments load FILE --as csi4" in said
    answer = load(office, "csi4", toml_for("csi4"))
    assert answer.status_code == 422
    assert "This Kith serves several clinics" in words(answer)
    assert catalogue.instrument("csi4").withheld


@pytest.mark.parametrize("name", ["phq9", "who5", "bdiii", "nothing"])
def test_nothing_is_loaded_for_what_needs_no_wording(own, name):
    assert own.get(address(name, "wording/")).status_code == 404
    assert load(own, name, toml_for("csi4")).status_code == 404


@pytest.mark.parametrize(("where", "most"), [("", 8), ("phq9/", 8), ("who5/", 10)])
def test_it_asks_the_database_little(desk, where, most, django_assert_max_num_queries):
    with django_assert_max_num_queries(most):
        desk.get(f"/library/instruments/{where}")
