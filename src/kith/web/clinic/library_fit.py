"""Which therapy fits, for a person who is only supposed: everything in the address, nothing kept.

Here: the questions and the list. Not here: the same for a client, with the choice (which), and the
rules (core.fitting).
"""

import re
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from kith.core import fitting
from kith.core.disorders import unknown_codes
from kith.core.protocols.outline import FORMATS
from kith.core.protocols.terms import shared_terms
from kith.core.situation import OLDEST, Situation
from kith.web.clinic.which import ANSWERS, grouped
from kith.web.forms import line
from kith.web.http import Request, render


class SupposedForm(forms.Form):
    """Somebody who might come: what a clinician would know before a course is chosen."""

    is_voluntary = True

    codes = line(
        gettext_lazy("Diagnoses as codes"),
        hint=gettext_lazy("ICD-11, ICD-10 or DSM-5-TR, for example 6A70.1 or F33.1."),
        most=200,
    )
    age = forms.IntegerField(
        label=gettext_lazy("Age in years"), required=False, min_value=0, max_value=OLDEST
    )
    disorders = forms.MultipleChoiceField(
        label=gettext_lazy("Disorders"), widget=forms.CheckboxSelectMultiple, required=False
    )
    formats = forms.MultipleChoiceField(
        label=gettext_lazy("Formats on offer"),
        help_text=gettext_lazy("Without a choice, all of them."),
        choices=list(FORMATS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = self.fields["disorders"]
        assert isinstance(offered, forms.ChoiceField)  # noqa: S101 - it is declared above
        offered.choices = list(fitting.names().items())
        terms = shared_terms()
        for kind in ("circumstances", "cautions"):
            for key, one in getattr(terms, kind).items():
                self.fields[f"{kind}_{key}"] = forms.ChoiceField(
                    label=getattr(one, "ask", None) or one.title,
                    choices=ANSWERS,
                    required=False,
                    initial="",
                )

    def asked(self, kind: str) -> list[forms.BoundField]:
        """The questions about circumstances, or about cautions."""
        return [one for one in self if one.name.startswith(f"{kind}_")]

    def is_answered(self, kind: str) -> bool:
        """Whether any of these has an answer, so that the page shows them."""
        return any(one.value() for one in self.asked(kind))

    def situation(self) -> Situation:
        """What was said, as the rules take it."""
        given = self.cleaned_data
        answers = {
            name.partition("_")[2]: said
            for name, said in given.items()
            if name.startswith(("circumstances_", "cautions_"))
        }
        return Situation(
            codes=tuple(code for code in re.split(r"[\s,;]+", given["codes"]) if code),
            named=frozenset(given["disorders"]),
            age=given["age"],
            yes=frozenset(key for key, said in answers.items() if said == "yes"),
            no=frozenset(key for key, said in answers.items() if said == "no"),
            formats=frozenset(given["formats"]) or frozenset(FORMATS),
        )


@login_required
@require_GET
def suitability(request: Request) -> HttpResponse:
    """List what may fit somebody who is only supposed, and show the questions again."""
    form = SupposedForm(request.GET or None)
    situation = form.situation() if form.is_bound and form.is_valid() else None
    found = fitting.fit(situation) if situation is not None else None
    context = {
        "form": form,
        "found": found,
        "listed": grouped(found) if found else [],
        "verdicts": fitting.VERDICTS,
        "unknown": unknown_codes(situation.codes) if situation else (),
        "meant": [fitting.names()[key] for key in situation.disorders] if situation else [],
    }
    return render(request, "clinic/library_fit.html", context, 422 if form.errors else 200)
