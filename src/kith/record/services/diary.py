"""The rhythm diary: begun, its standing link, its days as they are kept, and times to move to.

A client keeps one thing at a time, as it happened: each is stored when it is sent, and what was
sent twice is stored once. Staff write a whole day, from paper or the telephone, and are told when
somebody else wrote meanwhile. What meets a rule of the protocol's watch raises its alert in the
same transaction.
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from kith.core import rhythm as core
from kith.core.errors import ConflictError, RefusedError
from kith.core.rhythm import Day, Entry
from kith.core.rhythm_score import usual
from kith.record import access, audit, clock, rhythm, watching
from kith.record.models import Alert, Diary, DiaryDay, DiaryLink, DiaryTarget, Episode, Staff
from kith.record.writing import change, checked, locked, permit

MOST_STEP = 120
CLOSED = "This link is closed. Ask your therapist for a new one."


@change
def begin(*, by: Staff, episode: Episode) -> Diary:
    """Agree that the course keeps a rhythm diary; begun twice is begun once."""
    return _begun(by, permit(by, episode))


def _begun(by: Staff, episode: Episode) -> Diary:
    known = Diary.objects.filter(episode=episode).first()
    if known:
        return known
    diary = Diary.objects.create(
        organisation=episode.organisation,
        episode=episode,
        begun_on=rhythm.today(),
        begun_by=by,
    )
    audit.write(by, "diary.begun", diary, client=episode.client_id)
    return diary


@change
def make_link(*, by: Staff, episode: Episode) -> tuple[DiaryLink, str]:
    """Make the client's standing link. Returns it with the token, kept nowhere else.

    There is one at a time: the one before is closed, since it was lost or is in the wrong hands.
    """
    episode = permit(by, episode)
    if not episode.organisation.crisis_lines:
        raise RefusedError(
            "This clinic has no help numbers yet, and no client may be asked without them. Ask an "
            "administrator to add them."
        )
    _begun(by, episode)
    for earlier in DiaryLink.objects.filter(episode=episode, withdrawn_at__isnull=True):
        _close(by, earlier)
    token = secrets.token_urlsafe(24)
    link = DiaryLink.objects.create(
        organisation=episode.organisation,
        episode=episode,
        digest=access.digest(token),
        sent_by=by,
    )
    audit.write(by, "diary_link.sent", link, client=episode.client_id)
    return link, token


@change
def close_link(*, by: Staff, link: DiaryLink) -> None:
    """Close the standing link: whoever opens it reads that it is closed."""
    permit(by, link.episode, ended=True)
    link = DiaryLink.objects.select_related("episode").get(pk=link.pk)
    if link.withdrawn_at is None:
        _close(by, link)


def _close(by: Staff, link: DiaryLink) -> None:
    link.withdrawn_at = clock.now()
    link.save(update_fields=["withdrawn_at"])
    audit.write(by, "diary_link.closed", link, client=link.episode.client_id)


# ---------------------------------------------------------------- what a client keeps


@change
def save_entry(*, by: DiaryLink, on: date, anchor: str, entry: Entry) -> list[Alert]:
    """Keep one activity of today or yesterday. AnswersError where its time cannot be."""
    row = _page(by, on)
    day = rhythm.day_of(row)
    return _keep(by, row, replace(day, entries={**day.entries, anchor: entry}))


@change
def save_usual(*, by: DiaryLink, on: date, anchor: str) -> list[Alert]:
    """Keep one activity at its usual time, with one touch; said to be so in the record."""
    row = _page(by, on)
    days = [rhythm.day_of(one) for one in DiaryDay.objects.filter(episode=row.episode)]
    known = usual(days, anchor, before=on) if anchor in core.anchors() else None
    if known is None:
        raise RefusedError("There is no usual time yet. Give the time instead.")
    day = rhythm.day_of(row)
    entry = Entry(known.at, known.who, usual=True)
    return _keep(by, row, replace(day, entries={**day.entries, anchor: entry}))


@change
def save_night(
    *,
    by: DiaryLink,
    on: date,
    asleep: int | None = None,
    woke: int | None = None,
    slept: int | None = None,
    elsewhere: bool = False,
) -> list[Alert]:
    """Keep the night that ended on this morning."""
    row = _page(by, on)
    day = replace(rhythm.day_of(row), asleep=asleep, woke=woke, slept=slept, elsewhere=elsewhere)
    return _keep(by, row, day)


@change
def save_mood(*, by: DiaryLink, on: date, mood: int) -> list[Alert]:
    """Keep the mood of a day, from -5 to 5."""
    row = _page(by, on)
    return _keep(by, row, replace(rhythm.day_of(row), mood=mood))


@change
def put_aside(*, by: DiaryLink, on: date) -> None:
    """The client says "not today". Nobody is asked why; what was kept stays."""
    row = _page(by, on)
    if row.aside_at:
        return
    row.aside_at = row.changed_at = clock.now()
    row.changed_by = None
    row.version += 1
    row.save()
    audit.write(by, "diary.put_aside", row, client=row.episode.client_id, of=on.isoformat())


def _page(by: DiaryLink, on: date) -> DiaryDay:
    """Return today's or yesterday's page, held; refuse a link that is closed and any other day."""
    fresh = DiaryLink.objects.select_related("episode").get(pk=by.pk)
    episode = locked(fresh.episode)
    if fresh.withdrawn_at or not episode.is_open:
        raise RefusedError(CLOSED)
    today = rhythm.today()
    if not today - timedelta(days=1) <= on <= today:
        raise RefusedError("You can fill in today and yesterday. Tell your therapist the rest.")
    return _row(episode, on)


def _row(episode: Episode, on: date) -> DiaryDay:
    known = DiaryDay.objects.select_related("changed_by").filter(episode=episode, on=on).first()
    row = known or DiaryDay(organisation=episode.organisation, on=on)
    row.episode = episode
    return row


def _keep(by: Staff | DiaryLink, row: DiaryDay, day: Day) -> list[Alert]:
    """Store a page if it can be and says something new; raise what it calls for."""
    if row.pk and rhythm.day_of(row) == day and not row.aside_at:
        return []
    core.check(day, zone=rhythm.zone(), now=rhythm.wall_clock())
    # paper that staff enter late is no silence of the client's
    kept_at = _kept_at(row.episode) if isinstance(by, DiaryLink) else None
    rhythm.put(row, day)
    row.version += 1
    row.aside_at = None
    row.changed_at, row.changed_by = clock.now(), by if isinstance(by, Staff) else None
    checked(row).save()
    Diary.objects.filter(episode=row.episode, begun_on__gt=row.on).update(begun_on=row.on)
    audit.write(
        by,
        "diary.kept",
        row,
        client=row.episode.client_id,
        of=row.on.isoformat(),
        version=row.version,
    )
    return watching.of_day(by, row, kept_at=kept_at)


def _kept_at(episode: Episode) -> datetime | None:
    """Return when something was last written in the diary, or when it was begun."""
    last = DiaryDay.objects.filter(episode=episode).aggregate(last=Max("changed_at"))["last"]
    moment: datetime | None = last
    if moment is None:
        begun = Diary.objects.filter(episode=episode).values_list("created_at", flat=True)
        moment = begun.first()
    return moment


# ---------------------------------------------------------------- what staff write


@change
def enter_day(*, by: Staff, episode: Episode, day: Day, expected_version: int) -> DiaryDay:
    """Write a whole day for a client, from paper or told aloud.

    ConflictError when the client or somebody else wrote since `expected_version`.
    """
    episode = permit(by, episode)
    if day.on > rhythm.today():
        raise RefusedError("A day cannot be written down before it has come.", "on")
    if day.on < episode.referral.received_on:
        raise RefusedError("The day cannot be before the referral.", "on")
    _begun(by, episode)
    row = _row(episode, day.on)
    before = rhythm.day_of(row)
    day = replace(day, entries=_as_kept(before.entries, day.entries))
    if row.pk and row.version != expected_version and before != day:
        raise ConflictError(
            "this day of the diary",
            {"version": row.version, "day": before},
            str(row.changed_by or episode.client),
            timezone.localtime(row.changed_at),
        )
    if not day.is_kept and not row.pk:
        raise RefusedError("Write down at least one thing of this day.")
    _keep(by, row, day)
    return row


def _as_kept(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return the entries of a form, which does not know which were taken over as usual."""
    found = {}
    for name, entry in after.items():
        was = before.get(name)
        is_same = was is not None and replace(was, usual=False) == entry
        found[name] = was if is_same and was else entry
    return found


