"""Passwords: which ones are too easy to guess, and that to check many at once takes no more memory than one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from files.turns import NoTurn, Turns

#: Of zxcvbn's 0 to 4: safe from who tries ten thousand passwords a second.
LOWEST_SCORE = 3
#: What zxcvbn reads at most; no longer password is easy to guess for its beginning.
LONGEST_READ = 72

#: One is hashed, in under a tenth of a second, and others wait.
HASHING = Turns(waiting=8)


class TooManyAtOnce(Exception):
    """So many passwords are being checked already that this one is not."""


class BoundedArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2 with the first choice of OWASP's cheat sheet, one at a time in each process."""

    time_cost = 1
    memory_cost = 47_104
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _turn():
            return super().verify(password, encoded)


@contextmanager
def _turn() -> Iterator[None]:
    try:
        with HASHING.taken():
            yield
    except NoTurn:
        raise TooManyAtOnce from None


class GuessablePasswordValidator:
    """Refuses passwords of repeated, well-known or neighbouring letters, and those made of the person's own names."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that is easy to guess."""
        # Its lists of words take a moment to read, and few processes ever set a password.
        from zxcvbn import zxcvbn

        names = [] if user is None else [user.username, user.first_name, user.last_name, user.email]
        found: dict[str, Any] = zxcvbn(password[:LONGEST_READ], user_inputs=[name for name in names if name])
        if found["score"] < LOWEST_SCORE:
            raise ValidationError("This password is too easy to guess. Three random words are not.", code="guessable")

    def get_help_text(self) -> str:
        """What the form says beside the field."""
        return "Your password must not be easy to guess. Three random words are a good one."
