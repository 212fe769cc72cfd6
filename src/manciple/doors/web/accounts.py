"""Who may get an account: nobody by himself. Administrators make users; single sign-on is tied to one that exists."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in is open, signing up is not."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: neither with a password nor through a provider."""
        return False
