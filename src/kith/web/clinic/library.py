"""The library of protocols: what there is for what, one protocol as a page, and its versions.

Nothing of a client stands here: every member of staff may read it. Not here: questionnaires
(library_instruments), and which protocol suits somebody (library_fit).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from kith.core import catalogue, fitting
from kith.core.disorders import disorders
from kith.core.protocols.differences import Difference, differences
from kith.core.protocols.outline import FORMATS, outline, readable
from kith.core.protocols.terms import rules
from kith.web.charts_protocol import protocol_line
from kith.web.http import Request, render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kith.core.protocols.model import Protocol
    from kith.core.protocols.parts import Indication

STATUS_TONES = {"established": "good", "promising": "info"}
ANY = ("", gettext_lazy("Any"))


class SearchForm(forms.Form):
    """What is looked for; nothing of it is needed."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=100)
    disorder = forms.ChoiceField(label=gettext_lazy("For"), required=False)
    format = forms.ChoiceField(
        label=gettext_lazy("Format"), required=False, choices=[ANY, *FORMATS.items()]
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Evidence"), required=False, choices=[ANY, *fitting.STATUSES.items()]
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        meant = {name for one in catalogue.protocols() for name in _disorders_of(one)}
        field = self.fields["disorder"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is declared above
        field.choices = [ANY, *((k, v) for k, v in fitting.names().items() if k in meant)]


@dataclass(frozen=True)
class Entry:
    """One protocol under one heading: what it is for there, and how well that is shown."""

    protocol: "Protocol"
    indications: "tuple[Indication, ...]"

    @property
    def format(self) -> str:
        """Whether one person or a group."""
        return FORMATS[self.protocol.format]

    @property
    def place(self) -> tuple[int, bool, str]:
        """Where it stands under its heading: by its best shown use; among equals the standard."""
        best = min(list(fitting.STATUSES).index(one.status) for one in self.indications)
        return best, not self.protocol.id.startswith("ipt-standard"), self.protocol.name

    def answers(self, words: str) -> bool:
        """Whether every word stands in its name, its summary or what it is for."""
        one = self.protocol
        said = [one.id, one.name, one.summary, *(each.condition for each in one.indications)]
        text = " ".join(said).lower()
        return all(word in text for word in words.lower().split())


def _disorders_of(protocol: "Protocol") -> list[str]:
    return [name for one in protocol.indications for name in one.disorders]


def _groups(wanted: dict[str, str]) -> list[tuple[str, str, list[Entry]]]:
    """The protocols by what they are for: (id, title, entries), the best shown first."""
    found = []
    for key, title in fitting.names().items():
        if wanted["disorder"] in {"", key}:
            entries = [one for one in _entries(key, wanted["status"]) if _answers(one, wanted)]
            if entries:
                found.append((key, title, sorted(entries, key=lambda one: one.place)))
    return found


def _entries(disorder: str, status: str) -> list[Entry]:
    found = []
    for protocol in catalogue.protocols():
        meant = tuple(
            one
            for one in protocol.indications
            if disorder in one.disorders and status in {"", one.status}
        )
        if meant:
            found.append(Entry(protocol, meant))
    return found


def _answers(entry: Entry, wanted: dict[str, str]) -> bool:
    return wanted["format"] in {"", entry.protocol.format} and entry.answers(wanted["q"])


@login_required
@require_GET
def library(request: Request) -> HttpResponse:
    """Show every protocol under what it is for; narrowed by what is looked for."""
    form = SearchForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else None
    groups = _groups(wanted) if wanted is not None else []
    context = {
        "form": form,
        "groups": groups,
        "shown": len({one.protocol.id for *_, entries in groups for one in entries}),
        "total": len(catalogue.protocols()),
        "broken": catalogue.problems("protocols"),
        **words(),
    }
    return render(request, "clinic/library.html", context, 422 if form.errors else 200)


def words() -> dict[str, object]:
    """What templates need to say how well something is shown."""
    return {"statuses": fitting.STATUSES, "status_tones": STATUS_TONES}


# ---------------------------------------------------------------- one protocol


@login_required
@require_GET
def protocol(request: Request, protocol: str) -> HttpResponse:
    """Show everything one protocol says, in the version asked for."""
    versions = _versions(protocol)
    one = _version(versions, request.GET.get("version", ""), versions[0])
    sections = {section.title: section.lines for section in outline(one)}
    context = {
        "one": one,
        "newest": versions[0],
        "versions": versions,
        "line": protocol_line(one),
        "indications": [(each, one.cite(each)) for each in one.indications],
        "sections": sections,
        "measures": list(zip(sections.get("Measures", ()), one.measures, strict=True)),
        "meant": ", ".join(disorders()[name].title for name in dict.fromkeys(_disorders_of(one))),
        "unconfirmed_count": sum(not rule.verified for _, rule in rules(one)),
        "formats": FORMATS,
        **words(),
    }
    return render(request, "clinic/library_protocol.html", context)


def _versions(name: str) -> "list[Protocol]":
    """Every version of a protocol, the newest first; 404 for one that is not there."""
    found = catalogue.protocol_versions(name)
    if not found:
        raise Http404
    return found


def _version(versions: "list[Protocol]", asked: str, usual: "Protocol") -> "Protocol":
    """The version asked for, the usual one if none is; 404 for one that is not there."""
    found = next((one for one in versions if str(one.version) == asked), None)
    if found is None and asked:
        raise Http404
    return found or usual


# ---------------------------------------------------------------- versions


@login_required
@require_GET
def versions(request: Request, protocol: str) -> HttpResponse:
    """Show the versions, why each replaced another, and what changed between two of them."""
    found = _versions(protocol)
    after = _version(found, request.GET.get("after", ""), found[0])
    earlier = next((one for one in found if one.version < after.version), after)
    before = _version(found, request.GET.get("before", ""), earlier)
    context = {
        "one": found[0],
        "versions": found,
        "before": before,
        "after": after,
        "parts": _by_part(differences(before, after)),
        "unconfirmed": {one.version: _unconfirmed(one) for one in found},
    }
    return render(request, "clinic/library_versions.html", context)


def _unconfirmed(one: "Protocol") -> list[str]:
    return [readable(one, key) for key, rule in rules(one) if not rule.verified]


def _by_part(changes: "Iterable[Difference]") -> list[tuple[str, list[Difference]]]:
    """The changes under the part of the protocol they belong to, in the order of the file."""
    found: dict[str, list[Difference]] = {}
    for one in changes:
        found.setdefault(one.title.partition(":")[0], []).append(one)
    return list(found.items())
