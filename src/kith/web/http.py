"""What every page needs: the request type, rendering, and answers to failure.

Here belong the Jinja2 environment, whole-page and one-block rendering, the error pages and the
page of a refusal. Nothing about a particular page, and no query but the shell's alert count.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.jinja2 import Jinja2 as Jinja2Backend
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django_htmx.jinja import htmx_script
from jinja2 import Environment, StrictUndefined, Template

from kith.core.errors import NotYetError, RefusedError
from kith.record import access
from kith.record.writing import may_administer, may_take_in
from kith.web import wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_htmx.middleware import HtmxDetails

    from kith.record.models import Staff

# A field whose name has one of these in it is never shown again, whatever form it came from.
SECRETS = ("csrf", "pass", "code", "credential")


class Request(HttpRequest):
    """A request that passed sign-in and django-htmx: what views are typed with."""

    user: "Staff"
    htmx: "HtmxDetails"


class Shell:
    """What the frame round every page shows; each part is read only if the frame asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def user(self) -> "Staff | None":
        """Nobody on portal, sign-in and error pages reached before sign-in."""
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def open_alerts(self) -> int:
        return access.open_alerts(self.user).count() if self.user else 0

    @cached_property
    def may_administer(self) -> bool:
        return self.user is not None and may_administer(self.user)

    @cached_property
    def may_take_in(self) -> bool:
        return self.user is not None and may_take_in(self.user)

    @cached_property
    def messages(self) -> list[Any]:
        return list(messages.get_messages(self._request))

    @cached_property
    def path(self) -> str:
        return self._request.path


def help_lines() -> Sequence[Mapping[str, str]]:
    """The crisis lines of this installation, for pages that belong to no clinic.

    An error page must come up even while the database is the error.
    """
    try:
        return access.crisis_lines()
    except DatabaseError:
        return ()


def environment(**options: Any) -> Environment:
    """Jinja2 as Kith's pages use it; named by the settings."""
    env = Environment(  # noqa: S701  # it escapes: see the first line in the braces
        **{
            **options,
            "autoescape": True,
            "undefined": StrictUndefined,
        },
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        url=url,
        static=static,
        htmx_script=htmx_script,
        language=get_language,
        help_lines=help_lines,
    )
    env.filters.update(wording.FILTERS)
    return env


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named route: `url("episode", episode.pk)`."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Render a page, or one named block of it: `clinic/x.html#block`."""
    name, _, block = template.partition("#")
    text = _text(request, name, block, dict(context or {}))
    return HttpResponse(text, status=status)


def _text(request: HttpRequest, name: str, block: str, context: dict[str, object]) -> str:
    backend = engines["jinja2"]
    if not isinstance(backend, Jinja2Backend):
        message = 'the template engine named "jinja2" is not Django\'s Jinja2 backend'
        raise TypeError(message)
    values = {
        "request": request,
        "csrf_input": csrf_input_lazy(request),
        "csrf_token": csrf_token_lazy(request),
        "shell": Shell(request),
        **context,
    }
    page = backend.env.get_template(name)
    return _block(page, block, values) if block else page.render(values)


def _block(page: Template, name: str, values: dict[str, object]) -> str:
    """Render one block alone.

    A page's imports and settings run only when its body starts, so the body is started and
    stopped at its first output; nothing of the frame is drawn.
    """
    context = page.new_context(values)
    next(iter(page.root_render_func(context)), None)
    if name not in context.blocks:
        message = f"{page.name} has no block named {name}"
        raise KeyError(message)
    return "".join(context.blocks[name][0](context))


def refused(request: HttpRequest, error: NotYetError | RefusedError) -> HttpResponse:
    """The page for a step that the protocol or the record does not allow: nothing was stored."""
    whole = "errors/refused.html"
    is_fragment = bool(getattr(request, "htmx", False))
    return render(
        request,
        f"{whole}#refusal" if is_fragment else whole,
        {
            "title": gettext("Not yet") if isinstance(error, NotYetError) else gettext("Not done"),
            "message": str(error),
            "blockers": getattr(error, "blockers", ()),
            "typed": _typed(request),
            "back": request.path if request.method == "GET" else request.headers.get("referer", ""),
        },
        status=HTTPStatus.CONFLICT,
    )


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person had written, to be shown again so that none of it is lost."""
    return [
        (name.replace("_", " "), text)
        for name, texts in request.POST.lists()
        for text in texts
        if text.strip() and not any(secret in name for secret in SECRETS)
    ]


class RefusalMiddleware:
    """Turns a refusal that no view dealt with into its own page, status 409."""

    def __init__(self, get_response: "Callable[[HttpRequest], HttpResponse]") -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refused(request, error) if isinstance(error, NotYetError | RefusedError) else None


def _failed(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """An error page in the frame the person was in: a client never sees the clinic's."""
    is_portal = request.path.startswith("/m/")
    name = f"errors/{'portal' if is_portal else 'clinic'}.html"
    # What cannot be read at all cannot be shown again either.
    typed = [] if status == HTTPStatus.BAD_REQUEST else _typed(request)
    return render(request, name, {"status": int(status), "typed": typed}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    return _failed(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403."""
    return _failed(request, HTTPStatus.FORBIDDEN)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: mostly a page left open over a sign-out."""
    return _failed(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return _failed(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500."""
    return _failed(request, HTTPStatus.INTERNAL_SERVER_ERROR)
