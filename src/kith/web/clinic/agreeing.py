"""What the client says to a text that was read with them: the formulation, or another focus.

Here: the form, and the form again when the text was changed meanwhile. Not here: the texts.
"""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kith.web.forms import Beside, choice, text, with_version

if TYPE_CHECKING:
    from django.http import QueryDict


class ViewForm(Beside):
    """What the client says to it."""

    called = "view"
    version = forms.IntegerField(widget=forms.HiddenInput)
    view = choice(
        gettext_lazy("What does the client say?"),
        [
            ("agreed", gettext_lazy("Agrees: this is how it is")),
            ("amend", gettext_lazy("Wants something changed")),
            ("not_yet", gettext_lazy("Needs time: not decided yet")),
        ],
    )
    words = text(gettext_lazy("In the client's own words"), rows=2, most=2000)


def read_again(typed: "QueryDict", version: object) -> ViewForm:
    """The form as it was typed, for a text that somebody changed while it was talked about."""
    form = ViewForm(with_version(typed, version))
    form.is_valid()
    form.add_error(None, _("The text was changed meanwhile. Read it again with the client."))
    return form
