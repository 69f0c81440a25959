"""What Kith decides about signing in, where the sign-in library asks."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Nobody makes an account for themselves: an administrator adds staff."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # the library's signature
        """Refuse."""
        return False
