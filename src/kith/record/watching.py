"""Alerts of a protocol's watch: raised in the transaction that stores what meets a rule.

Here: which rows a rule is held against, and the alert. Not here: whether a rule is met (core's
watch), and what becomes of an alert (services.measures).
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kith.core import catalogue, watch
from kith.record import audit, clock, facts, rhythm
from kith.record.models import Alert, DiaryDay, Response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kith.core.protocols.parts import Watch

LONG_ENOUGH = timedelta(days=120)
"""How far back the diary is read: a row of nights or two weeks never begin earlier."""


def of_response(by: audit.By, response: Response) -> list[Alert]:
    """Hold a response that was just stored against the rules of its course's protocol."""
    raised = []
    for rule in facts.protocol_of(response.episode).watch:
        if rule.instrument != response.instrument:
            continue
        definition = catalogue.instrument(response.instrument, response.instrument_version)
        hit = watch.met_by_scores(rule, definition.short_name, _scores(rule, response))
        if hit:
            own = _own(by, rule, hit, response)
            raised.append(own or _raise(by, rule, hit, response=response))
    return raised


def _own(by: audit.By, rule: "Watch", hit: watch.Hit, response: Response) -> Alert | None:
    """Return the alert that the instrument itself has raised on this score, now the protocol's.

    One score is one alert: the protocol says what to do about it in this treatment.
    """
    own = Alert.objects.filter(response=response, watch="", item=f"scale:{rule.scale}").first()
    if own is None:
        return None
    own.watch, own.why = rule.id, hit.why
    if rule.level == "urgent":
        own.level = rule.level
    own.save(update_fields=["watch", "why", "level"])
    audit.write(by, "alert.changed", own, client=response.episode.client_id, watch=rule.id)
    return own


def _scores(rule: "Watch", response: Response) -> list[watch.Scored]:
    """Return the scores up to this response, oldest first."""
    rows = Response.objects.filter(
        episode=response.episode, instrument=response.instrument, given_on__lte=response.given_on
    ).order_by("given_on", "pk")
    found = []
    for row in rows:
        if row.given_on < response.given_on or row.pk <= response.pk:
            score = row.scores.get(rule.scale or "") or {}
            found.append(watch.Scored(row.given_on, score.get("value")))
    return found


def of_day(by: audit.By, row: DiaryDay, *, kept_at: datetime | None) -> list[Alert]:
    """Hold a diary page that was just stored against the rules of its course's protocol.

    `kept_at`: when something was written in the diary before this.
    """
    rules = [rule for rule in facts.protocol_of(row.episode).watch if rule.diary]
    if not rules:
        return []
    raised, hits = [], list(_hits(rules, row, kept_at))
    pressing = {rule.diary for rule, _ in hits if rule.level == "urgent"}
    for rule, hit in hits:
        if rule.level != "urgent" and rule.diary in pressing:
            continue  # a milder warning of the same thing tells nobody anything
        known = _known(by, row, rule, hit)
        raised.append(known or _raise(by, rule, hit, day=row))
    return raised


def _hits(
    rules: "list[Watch]", row: DiaryDay, kept_at: datetime | None
) -> "Iterator[tuple[Watch, watch.Hit]]":
    diary = rhythm.kept(row.episode)
    if diary is None:
        return
    since = row.on - LONG_ENOUGH
    diary = rhythm.Kept(
        _week_start(diary.begun_on, since), [one for one in diary.rows if one.on >= since]
    )
    for rule in rules:
        if rule.diary == "short_sleep":
            hit = watch.met_by_nights(rule, diary.nights, row.on)
        elif rule.diary == "irregular":
            hit = watch.met_by_weeks(rule, diary.weeks())
        else:
            hit = watch.met_by_silence(rule, kept_at, clock.now())
        if hit:
            yield rule, hit


def _week_start(begun_on: date, since: date) -> date:
    """Return the first day of a week of the diary that is not before `since`, or its beginning."""
    if begun_on >= since:
        return begun_on
    return since + timedelta(days=-(since - begun_on).days % 7)


def _known(by: audit.By, row: DiaryDay, rule: "Watch", hit: watch.Hit) -> Alert | None:
    """Return the alert that this occasion has raised already, if it has.

    More of the same changes an alert that nobody has seen yet; after that it raises a new one, so
    that nobody is held to have seen what came later.
    """
    same = Alert.objects.filter(episode=row.episode, watch=rule.id, item=hit.about)
    earlier = same.order_by("-pk").first()
    if earlier is None or earlier.answer == hit.said:
        return earlier
    if earlier.acknowledged_at or earlier.settled_at:
        return None
    before, earlier.answer, earlier.why = earlier.answer, hit.said, hit.why
    earlier.day = row
    earlier.save(update_fields=["answer", "why", "day"])
    audit.write(by, "alert.changed", earlier, client=row.episode.client_id, before=before)
    return earlier


def _raise(
    by: audit.By,
    rule: "Watch",
    hit: watch.Hit,
    *,
    response: Response | None = None,
    day: DiaryDay | None = None,
) -> Alert:
    source = response or day
    assert source is not None, "an alert comes from something"  # noqa: S101
    episode = source.episode
    alert = Alert.objects.create(
        organisation=source.organisation,
        episode=episode,
        response=response,
        day=day,
        watch=rule.id,
        instrument=response.instrument if response else "",
        item=hit.about,
        answer=hit.said,
        level=rule.level,
        why=hit.why,
        raised_at=clock.now(),
        owner=episode.therapist,
    )
    audit.write(by, "alert.raised", alert, client=episode.client_id, level=rule.level)
    return alert
