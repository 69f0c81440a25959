"""The pattern or schema that the work keeps to, and the told episodes from which it is drawn."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from kith.core import focus as core
from kith.core.errors import ConflictError, RefusedError
from kith.record import audit, clock
from kith.record.facts import protocol_of
from kith.record.models import Episode, InterpersonalFocus, Narrative, Person, Session, Staff
from kith.record.services.course import reach_if_asked
from kith.record.writing import change, checked, permit, sent_twice

# The tasks of the protocols that an agreed focus fulfils.
AGREED = {
    "pattern": ("dit_focus_agreed",),
    "schema": ("mit_schema_reconstructed", "mit_formulation_shared"),
}


@change
def save_focus(
    *,
    by: Staff,
    episode: Episode,
    expected_version: int,
    parts: Mapping[str, str],
    words: str = "",
) -> InterpersonalFocus:
    """Write the focus down, part by part. An agreed one is never overwritten: a new one begins.

    RefusedError where the protocol has problem areas instead, for a part that is too long, and when
    nothing is written; ConflictError when somebody else saved since `expected_version`.
    """
    episode = permit(by, episode)
    kind = _kind_of(episode)
    given = {key: parts.get(key, "").strip() for key in kind.parts}
    for key, one in given.items():
        if len(one) > core.LONGEST:
            raise RefusedError(f"Say this in {core.LONGEST} characters or fewer.", f"part_{key}")
    if not any(given.values()):
        raise RefusedError("Write down at least one part.", f"part_{next(iter(kind.parts))}")
    newest = _newest(episode)
    if newest is None or newest.agreed_on:
        newest = InterpersonalFocus(
            organisation=episode.organisation,
            episode=episode,
            number=newest.number + 1 if newest else 1,
            kind=protocol_of(episode).focus.kind,
        )
    else:
        _check(newest, expected_version, given, words.strip())
    if (newest.parts, newest.words) != (given, words.strip()):
        newest.client_view = InterpersonalFocus.View.NOT_YET
    newest.parts, newest.words = given, words.strip()
    whole = not core.lacking(kind, given)
    newest.recorded_on = (newest.recorded_on or clock.today()) if whole else None
    newest.version += 1
    newest.changed_by, newest.changed_at = by, clock.now()
    checked(newest).save()
    audit.write(by, "focus.saved", newest, client=episode.client_id, number=newest.number)
    return newest


@change
def share_focus(
    *, by: Staff, focus: InterpersonalFocus, expected_version: int, view: str, words: str = ""
) -> InterpersonalFocus:
    """Record what the client says to it; agreed, it stays as it is for good."""
    episode = permit(by, focus.episode)
    focus = InterpersonalFocus.objects.select_related("changed_by").get(pk=focus.pk)
    if focus.agreed_on:
        raise RefusedError("This focus is agreed. Write a new one to change it.")
    if view not in InterpersonalFocus.View.values:
        raise RefusedError("Say what the client thinks of it.", "view")
    _check(focus, expected_version)
    missing = core.lacking(core.kind(focus.kind), focus.parts)
    if view == InterpersonalFocus.View.AGREED and missing:
        titles = [core.kind(focus.kind).parts[key].title.lower() for key in missing]
        raise RefusedError(f"Before it can be agreed: {', '.join(titles)}.", "view")
    focus.client_view, focus.client_words = view, words.strip()
    if view == InterpersonalFocus.View.AGREED:
        focus.agreed_on = clock.today()
    checked(focus).save()
    audit.write(by, "focus.shared", focus, client=episode.client_id, view=view)
    if focus.agreed_on:
        for step in AGREED[focus.kind]:
            reach_if_asked(by=by, episode=episode, step=step)
    return focus


@change
def tell(
    *,
    by: Staff,
    episode: Episode,
    text: str,
    told_on: date,
    feeling: str = "",
    person: Person | None = None,
    session: Session | None = None,
    shows_focus: bool = False,
) -> Narrative:
    """Keep an episode that the client told. RefusedError for one of another's, or of the future."""
    episode = permit(by, episode)
    if not text.strip():
        raise RefusedError("Write what happened, in a few words.", "text")
    if told_on > clock.today():
        raise RefusedError("It cannot have been told after today.", "told_on")
    if told_on < episode.referral.received_on:
        raise RefusedError("It cannot have been told before the referral.", "told_on")
    if person and person.client_id != episode.client_id:
        raise RefusedError("This person belongs to another client.", "person")
    if session and session.episode_id != episode.pk:
        raise RefusedError("This session belongs to another course.", "session")
    narrative = Narrative(
        organisation=episode.organisation,
        episode=episode,
        session=session,
        person=person,
        told_on=told_on,
        text=text.strip(),
        feeling=feeling.strip(),
        shows_focus=shows_focus,
        by=by,
    )
    if known := sent_twice(narrative):
        return known
    checked(narrative).save()
    audit.write(by, "narrative.told", narrative, client=episode.client_id)
    return narrative


@change
def withdraw_narrative(*, by: Staff, narrative: Narrative) -> Narrative:
    """Take an episode off the page. It stays in the record, with the day on which that was done."""
    permit(by, narrative.episode)
    narrative = Narrative.objects.get(pk=narrative.pk)
    if narrative.withdrawn_on is None:
        narrative.withdrawn_on = clock.today()
        narrative.save(update_fields=["withdrawn_on"])
        audit.write(by, "narrative.withdrawn", narrative, client=narrative.episode.client_id)
    return narrative


def _kind_of(episode: Episode) -> core.Kind:
    """The kind of focus that the protocol works with."""
    named = protocol_of(episode).focus.kind
    if named not in core.kinds():
        raise RefusedError("This course works on a problem area: choose it on that page.")
    return core.kind(named)


def _newest(episode: Episode) -> InterpersonalFocus | None:
    written = InterpersonalFocus.objects.select_related("changed_by").filter(episode=episode)
    return written.order_by("-number").first()


def _check(
    focus: InterpersonalFocus,
    seen: int,
    parts: Mapping[str, str] | None = None,
    words: str | None = None,
) -> None:
    if focus.version != seen and (focus.parts, focus.words) != (parts, words):
        raise ConflictError(
            "the focus",
            {**focus.parts, "words": focus.words, "version": focus.version},
            str(focus.changed_by),
            timezone.localtime(focus.changed_at),
        )
