"""Measures: links sent, answers kept one by one, responses scored, alerts raised and settled.

An answer that calls for an alert raises it in the transaction that stores the answer, while the
questionnaire is still a draft: a client who closes the page after that question is not missed.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal

from kith.core import catalogue, safety
from kith.core.errors import AnswersError, NotYetError, Problem, RefusedError
from kith.core.instruments import scoring
from kith.core.instruments.model import Instrument
from kith.record import access, audit, clock, watching
from kith.record.models import (
    Alert,
    Assignment,
    Episode,
    Invitation,
    Response,
    RiskReview,
    Staff,
)
from kith.record.services.library import offered
from kith.record.writing import change, checked, permit, sent_twice

LINK_DAYS = 14
Answer = int | float | None


@change
def send_measures(
    *, by: Staff, episode: Episode, instruments: Sequence[str], days: int = LINK_DAYS
) -> tuple[Invitation, str]:
    """Make a one-time link to these instruments. Returns it with the token, kept nowhere else."""
    episode = permit(by, episode)
    if not instruments:
        raise RefusedError("Choose at least one questionnaire.", "instruments")
    if not episode.organisation.crisis_lines:
        raise RefusedError(
            "This clinic has no help numbers yet, and no client may be asked without them. Ask an "
            "administrator to add them."
        )
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        organisation=episode.organisation,
        episode=episode,
        digest=access.digest(token),
        expires_at=clock.now() + timedelta(days=days),
        sent_by=by,
    )
    for position, name in enumerate(dict.fromkeys(instruments)):
        definition = offered(episode.organisation, name)
        if definition.licence.text == "withheld":
            raise RefusedError(
                f"The wording of {definition.short_name} may not be shown: enter its answers from "
                "the clinic's own form instead.",
                "instruments",
            )
        Assignment.objects.create(
            organisation=episode.organisation,
            episode=episode,
            invitation=invitation,
            instrument=definition.id,
            instrument_version=definition.version,
            position=position,
        )
    audit.write(
        by, "link.sent", invitation, client=episode.client_id, instruments=list(instruments)
    )
    return invitation, token


@change
def withdraw_link(*, by: Staff, invitation: Invitation) -> None:
    """Close a link before it is used. Answers already given stay as a draft."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    permit(by, invitation.episode, ended=True)
    if invitation.finished_at:
        raise RefusedError("This link has been used: its answers are in the record.")
    if invitation.withdrawn_at:
        return
    invitation.withdrawn_at = clock.now()
    invitation.save(update_fields=["withdrawn_at"])
    audit.write(by, "link.withdrawn", invitation, client=invitation.episode.client_id)


@change
def save_answer(*, by: Invitation, assignment: Assignment, item: str, value: Answer) -> list[Alert]:
    """Keep one answer of a draft. Returns the alerts it raised: show help in the same breath."""
    assignment = _open(by, assignment)
    definition = definition_of(assignment)
    _check_asked(definition, item)
    assignment.draft = _draft_with(definition, assignment.draft, item, value)
    assignment.save(update_fields=["draft"])
    audit.write(by, "answer.saved", assignment, client=assignment.episode.client_id, item=item)
    return _raise_alerts(by, definition, {item: value}, assignment=assignment)


@change
def save_answers(
    *, by: Invitation, assignment: Assignment, answers: Mapping[str, Answer]
) -> list[Alert]:
    """Keep several answers of a draft, in the order of their questions: all of them, or none."""
    asked = _open(by, assignment)
    definition = definition_of(asked)
    for item, value in answers.items():
        _check_asked(definition, item)
        asked.draft = _draft_with(definition, asked.draft, item, value)
    asked.save(update_fields=["draft"])
    audit.write(by, "answer.saved", asked, client=asked.episode.client_id, items=list(answers))
    return _raise_alerts(by, definition, answers, assignment=asked)


@change
def submit_response(*, by: Invitation, assignment: Assignment, comment: str = "") -> Response:
    """Score the draft's answers and put them into the record; the link closes with the last.

    `comment`: what the client wants to add, in their own words.
    """
    assignment = _open(by, assignment)
    definition = definition_of(assignment)
    answers = {one.id: assignment.draft.get(one.id) for one in definition.items}
    if all(value is None for value in answers.values()):
        raise RefusedError("No question has an answer yet. Answer one, or choose “Not today”.")
    response = _scored(
        episode=assignment.episode,
        definition=definition,
        answers=answers,
        mode=Response.Mode.LINK,
        given_on=clock.today(),
        comment=comment,
    )
    response.save()
    assignment.response = response
    assignment.save(update_fields=["response"])
    Alert.objects.filter(assignment=assignment).update(response=response)
    audit.write(by, "response.submitted", response, client=assignment.episode.client_id)
    _raise_alerts(by, definition, answers, assignment=assignment, response=response)
    watching.of_response(by, response)
    _finish_if_done(by)
    return response


