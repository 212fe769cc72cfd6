"""How passwords are stored and which are refused."""

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST_PASSWORD = 128


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane.

    Django's own setting takes up to a second on a small machine, which invites whoever wants to keep
    it busy with wrong passwords.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class NotTooLong:
    """Refuses passwords beyond 128 characters, so that hashing one cannot be made expensive."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError when the password is too long."""
        if len(password) > LONGEST_PASSWORD:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """Say what the rule is."""
        return str(_("Your password can't have more than %(most)d characters.") % {"most": LONGEST_PASSWORD})
