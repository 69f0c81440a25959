"""What therapist and client agree on: problem area, formulation, contract; history kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from kith.core.errors import ConflictError, RefusedError
from kith.core.offered_areas import like
from kith.core.problem_areas import stages
from kith.core.protocols.engine import Fact
from kith.record import audit, clock
from kith.record.facts import course_apart_from, protocol_of
from kith.record.models import Contract, Episode, Formulation, Person, ProblemArea, Staff
from kith.record.services.course import LONGEST, SHORTEST, reach_if_asked
from kith.record.writing import change, checked, permit, permit_therapist

# What each kind of area needs beside its person; `history` is kept by the services themselves.
AREA_DETAILS: Mapping[str, tuple[str, ...]] = {
    "grief": ("who", "relationship", "unsaid"),
    "role_dispute": ("issue", "stage", "stage_client"),
    "role_transition": ("old_role", "new_role", "when"),
    "interpersonal_deficits": ("earlier_ties", "pattern"),
}
MOST_AREAS = 2
MOST_GOALS = 3
MOST_DAYS = 60
LONGEST_COURSE = timedelta(days=5 * 365)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One problem area chosen, and why."""

    area: str
    reasons: str
    person: Person | None = None
    details: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The terms of a contract, as agreed."""

    sessions: int
    starts_on: date
    ends_on: date
    goals: Sequence[str]
    every_days: int = 7
    minutes: int = 50
    place: str = ""
    missed_sessions: str = ""
    confidentiality: str = ""
    in_a_crisis: str = ""
    afterwards: str = ""
    reason: str = ""


@change
def agree_problem_areas(
    *, by: Staff, episode: Episode, choices: Sequence[Choice], set_aside: Mapping[str, str]
) -> list[ProblemArea]:
    """Agree on one problem area, at most two, and say why the others were set aside."""
    permit(by, episode)
    protocol = protocol_of(episode)
    offered, most = protocol.problem_areas, min(protocol.focus.most, MOST_AREAS)
    chosen = [one.area for one in choices]
    if not chosen or len(chosen) > most or len(set(chosen)) != len(chosen):
        wanted = "Choose one problem area, at most two." if most > 1 else "Choose one problem area."
        raise RefusedError(wanted, "area")
    if strange := {*chosen, *set_aside} - set(offered):
        raise RefusedError(f"This protocol does not offer {', '.join(sorted(strange))}.", "area")
    if both := set(chosen) & set(set_aside):
        raise RefusedError(f"{', '.join(sorted(both))}: chosen or set aside, not both.", "area")
    for one in choices:
        _check_choice(one, episode)
    today = clock.today()
    current = ProblemArea.objects.filter(episode=episode, left_on__isnull=True)
    noted = {one.area: one.details for one in current}
    current.update(left_on=today)
    agreed = [
        ProblemArea.objects.create(
            organisation=episode.organisation,
            episode=episode,
            area=one.area,
            rank=rank,
            reasons=one.reasons.strip(),
            set_aside={area: words.strip() for area, words in set_aside.items()},
            person=one.person,
            details=_noted(noted.get(one.area, {}), one.details or {}, today),
            agreed_on=today,
            by=by,
        )
        for rank, one in enumerate(choices, start=1)
    ]
    audit.write(by, "area.agreed", agreed[0], client=episode.client_id, areas=chosen)
    reach_if_asked(by=by, episode=episode, step="problem_area_agreed")
    return agreed


@change
def describe_area(*, by: Staff, area: ProblemArea, details: Mapping[str, Any]) -> ProblemArea:
    """Write down what this kind of area needs: the stage of a dispute, old and new role, ..."""
    permit(by, area.episode)
    if area.left_on:
        raise RefusedError("This area is no longer the focus. Describe the one that is.")
    _check_details(area.area, details)
    before = dict(area.details)
    area.details = _noted(before, details, clock.today())
    if area.details != before:
        area.save(update_fields=["details"])
        audit.write(by, "area.described", area, client=area.episode.client_id, before=before)
    return area


def _check_choice(choice: Choice, episode: Episode) -> None:
    if len(choice.reasons.strip()) < 10:
        raise RefusedError("Write the reason for this focus in a sentence.", "reasons")
    if choice.person and choice.person.client_id != episode.client_id:
        raise RefusedError("This person belongs to another client.", "person")
    _check_details(choice.area, choice.details or {})


def _check_details(area: str, details: Mapping[str, Any]) -> None:
    unknown = set(details) - set(AREA_DETAILS.get(like(area), ()))
    assert not unknown, f"not details of {area}: {unknown}"  # noqa: S101 - a caller's slip
    for key in ("stage", "stage_client"):
        if details.get(key) and details[key] not in stages():
            raise RefusedError("Choose one of the stages.", key)


def _noted(before: Mapping[str, Any], details: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The details with each change dated under `history`: how a dispute moved is part of it."""
    changed = [
        {"on": today.isoformat(), "what": key, "from": before.get(key, ""), "to": value}
        for key, value in details.items()
        if value != before.get(key, "")
    ]
    if not changed:
        return dict(before)
    return {**before, **details, "history": [*before.get("history", []), *changed]}