@change
def agree_target(*, by: Staff, episode: Episode, anchor: str, at: int, step: int) -> DiaryTarget:
    """Agree a time for one activity, from where it lies now by `step` minutes a week; 0: at once.

    It takes the place of the one before.
    """
    episode = permit(by, episode)
    if anchor not in core.anchors():
        raise RefusedError("Choose one of the five activities.", "anchor")
    if not 0 <= at < core.DAY:
        raise RefusedError(core.NO_SUCH_TIME, "at")
    if not 0 <= step <= MOST_STEP:
        raise RefusedError(f"A step is between 0 and {MOST_STEP} minutes a week.", "step")
    _begun(by, episode)
    days = [rhythm.day_of(one) for one in DiaryDay.objects.filter(episode=episode)]
    today = rhythm.today()
    known = usual(days, anchor, before=today + timedelta(days=1))
    start = known.at if known else None
    if step and start is None:
        raise RefusedError(
            "There is no usual time yet to move from: keep the diary for three days first, or "
            "agree the time at once, with steps of 0.",
            "step",
        )
    current = DiaryTarget.objects.filter(episode=episode, anchor=anchor, left_on__isnull=True)
    earlier = current.first()
    if earlier and (earlier.at, earlier.step) == (at, step):
        return earlier
    current.update(left_on=today, left_by=by)
    target = DiaryTarget.objects.create(
        organisation=episode.organisation,
        episode=episode,
        anchor=anchor,
        at=at,
        start=start,
        step=step,
        agreed_on=today,
        by=by,
    )
    audit.write(by, "diary_target.agreed", target, client=episode.client_id, anchor=anchor)
    return target


@change
def leave_target(*, by: Staff, target: DiaryTarget) -> None:
    """Let a target go: the time is held by itself, or was not the right one."""
    episode = permit(by, target.episode)
    open_one = DiaryTarget.objects.filter(pk=target.pk, left_on__isnull=True)
    if open_one.update(left_on=rhythm.today(), left_by=by):
        audit.write(by, "diary_target.left", target, client=episode.client_id)
