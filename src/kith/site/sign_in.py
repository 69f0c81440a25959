"""The sign-in form in Kith's words; how signing in works is the library's business."""

from typing import Any

from allauth.account.forms import LoginForm
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):  # type: ignore[misc]  # the library has no types
    """E-mail and pass phrase. A new one by e-mail is offered only where Kith can send mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {"login": _("E-mail"), "password": _("Pass phrase")}
        for name, label in words.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        if not settings.MAIL_HOST:
            self.fields["password"].help_text = ""
