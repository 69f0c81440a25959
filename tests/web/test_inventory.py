"""The room *Inventory*: names at once, one person at a time, the list, the circles, one tie."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from kith.core.network import Kind, Person
from kith.record import clock
from kith.record.models import AuditEvent, Closeness, Company
from kith.record.models import Person as Row
from kith.record.services import agreements
from kith.record.services import interpersonal as service
from kith.record.services.interpersonal import Spot
from kith.web.charts_circles import closeness_circles, signs, tie_signs
from kith.web.clinic.inventory_forms import NamesForm, read, written

APRIL = datetime(2026, 4, 20, 10, 0, tzinfo=ZoneInfo("Europe/London"))
QUERIES = 21


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def address(cast):
    return f"/episodes/{cast.cleo_care.pk}/inventory/"


@pytest.fixture
def people(cast):
    """Ann, Tom and Grandma in the inventory, nobody placed."""
    added = service.add_people(
        by=cast.alice,
        episode=cast.cleo_care,
        labels=["Ann", "Tom", "Grandma"],
        relations={"Ann": "sister"},
    )
    return {person.label: person for person in added}


def place(cast, person, ring, wished=None):
    service.place_person(
        by=cast.alice, episode=cast.cleo_care, person=person, ring=ring, wished_ring=wished
    )


def describe(cast, person, **details):
    service.describe_person(by=cast.alice, episode=cast.cleo_care, person=person, details=details)


def listed(people, **rings):
    """The list as a browser sends it: everybody, with where the page showed them."""
    spots = service.places_of(list(people.values()))
    typed = {}
    for name, person in people.items():
        spot = spots[person.pk]
        typed[f"was-{person.pk}"] = written(spot)
        typed[f"ring-{person.pk}"] = rings.get(name, spot.ring or "")
        typed[f"wished-{person.pk}"] = rings.get(f"{name}_wished", spot.wished_ring or "")
        typed[f"angle-{person.pk}"] = rings.get(f"{name}_angle", spot.angle or "")
    return typed


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


class TestAddingPeople:
    def test_it_begins_with_names(self, signed_in, address):
        page = text(signed_in.get(address))
        assert "Begin with names" in page
        assert "What the map says" not in page

    def test_it_adds_several_at_once_with_their_relations(self, signed_in, address):
        typed = {"labels": "Mum, Tom (brother)\nthe choir;  Mum "}
        answer = signed_in.post(f"{address}add/", typed, follow=True)
        assert "3 people added. Now say how near each one is." in text(answer)
        stored = Row.objects.values_list("label", "relation")
        assert list(stored) == [("Mum", ""), ("Tom", "brother"), ("the choir", "")]

    def test_it_says_who_is_there_already(self, signed_in, address, people):
        answer = signed_in.post(f"{address}add/", {"labels": "ann, Kim"}, follow=True)
        assert "1 person added. 1 name is there already." in text(answer)

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ("", "This field is required"),
            (", ".join(f"P{n}" for n in range(200)), "at most 60 people"),
            ("A" * 61, "too long for a name"),
        ],
    )
    def test_it_says_what_is_wrong_and_keeps_what_was_typed(
        self, signed_in, address, typed, message
    ):
        answer = signed_in.post(f"{address}add/", {"labels": typed})
        assert answer.status_code == 422
        assert message in text(answer)
        assert typed in answer.content.decode()
        assert not Row.objects.exists()

    @pytest.mark.parametrize("name", ["<script>x</script>", "سارة", "🐕 Rex", "大輔"])
    def test_it_takes_any_name_as_letters(self, signed_in, address, cast, name):
        signed_in.post(f"{address}add/", {"labels": name})
        place(cast, Row.objects.get(), 1)
        page = signed_in.get(address).content.decode()
        assert "<script>x" not in page
        assert Row.objects.get().label == name

    @pytest.mark.parametrize(
        ("typed", "named"),
        [
            ("Ann (sister)", {"Ann": "sister"}),
            ("Ann (", {"Ann (": ""}),
            ("(nobody)", {"(nobody)": ""}),
            (" , ;\n", {}),
        ],
    )
    def test_names_and_relations_are_told_apart(self, typed, named):
        form = NamesForm({"labels": typed})
        form.is_valid()
        assert (form.named() if form.is_valid() else {}) == named


class TestOneAtATime:
    def test_it_offers_who_was_never_placed(self, signed_in, address, cast, people):
        place(cast, people["Ann"], 1)
        page = text(signed_in.get(address))
        assert "How near is Tom now?" in page
        assert "The people you would turn to first" in page

    def test_one_touch_places_and_offers_the_next(self, signed_in, address, people):
        ann = people["Ann"]
        answer = signed_in.post(f"{address}{ann.pk}/place/", {"ring": "2"}, follow=True)
        assert Closeness.objects.get().ring == 2
        assert "How near is Tom now?" in text(answer)

    def test_somebody_need_not_be_placed_and_is_not_asked_again(self, signed_in, address, people):
        for person in people.values():
            signed_in.post(f"{address}{person.pk}/place/", {"ring": ""})
        page = text(signed_in.get(address))
        assert "Where does this person stand?" not in page
        assert Closeness.objects.filter(ring__isnull=True).count() == 3

    def test_somebody_can_be_put_off(self, signed_in, address, people):
        page = text(signed_in.get(address, {"later": people["Ann"].pk}))
        assert "How near is Tom now?" in page
        assert f"?later={people['Ann'].pk}-{people['Tom'].pk}#next" in page

    def test_a_circle_that_is_not_there_is_refused(self, signed_in, address, people):
        answer = signed_in.post(f"{address}{people['Ann'].pk}/place/", {"ring": "7"})
        assert answer.status_code == 409
        assert "Choose one of the four circles" in text(answer)
        assert not Closeness.objects.exists()


class TestTheList:
    def test_it_saves_everybody_at_once(self, signed_in, address, people):
        typed = listed(people, Ann="1", Tom="3", Tom_wished="1", Tom_angle="90.5")
        answer = signed_in.post(f"{address}places/", typed, follow=True)
        assert "Ann: very close; Tom: less close" in text(answer)
        assert service.places_of(list(people.values())) == {
            people["Ann"].pk: Spot(ring=1),
            people["Tom"].pk: Spot(ring=3, wished_ring=1, angle=90.5),
            people["Grandma"].pk: Spot(),
        }

    def test_it_saves_one_alone(self, signed_in, address, people):
        typed = listed(people, Ann="1", Tom="3") | {"only": people["Tom"].pk}
        signed_in.post(f"{address}places/", typed)
        assert [place.person for place in Closeness.objects.all()] == [people["Tom"]]

    def test_it_writes_nothing_where_nothing_has_changed(self, signed_in, address, people):
        answer = signed_in.post(f"{address}places/", listed(people), follow=True)
        assert "Nothing has changed." in text(answer)
        assert not Closeness.objects.exists()

    def test_it_keeps_the_choice_where_somebody_else_moved_the_same_person(
        self, signed_in, address, cast, people
    ):
        typed = listed(people, Ann="1")
        service.place_person(by=cast.bob, episode=cast.cleo_care, person=people["Ann"], ring=4)
        answer = signed_in.post(f"{address}places/", typed)
        page = text(answer)
        assert answer.status_code == 409
        assert "Bob changed the circles" in page
        assert "Ann: now far on record" in page
        chosen = re.search(rf'<select name="ring-{people["Ann"].pk}".*?</select>', page)
        assert '<option value="1" selected>' in chosen[0]
        # what the page now knows makes the next save go through
        was = re.search(rf'name="was-{people["Ann"].pk}" value="([^"]*)"', page)
        signed_in.post(f"{address}places/", typed | {f"was-{people['Ann'].pk}": was[1]})
        assert service.places_of([people["Ann"]])[people["Ann"].pk].ring == 1

    def test_it_refuses_a_circle_that_is_not_there(self, signed_in, address, people):
        answer = signed_in.post(f"{address}places/", listed(people, Ann="9"))
        assert answer.status_code == 422
        assert "9 is not one of the available choices" in text(answer)
        assert not Closeness.objects.exists()

    @pytest.mark.parametrize(
        ("words", "spot"),
        [
            ("2 1 90.5", Spot(ring=2, wished_ring=1, angle=90.5)),
            ("- - -", Spot()),
            ("2 1 north", Spot()),
            ("altered", Spot()),
        ],
    )
    def test_where_somebody_was_shown_is_read_back(self, words, spot):
        assert read(words) == spot
        assert read(written(spot)) == spot


class TestTheCircles:
    def test_they_are_drawn_from_the_list_with_their_names(self, signed_in, address, cast, people):
        place(cast, people["Ann"], 1)
        place(cast, people["Tom"], 4, 2)
        page = text(signed_in.get(address))
        assert "Very close: Ann. Close: nobody. Less close: nobody. Far: Tom." in page
        assert "<title>Ann (sister), very close</title>" in page
        assert "<title>Tom, far; wished close</title>" in page
        for name in ("very close", "close", "less close", "far"):
            assert f"{name}</text>" in page

    def test_those_who_died_have_a_sign_of_their_own(self, signed_in, address, cast, people):
        place(cast, people["Grandma"], 1)
        describe(cast, people["Grandma"], died_on=date(2020, 1, 1), died_precision="year")
        page = text(signed_in.get(address))
        assert "Grandma, has died, very close" in page
        assert 'class="flame"' in page
        assert "<span>has died</span>" in page

    def test_a_key_names_only_the_signs_that_are_drawn(self):
        people = [
            Person("1", "Ann", ring=1),
            Person("2", "Rex", kind=Kind.PET, ring=1, wished_ring=2),
            Person("3", "Choir", kind=Kind.GROUP, ring=2),
            Person("4", "Jo", lost=True, ring=4),
            Person("5", "Gran", deceased=True),
        ]
        assert [words for _sign, words in signs(people)] == [
            "a person",
            "an animal",
            "a group",
            "contact is lost",
            "where the client wishes somebody",
        ]
        assert signs([]) == []

    def test_confiding_and_conflict_can_be_shown(self, signed_in, address, cast, people):
        place(cast, people["Ann"], 1)
        place(cast, people["Tom"], 1)
        describe(cast, people["Ann"], confiding=3)
        describe(cast, people["Tom"], conflict=2)
        plain, with_ties = (text(signed_in.get(address + query)) for query in ("", "?ties=1"))
        assert 'data-kind="conflict"' not in plain
        for kind in ("conflict", "confiding"):
            assert with_ties.count(f'data-kind="{kind}"') == 2  # on the map and in its key
        assert [words for _sign, words in tie_signs()] == [
            "confided in",
            "a good deal of conflict",
        ]

    def test_a_full_map_scrolls_instead_of_shrinking(self):
        few, many = (
            closeness_circles([Person(str(n), f"Person {n}", ring=n % 4 + 1) for n in range(size)],
                              title="x")
            for size in (3, 60)
        )  # fmt: skip
        assert 'data-size="usual"' in few
        assert 'data-size="large"' in many


class TestHistory:
    def test_it_tells_by_date_what_has_changed(self, signed_in, address, cast, people):
        place(cast, people["Ann"], 3)
        with clock.at(APRIL):
            place(cast, people["Ann"], 1)
            page = text(signed_in.get(address))
            then = text(signed_in.get(address, {"on": "2026-03-02"}))
        assert "Ann (sister) moved from less close to very close." in page
        assert "As it stood on 2 March 2026" in then
        assert "Less close: Ann" in then
        assert "Save the circles" not in then

    def test_a_day_without_a_map_shows_the_present(self, signed_in, address, people):
        assert "As it stood" not in text(signed_in.get(address, {"on": "1999-01-01"}))


class TestWhatTheMapSays:
    def test_it_describes_and_does_not_score(self, signed_in, address, cast, people):
        place(cast, people["Ann"], 1)
        page = text(signed_in.get(address))
        assert "Described, not scored." in page
        assert "Everybody named who is alive and in contact." in page

    def test_what_was_not_asked_is_not_nobody(self, signed_in, address, cast, people):
        confidants = r"People to confide in</dt> <dd> (.*?)</dd>"
        assert "not asked yet" in re.search(confidants, text(signed_in.get(address)))[1]
        describe(cast, people["Ann"], confiding=0)
        assert "nobody" in re.search(confidants, text(signed_in.get(address)))[1]
        describe(cast, people["Ann"], confiding=3)
        assert "Ann" in re.search(confidants, text(signed_in.get(address)))[1]


class TestCompany:
    def test_it_is_asked_once_for_all(self, signed_in, address, people):
        typed = {"before": "few", "lonely_now": "yes", "withdrew": "", "words": "Always so."}
        answer = signed_in.post(f"{address}company/", typed, follow=True)
        assert "Saved. The problem area room reads it too." in text(answer)
        company = Company.objects.get()
        assert (company.before, company.lonely_now, company.withdrew) == ("few", True, None)
        assert "Always so." in text(signed_in.get(address))

    def test_it_refuses_an_answer_that_is_not_there(self, signed_in, address, people):
        answer = signed_in.post(f"{address}company/", {"before": "so-so", "words": "My words"})
        assert answer.status_code == 422
        assert "My words" in text(answer)
        assert not Company.objects.exists()


class TestOneTie:
    @pytest.fixture
    def typed(self):
        return {
            "label": "Ann", "relation": "sister", "kind": "person", "contact": "Sundays",
            "match": "mismatched", "expects": "To be asked.", "expected_of": "To be at hand.",
            "support_received": "1", "support_given": "3", "confiding": "2", "conflict": "2",
            "trouble_since_month": "autumn", "trouble_since_year": "2025", "long_standing": "no",
            "change_since_onset": "further", "wish": "A walk together.", "safety": "concern",
            "safety_words": "Asked alone.", "notes": "Three years older.",
        }  # fmt: skip

    def test_it_keeps_all_that_is_told(self, signed_in, address, people, typed):
        answer = signed_in.post(f"{address}{people['Ann'].pk}/", typed, follow=True)
        assert "What is known of Ann is saved." in text(answer)
        ann = Row.objects.get(label="Ann")
        assert (ann.support_received, ann.support_given, ann.confiding) == (1, 3, 2)
        assert (ann.trouble_since, ann.trouble_precision) == (date(2025, 9, 1), "season")
        assert (ann.long_standing, ann.safety, ann.wish) == (False, "concern", "A walk together.")
        page = text(signed_in.get(f"{address}{ann.pk}/"))
        assert '<option value="autumn" selected>' in page
        assert "To be asked." in page

    def test_safety_is_asked_alone_and_shown_folded(self, signed_in, address, people):
        page = text(signed_in.get(f"{address}{people['Ann'].pk}/"))
        assert "Ask this when the client is alone with you" in page
        assert re.search(r'<details class="card alone" id="safety">', page)

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ({"label": ""}, "This field is required"),
            ({"died_on_year": "2027"}, "lies in the future"),
            ({"died_on_year": "1850"}, "too long ago"),
            ({"died_on_year": "19"}, "four figures"),
            ({"died_on_month": "4"}, "Enter the year as well"),
            ({"died_on_day": "4", "died_on_year": "2020"}, "Enter the month as well"),
            (
                {"died_on_day": "30", "died_on_month": "2", "died_on_year": "2020"},
                "There is no 30 February 2020",
            ),
            (
                {"died_on_day": "3", "died_on_month": "spring", "died_on_year": "2020"},
                "A season has no day",
            ),
            ({"mourning": "delayed"}, "Mourning belongs to a death"),
            ({"trouble_since_year": "1980"}, "before the date of birth"),
        ],
    )
    def test_it_says_what_is_wrong_and_keeps_what_was_typed(
        self, signed_in, address, people, typed, wrong, message
    ):
        answer = signed_in.post(f"{address}{people['Ann'].pk}/", typed | wrong)
        assert answer.status_code == 422
        assert message in text(answer)
        assert "A walk together." in text(answer)
        assert Row.objects.get(pk=people["Ann"].pk).wish == ""

    def test_words_of_the_client_about_the_change_stay_a_choice(
        self, signed_in, address, cast, people, typed
    ):
        describe(cast, people["Ann"], change_since_onset="It all went quiet")
        page = text(signed_in.get(f"{address}{people['Ann'].pk}/"))
        assert '<option value="It all went quiet" selected>' in page
        signed_in.post(
            f"{address}{people['Ann'].pk}/", typed | {"change_since_onset": "It all went quiet"}
        )
        assert Row.objects.get(label="Ann").change_since_onset == "It all went quiet"

    def test_it_shows_places_by_date_and_life_events(self, signed_in, address, cast, people):
        place(cast, people["Ann"], 3, 1)
        service.record_event(
            by=cast.alice,
            episode=cast.cleo_care,
            details={
                "title": "Ann moved out", "kind": "move", "on": date(2026, 1, 1),
                "precision": "month", "valence": "bad",
            },
            people=[people["Ann"]],
        )  # fmt: skip
        page = text(signed_in.get(f"{address}{people['Ann'].pk}/"))
        assert "Less close; wished very close" in page
        assert "Ann moved out</a>, January 2026" in page


class TestRemoving:
    def test_it_asks_first(self, signed_in, address, people):
        ann = people["Ann"]
        page = text(signed_in.get(f"{address}{ann.pk}/remove/"))
        assert "Take Ann off the inventory?" in page
        assert Row.objects.get(pk=ann.pk).removed_on is None
        answer = signed_in.post(f"{address}{ann.pk}/remove/", follow=True)
        assert "Ann is off the inventory. The history stays." in text(answer)
        assert Row.objects.get(pk=ann.pk).removed_on is not None

    def test_it_says_why_the_person_of_the_focus_stays(self, signed_in, address, cast, people):
        choice = agreements.Choice(
            area="role_dispute", reasons="It is about Ann.", person=people["Ann"]
        )
        agreements.agree_problem_areas(
            by=cast.alice, episode=cast.cleo_care, choices=[choice], set_aside={}
        )
        answer = signed_in.post(f"{address}{people['Ann'].pk}/remove/")
        assert answer.status_code == 422
        assert "Change the problem area first" in text(answer)


class TestTheStep:
    def test_it_is_put_on_record_that_the_inventory_is_complete(
        self, signed_in, address, cast, people
    ):
        assert "Why this?" in text(signed_in.get(address))
        step = f"/episodes/{cast.cleo_care.pk}/course/step/"
        answer = signed_in.post(
            step, {"step": "inventory_mapped", "next": "inventory"}, follow=True
        )
        assert "The interpersonal inventory has been mapped: 2 March 2026" in text(answer)


class TestWhoMay:
    @pytest.mark.parametrize("who", ["charlie", "ada", "olga"])
    def test_nobody_else_finds_it(self, client, cast, address, people, who):
        client.force_login(getattr(cast, who))
        ann = people["Ann"].pk
        for path in ("", f"{ann}/", f"{ann}/remove/"):
            assert client.get(address + path).status_code == 404
        for path in ("add/", "places/", "company/", f"{ann}/place/", f"{ann}/", f"{ann}/remove/"):
            assert client.post(address + path).status_code == 404
        assert not Closeness.objects.exists()

    def test_somebody_of_another_client_is_not_found(self, signed_in, address, cast):
        (kim,) = service.add_people(by=cast.charlie, episode=cast.dana_care, labels=["Kim"])
        assert signed_in.get(f"{address}{kim.pk}/").status_code == 404

    def test_reading_leaves_a_trace(self, signed_in, address, cast):
        signed_in.get(address)
        row = AuditEvent.objects.get(action="record.read")
        assert (row.details["page"], row.client_id) == ("inventory", cast.cleo.pk)


class TestCost:
    @pytest.mark.parametrize("size", [1, 40])
    def test_it_asks_the_database_as_often_for_forty_as_for_one(
        self, signed_in, address, cast, size, django_assert_max_num_queries
    ):
        added = service.add_people(
            by=cast.alice, episode=cast.cleo_care, labels=[f"P{n}" for n in range(size)]
        )
        for number, person in enumerate(added):
            place(cast, person, number % 4 + 1)
        with django_assert_max_num_queries(QUERIES):
            signed_in.get(address)
