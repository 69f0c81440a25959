"""What Kith decides about signing in, where the sign-in library asks."""

from pathlib import Path

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

DEMO = "demo-clinic"  # the file that `kith demo` leaves beside a database it filled


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Nobody makes an account for themselves: an administrator adds staff."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # the library's signature
        """Refuse."""
        return False


def demo_sign_ins(request: HttpRequest) -> dict[str, object]:  # Django's signature
    """Who can sign in to the invented clinic, offered on its sign-in page and on no other."""
    if not (Path(settings.DATA) / DEMO).exists():
        return {}
    from kith.demo import clinic  # noqa: PLC0415  # a real clinic never reads the demo's files

    return {"demo_sign_ins": clinic.sign_ins()}
