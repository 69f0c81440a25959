"""Groups: the list, a group's roster and meetings, and who joins or leaves.

Names of members stand here, before those who lead the group, and in no member's record.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kith.core import catalogue
from kith.record import access, clock
from kith.record.facts import courses_of
from kith.record.services import groups as service
from kith.record.writing import may_take_in
from kith.web.clinic.group_agenda import agenda_of
from kith.web.forms import Beside, MomentInput, choice, day, line, save
from kith.web.http import Request, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from kith.core.protocols.model import Protocol
    from kith.record.models import Group

DAYS = [
    ("", gettext_lazy("Not fixed")),
    ("0", gettext_lazy("Monday")),
    ("1", gettext_lazy("Tuesday")),
    ("2", gettext_lazy("Wednesday")),
    ("3", gettext_lazy("Thursday")),
    ("4", gettext_lazy("Friday")),
    ("5", gettext_lazy("Saturday")),
    ("6", gettext_lazy("Sunday")),
]


class TimeInput(forms.TimeInput):
    """A time of day, chosen in the browser's own way."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class GroupForm(forms.Form):
    """A new group."""

    name = line(gettext_lazy("Name of the group"), required=True, most=120)
    protocol = choice(gettext_lazy("Protocol"), [])
    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=gettext_lazy("Team"), empty_label=None
    )
    leaders = forms.MultipleChoiceField(
        label=gettext_lazy("Leaders"), widget=forms.CheckboxSelectMultiple
    )
    starts_on = day(gettext_lazy("First meeting"))
    day = forms.TypedChoiceField(
        label=gettext_lazy("Day of the week"),
        choices=DAYS,
        required=False,
        coerce=int,
        empty_value=None,
    )
    starts_at = forms.TimeField(label=gettext_lazy("Time"), required=False, widget=TimeInput())
    place = line(gettext_lazy("Where"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [one for one in catalogue.protocols() if one.format != "individual"]
        known = [(one.id, one.name) for one in offered]
        self.fields["protocol"].choices = known  # type: ignore[attr-defined]  # a ChoiceField has them
        colleagues = access.staff(user).exclude(role="administrator").order_by("name")
        self._set("team", access.teams(user).order_by("name"))
        self.colleagues = {str(one.pk): one for one in colleagues}
        named = [(key, str(one)) for key, one in self.colleagues.items()]
        self.fields["leaders"].choices = named  # type: ignore[attr-defined]  # it has them
        self.fields["starts_on"].initial = clock.today()
        self.fields["leaders"].initial = [str(user.pk)]

    def _set(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a ModelChoiceField has it

    def opening(self) -> dict[str, Any]:
        """Return what was chosen, for the service."""
        given = dict(self.cleaned_data)
        chosen = {name: given.pop(name) for name in ("team", "protocol", "leaders")}
        leaders = [self.colleagues[key] for key in chosen["leaders"]]
        return {**chosen, "leaders": leaders, "plan": service.Plan(**given)}


class JoinForm(Beside):
    """Who joins."""

    called = "join"
    episode: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=gettext_lazy("Client"), empty_label=None
    )

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["episode"]
        field.queryset = rows
        field.label_from_instance = lambda one: str(one.client)


class MeetingForm(Beside):
    """The next meeting of the group."""

    called = "meeting"
    starts_at = forms.DateTimeField(label=gettext_lazy("Day and time"), widget=MomentInput())
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"))


class RulesForm(Beside):
    """The day on which a member agreed to the rules."""

    called = "rules"
    on = day(gettext_lazy("Agreed to the rules of the group on"))


class LeaveForm(Beside):
    """Why a member leaves."""

    called = "leave"
    because = line(gettext_lazy("Why they leave"), required=True, most=300)


@login_required
@require_GET
def groups(request: Request) -> HttpResponse:
    """Show the groups that this person leads."""
    rows = access.groups(request.user).select_related("team").prefetch_related("leaders")
    found = [(one, catalogue.protocol(one.protocol, one.protocol_version)) for one in rows]
    context = {
        "now": [pair for pair in found if pair[0].closed_on is None],
        "closed": [pair for pair in found if pair[0].closed_on is not None],
        "may_open": may_take_in(request.user),
    }
    return render(request, "clinic/groups.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_group(request: Request) -> HttpResponse:
    """Open a group."""
    if not may_take_in(request.user):
        raise Http404
    form = GroupForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        group = save(form, lambda: service.open_group(by=request.user, **form.opening()))
        if group is not None:
            messages.success(request, _("%(name)s is open. Next: its members.") % {"name": group})
            return redirect("group", group.pk)
    return render(request, "clinic/group_new.html", {"form": form}, 422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def group(request: Request, pk: int) -> HttpResponse:
    """Show the roster and the meetings; let somebody join, plan a meeting, close the group."""
    one = _group(request, pk)
    protocol = catalogue.protocol(one.protocol, one.protocol_version)
    shown: dict[str, forms.Form] = {
        "join": JoinForm(rows=_joinable(request, one)),
        "plan": MeetingForm(initial=_next(one, protocol)),
        "close": forms.Form(),
    }
    act = request.POST.get("act", "")
    if act == "join":
        shown["join"] = JoinForm(request.POST, rows=_joinable(request, one))
    elif act == "plan":
        shown["plan"] = MeetingForm(request.POST)
    elif act == "close":
        shown["close"] = forms.Form(request.POST)
    if act in shown:
        form = shown[act]
        if form.is_valid() and save(form, _call(request, one, act, form)) is not None:
            messages.success(request, _("Recorded."))
            return redirect("groups") if act == "close" else redirect("group", pk)
    return _page(request, one, protocol, shown)


def _group(request: Request, pk: int) -> "Group":
    rows = access.groups(request.user).select_related("team").prefetch_related("leaders")
    return get_object_or_404(rows, pk=pk)


def _call(request: Request, one: "Group", act: str, form: forms.Form) -> "Callable[[], object]":
    common: dict[str, Any] = {"by": request.user, "group": one}
    if act == "join":
        return lambda: service.add_member(**common, episode=form.cleaned_data["episode"])
    if act == "plan":
        return lambda: service.plan_group_meeting(**common, **form.cleaned_data)
    return lambda: service.close_group(**common)


def _joinable(request: Request, one: "Group") -> Any:
    """The open courses of the group's protocol and team that belong to no group yet."""
    rows = access.episodes(request.user).filter(
        protocol=one.protocol, team=one.team_id, ended_on__isnull=True
    )
    taken = access.group_members(request.user).filter(left_on=None).values("episode")
    return rows.exclude(pk__in=taken).select_related("client").order_by("client__family_name")


def _next(one: "Group", protocol: "Protocol") -> dict[str, Any]:
    """When the next meeting would be: in the protocol's rhythm, or on the first day."""
    held = one.meetings.filter(called_off_because="").order_by("number").last()
    number = held.number + 1 if held else 1
    days, minutes = protocol.cadence_of(number)
    if held is not None:
        here = timezone.localtime(held.starts_at)  # the same hour, also as clocks change
        return {"starts_at": here + timedelta(days=days), "minutes": held.minutes}
    at = one.starts_at or timezone.localtime(clock.now()).time().replace(minute=0, second=0)
    first = timezone.make_aware(datetime.combine(one.starts_on, at.replace(microsecond=0)))
    return {"starts_at": first, "minutes": minutes[1]}


def _page(
    request: Request, one: "Group", protocol: "Protocol", shown: dict[str, forms.Form]
) -> HttpResponse:
    members = list(
        access.group_members(request.user)
        .filter(group=one)
        .select_related("episode__client", "episode__therapist", "episode__referral")
    )
    courses = courses_of([member.episode for member in members])
    present = [member for member in members if member.left_on is None]
    meetings = list(access.group_meetings(request.user).filter(group=one))
    counted = [meeting for meeting in meetings if not meeting.called_off_because]
    waiting = next((meeting for meeting in counted if not meeting.held), None)
    number = waiting.number if waiting else len(counted) + 1
    context = {
        "group": one,
        "protocol": protocol,
        "roster": [(member, courses[member.episode_id]) for member in present],
        "left": [member for member in members if member.left_on is not None],
        "meetings": meetings,
        "waiting": waiting,
        "number": number,
        "agenda": agenda_of(protocol, number),
        "size": protocol.group.size if protocol.group else None,
        "fits": _fits(protocol, len(present)),
        "cite": protocol.cite(protocol.group) if protocol.group else "",
        "shown": shown,
    }
    is_wrong = any(form.errors for form in shown.values())
    return render(request, "clinic/group.html", context, status=422 if is_wrong else 200)


def _fits(protocol: "Protocol", present: int) -> bool:
    """Whether there are as many members as the protocol is made for."""
    if protocol.group is None:
        return True
    least, most = protocol.group.size
    return least <= present <= most


@login_required
@require_http_methods(["GET", "POST"])
def group_member(request: Request, pk: int, member_pk: int) -> HttpResponse:
    """Record that a member agreed to the rules, or leaves."""
    one = _group(request, pk)
    rows = access.group_members(request.user).filter(group=one, left_on=None)
    member = get_object_or_404(rows.select_related("episode__client", "group"), pk=member_pk)
    agreed = {"on": member.rules_agreed_on or clock.today()}
    shown: dict[str, forms.Form] = {"rules": RulesForm(initial=agreed), "leave": LeaveForm()}
    act = request.POST.get("act", "")
    if act in shown:
        form = shown[act] = type(shown[act])(request.POST)
        call = service.agree_rules if act == "rules" else service.leave_group
        if form.is_valid():
            given = form.cleaned_data
            if save(form, lambda: call(by=request.user, member=member, **given)) is not None:
                messages.success(request, _("Recorded."))
                return redirect("group", pk)
    context = {"group": one, "member": member, "shown": shown}
    is_wrong = any(form.errors for form in shown.values())
    return render(request, "clinic/group_member.html", context, status=422 if is_wrong else 200)