@change
def decline(*, by: Invitation, assignment: Assignment | None = None) -> None:
    """The client says "not today": this questionnaire, or all that are left, are put aside.

    Nobody is asked why. What was answered before stays a draft; its alerts stay open.
    """
    left = by.assignments.filter(response__isnull=True, declined_at__isnull=True)
    for one in [assignment] if assignment else list(left):
        asked = _open(by, one)
        asked.declined_at = clock.now()
        asked.save(update_fields=["declined_at"])
        audit.write(by, "measure.declined", asked, client=asked.episode.client_id)
    _finish_if_done(by)


@change
def enter_response(
    *,
    by: Staff,
    episode: Episode,
    instrument: str,
    answers: Mapping[str, Answer],
    mode: str,
    given_on: date,
    comment: str = "",
) -> Response:
    """Put answers given on paper or aloud into the record, with how and when they were given."""
    episode = permit(by, episode)
    if given_on > clock.today():
        raise RefusedError("The answers cannot be given after today.", "given_on")
    if given_on < episode.referral.received_on:
        raise RefusedError("The answers cannot be older than the referral.", "given_on")
    if mode not in {Response.Mode.PAPER, Response.Mode.INTERVIEW}:
        raise RefusedError("Say how the answers were given.", "mode")
    if all(value is None for value in answers.values()):
        raise RefusedError("Enter at least one answer.")
    definition = offered(episode.organisation, instrument)
    response = _scored(
        episode=episode,
        definition=definition,
        answers=answers,
        mode=mode,
        given_on=given_on,
        comment=comment,
        entered_by=by,
    )
    if known := sent_twice(response):
        return known
    response.save()
    audit.write(by, "response.entered", response, client=episode.client_id, mode=mode)
    _raise_alerts(by, definition, answers, response=response)
    watching.of_response(by, response)
    return response


@change
def acknowledge_alert(*, by: Staff, alert: Alert) -> None:
    """Somebody has seen the alert and takes it on; it stays open."""
    alert = _held(by, alert)
    if alert.acknowledged_at:
        return
    alert.acknowledged_by, alert.acknowledged_at = by, clock.now()
    alert.owner = by
    alert.save(update_fields=["acknowledged_by", "acknowledged_at", "owner"])
    audit.write(by, "alert.acknowledged", alert, client=alert.episode.client_id)


@change
def settle_alert(*, by: Staff, alert: Alert, because: str) -> None:
    """Close an alert: a named clinician says what was done. Looking at it never closes it.

    NotYetError while the alert waits for somebody to take it on, or for a review of risk.
    """
    alert = _held(by, alert)
    if alert.settled_at:
        raise RefusedError(f"{alert.settled_by} has settled this alert already.")
    if len(because.strip()) < 10:
        raise RefusedError("Say in a sentence what was found and what was done.", "because")
    reviews = RiskReview.objects.filter(episode=alert.episode_id, created_at__gte=alert.raised_at)
    state = state_of(alert, reviewed=reviews.exists())
    if blockers := safety.blocks_settling(state, because):
        raise NotYetError("Settling this alert", blockers)
    alert.settled_by, alert.settled_at = by, clock.now()
    alert.settled_because = because.strip()
    checked(alert).save(update_fields=["settled_by", "settled_at", "settled_because"])
    audit.write(by, "alert.settled", alert, client=alert.episode.client_id)


def state_of(alert: Alert, *, reviewed: bool) -> safety.AlertState:
    """Return where an alert stands, as the core's rules read it.

    `reviewed`: a review of risk was written since it was raised.
    """
    return safety.AlertState(
        level=alert.level,
        raised_at=alert.raised_at,
        owner=str(alert.owner),
        acknowledged_by=str(alert.acknowledged_by or ""),
        acknowledged_at=alert.acknowledged_at,
        reviewed=reviewed,
        settled_by=str(alert.settled_by or ""),
        settled_because=alert.settled_because,
    )


def asked_by(alert: Alert) -> Instrument:
    """Return the instrument whose question raised the alert, in the version that was asked."""
    source = alert.response or alert.assignment
    return definition_of(source) if source else catalogue.instrument(alert.instrument)


def definition_of(asked: Assignment | Response) -> Instrument:
    """Return the instrument in the version that was asked."""
    return catalogue.instrument(asked.instrument, asked.instrument_version)


def _check_asked(definition: Instrument, item: str) -> None:
    if item not in {one.id for one in definition.items}:
        raise AnswersError([Problem(item, f"{definition.short_name} has no question {item}.")])