@change
def save_formulation(
    *, by: Staff, episode: Episode, expected_version: int, text: str
) -> Formulation:
    """Write the formulation. An agreed one is never overwritten: a new one begins."""
    episode = permit(by, episode)
    words = text.strip()
    if not words:
        raise RefusedError("Write the formulation in two or three sentences.", "text")
    newest = _newest_formulation(episode)
    if newest is None or newest.agreed_on:
        number = newest.number + 1 if newest else 1
        newest = Formulation(organisation=episode.organisation, episode=episode, number=number)
    else:
        _check_formulation(newest, expected_version, words)
    if newest.text != words:
        # what the client said was said of other words
        newest.client_view = Formulation.View.NOT_YET
    newest.text, newest.version = words, newest.version + 1
    newest.changed_by, newest.changed_at = by, clock.now()
    checked(newest).save()
    audit.write(by, "formulation.saved", newest, client=episode.client_id, number=newest.number)
    return newest


@change
def share_formulation(
    *,
    by: Staff,
    formulation: Formulation,
    view: str,
    words: str = "",
    expected_version: int | None = None,
) -> Formulation:
    """Record what the client says to the formulation; agreed, it stays as it is for good.

    With `expected_version`, ConflictError if the text is no longer the one that was talked about.
    """
    episode = permit(by, formulation.episode)
    formulation = Formulation.objects.select_related("changed_by").get(pk=formulation.pk)
    if formulation.agreed_on:
        raise RefusedError("This formulation is agreed. Write a new one to change it.")
    if view not in Formulation.View.values:
        raise RefusedError("Say what the client thinks of it.", "view")
    if expected_version is not None:
        _check_formulation(formulation, expected_version)
    formulation.client_view, formulation.client_words = view, words.strip()
    if view == Formulation.View.AGREED:
        formulation.agreed_on = clock.today()
    checked(formulation).save()
    audit.write(by, "formulation.shared", formulation, client=episode.client_id, view=view)
    if formulation.agreed_on:
        reach_if_asked(by=by, episode=episode, step="formulation_agreed")
    return formulation


def _newest_formulation(episode: Episode) -> Formulation | None:
    written = Formulation.objects.select_related("changed_by").filter(episode=episode)
    return written.order_by("-number").first()


def _check_formulation(formulation: Formulation, seen: int, words: str | None = None) -> None:
    if formulation.version != seen and formulation.text != words:
        raise ConflictError(
            "the formulation",
            {"text": formulation.text, "version": formulation.version},
            str(formulation.changed_by),
            timezone.localtime(formulation.changed_at),
        )


@change
def agree_contract(*, by: Staff, episode: Episode, terms: Terms) -> Contract:
    """Agree on the contract; a change later is a new contract with its reason."""
    episode = permit_therapist(by, episode)
    newest = Contract.objects.filter(episode=episode).order_by("-number").first()
    _check_terms(episode, terms, newest)
    today = clock.today()
    course = course_apart_from(episode, "contract", today)
    course.after(Fact(today, "contract", amount=terms.sessions))
    given = asdict(terms) | {"goals": [goal.strip() for goal in terms.goals if goal.strip()]}
    is_known = newest and all(getattr(newest, name) == value for name, value in given.items())
    if newest and is_known and newest.agreed_on == today:
        return newest  # the button was pressed twice
    contract = checked(
        Contract(
            organisation=episode.organisation,
            episode=episode,
            number=newest.number + 1 if newest else 1,
            agreed_on=today,
            by=by,
            **given,
        )
    )
    contract.save()
    audit.write(by, "contract.agreed", contract, client=episode.client_id, number=contract.number)
    reach_if_asked(by=by, episode=episode, step="contract_agreed")
    return contract


def _check_terms(episode: Episode, terms: Terms, earlier: Contract | None) -> None:
    goals = [goal for goal in terms.goals if goal.strip()]
    if not goals or len(goals) > MOST_GOALS:
        raise RefusedError("Agree on one to three goals.", "goals")
    if terms.starts_on < episode.referral.received_on:
        raise RefusedError("The course cannot begin before the referral.", "starts_on")
    if terms.ends_on <= terms.starts_on:
        raise RefusedError("The course must end after it begins.", "ends_on")
    if terms.ends_on - terms.starts_on > LONGEST_COURSE:
        raise RefusedError("This is more than five years of sessions. Check the year.", "ends_on")
    if not SHORTEST <= terms.minutes <= LONGEST:
        raise RefusedError(f"A session lasts between {SHORTEST} and {LONGEST} minutes.", "minutes")
    if not 1 <= terms.every_days <= MOST_DAYS:
        raise RefusedError(f"Sessions are between 1 and {MOST_DAYS} days apart.", "every_days")
    if earlier and len(terms.reason.strip()) < 10:
        raise RefusedError("Say why the contract is changed.", "reason")
