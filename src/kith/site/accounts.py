"""What Kith decides about signing in, where the sign-in library asks."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from kith.site import invented


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Nobody makes an account for themselves: an administrator adds staff."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # the library's signature
        """Refuse."""
        return False


def demo_sign_ins(request: HttpRequest) -> dict[str, object]:  # Django's signature
    """Who can sign in to the invented clinic, offered on its sign-in page and on no other."""
    if not invented.is_invented():
        return {}
    from kith.demo import clinic  # noqa: PLC0415  # a real clinic never reads the demo's files

    return {"demo_sign_ins": clinic.sign_ins()}