def _draft_with(
    definition: Instrument, draft: Mapping[str, Answer], item: str, value: Answer
) -> dict[str, Answer]:
    """Return the draft with one answer changed, and without answers that are not asked any more."""
    merged = {**draft, item: value}
    asked = {one.id for one in scoring.asked(definition, merged)}
    kept = {name: given for name, given in merged.items() if name in asked or name == item}
    scoring.check(definition, kept)
    return kept


def _open(by: Invitation, assignment: Assignment) -> Assignment:
    """Return the assignment as it is now, held until the end; refuse a link that is over.

    The link is held with it, so that of two last questionnaires one sees the other as done.
    """
    fresh = (
        Assignment.objects.select_for_update(of=("self", "invitation"))
        .select_related("episode__client", "episode__organisation", "invitation")
        .get(pk=assignment.pk)
    )
    if fresh.invitation_id != by.pk or not access.is_live(fresh.invitation):
        raise RefusedError("This link is over. Ask your therapist for a new one.")
    if fresh.response_id or fresh.declined_at:
        raise RefusedError("These questions are done already. Thank you.")
    return fresh


def _scored(
    *,
    episode: Episode,
    definition: Instrument,
    answers: Mapping[str, Answer],
    mode: str,
    given_on: date,
    comment: str,
    entered_by: Staff | None = None,
) -> Response:
    scoring.check(definition, answers)
    scores = scoring.score(definition, answers)
    total = scores.get("total")
    response = Response(
        organisation=episode.organisation,
        episode=episode,
        instrument=definition.id,
        instrument_version=definition.version,
        answers=dict(answers),
        scores={name: asdict(one) for name, one in scores.items()},
        results={name: asdict(one) for name, one in scoring.results(definition, answers).items()},
        total=None if total is None or total.value is None else Decimal(str(total.value)),
        band=(total.band if total else None) or "",
        mode=mode,
        given_on=given_on,
        submitted_at=clock.now(),
        comment=comment.strip(),
        entered_by=entered_by,
    )
    return checked(response)


def _raise_alerts(
    by: Staff | Invitation,
    definition: Instrument,
    answers: Mapping[str, Answer],
    *,
    assignment: Assignment | None = None,
    response: Response | None = None,
) -> list[Alert]:
    """Store an alert for each answer that calls for one, once for each question asked."""
    source = assignment or response
    assert source is not None, "an alert comes from an answer"  # noqa: S101
    raised = []
    for hit in scoring.alerts(definition, answers, whole=response is not None):
        known = _known_alert(by, assignment, hit)
        if known is not None:
            raised.append(known)
            continue
        alert = Alert.objects.create(
            organisation=source.organisation,
            episode=source.episode,
            response=response,
            assignment=assignment,
            instrument=definition.id,
            item=hit.item,
            answer=str(hit.value),
            level=hit.level,
            why=hit.why,
            raised_at=clock.now(),
            owner=source.episode.therapist,
        )
        audit.write(by, "alert.raised", alert, client=source.episode.client_id, level=hit.level)
        raised.append(alert)
    return raised


def _known_alert(
    by: Staff | Invitation, assignment: Assignment | None, hit: scoring.Alert
) -> Alert | None:
    """Return the alert this answer has raised already, if it has.

    Another answer to the same question changes an alert that nobody has seen yet; after that it
    raises a new one, so that nobody is held to have seen what came later.
    """
    if assignment is None:
        return None
    earlier = Alert.objects.filter(assignment=assignment, item=hit.item).order_by("-pk").first()
    if earlier is None or earlier.answer == str(hit.value):
        return earlier
    if earlier.acknowledged_at:
        return None
    before, earlier.answer, earlier.why = earlier.answer, str(hit.value), hit.why
    earlier.level = hit.level
    earlier.save(update_fields=["answer", "why", "level"])
    audit.write(by, "alert.changed", earlier, client=earlier.episode.client_id, before=before)
    return earlier


def _finish_if_done(invitation: Invitation) -> None:
    if invitation.assignments.filter(response__isnull=True, declined_at__isnull=True).exists():
        return
    unfinished = Invitation.objects.filter(pk=invitation.pk, finished_at__isnull=True)
    if unfinished.update(finished_at=clock.now()):
        audit.write(invitation, "link.finished", invitation, client=invitation.episode.client_id)


def _held(by: Staff, alert: Alert) -> Alert:
    fresh = Alert.objects.select_for_update(of=("self",)).select_related("episode").get(pk=alert.pk)
    if by.pk != fresh.owner_id or not access.alerts(by).filter(pk=fresh.pk).exists():
        permit(by, fresh.episode, ended=True)
    return fresh
