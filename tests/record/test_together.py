"""Many changes as one: all of them or none, and each episode read and held once."""

import pytest

from kith.core.errors import AnswersError, RefusedError
from kith.record import access
from kith.record.models import Alert, Assignment, AuditEvent, Task
from kith.record.services import course, measures
from kith.record.writing import change, locked, together

PHQ9 = (
    "interest", "mood", "sleep", "energy", "appetite", "self_worth", "concentration", "movement",
    "self_harm",
)  # fmt: skip


def add(cast, text):
    return course.add_task(by=cast.alice, episode=cast.cleo_care, text=text)


def test_changes_in_a_block_are_stored_together(cast):
    with together():
        add(cast, "Ring Ann")
        add(cast, "Write to Ben")
    assert Task.objects.count() == 2


def test_one_refusal_undoes_them_all(cast):
    def several():
        with together():
            add(cast, "Ring Ann")
            add(cast, "  ")

    with pytest.raises(RefusedError):
        several()
    assert not Task.objects.exists()
    assert not AuditEvent.objects.filter(action="task.added").exists()


def test_a_refusal_that_is_caught_undoes_its_own_change_only(cast):
    with together():
        add(cast, "Ring Ann")
        with pytest.raises(RefusedError):
            add(cast, "  ")
        add(cast, "Write to Ben")
    assert [one.text for one in Task.objects.all()] == ["Ring Ann", "Write to Ben"]


def test_an_episode_is_read_once_in_a_block(cast, django_assert_num_queries):
    with together():
        first = locked(cast.cleo_care)
        with django_assert_num_queries(0):
            assert locked(cast.cleo_care) is first
    with together():
        assert locked(cast.cleo_care) is not first, "the next change reads it anew"


def test_what_a_refused_change_did_to_an_episode_is_forgotten(cast):
    @change
    def refuse():
        locked(cast.cleo_care).ending_words = "never stored"
        raise RefusedError("as a service would")

    with together():
        with pytest.raises(RefusedError):
            refuse()
        assert locked(cast.cleo_care).ending_words == ""


def test_outside_a_change_nothing_is_remembered(cast):
    assert locked(cast.cleo_care) is not locked(cast.cleo_care)


# ---------------------------------------------------------------- a page of answers at once


@pytest.fixture
def asked(cast):
    link, _ = measures.send_measures(by=cast.alice, episode=cast.cleo_care, instruments=["phq9"])
    return link, access.assignments(link).get()


def test_answers_of_a_page_are_kept_in_their_order(asked):
    link, one = asked
    answers = dict.fromkeys(PHQ9, 0) | {"mood": 2, "difficulty": 1}
    assert measures.save_answers(by=link, assignment=one, answers=answers) == []
    assert Assignment.objects.get().draft == answers
    trail = AuditEvent.objects.get(action="answer.saved")
    assert trail.details == {"items": list(answers)}


def test_an_answer_about_self_harm_among_them_raises_its_alert(asked):
    link, one = asked
    (alert,) = measures.save_answers(by=link, assignment=one, answers={"mood": 3, "self_harm": 1})
    assert (alert.item, alert.level) == ("self_harm", "urgent")
    measures.submit_response(by=link, assignment=one)
    assert Alert.objects.get().response is not None, "the same alert, and no second one"


@pytest.mark.parametrize(
    ("answers", "named"),
    [({"mood": 1, "joy": 2}, "joy"), ({"mood": 1, "sleep": 4}, "sleep"), ({"mood": "x"}, "mood")],
)
def test_one_wrong_answer_keeps_none(asked, answers, named):
    link, one = asked
    with pytest.raises(AnswersError) as refused:
        measures.save_answers(by=link, assignment=one, answers=answers)
    assert refused.value.problems[0].item == named
    assert Assignment.objects.get().draft == {}
