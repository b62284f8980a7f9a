"""Reads settings from environment variables, with errors that say what to do."""

import os
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit


class MissingVariable(Exception):
    """A variable that the service cannot start without is not set."""


class InvalidVariable(Exception):
    """A variable holds a value that cannot be used."""


#: As `manage.py check --deploy` has it.
SHORTEST_SECRET, FEWEST_LETTERS = 50, 5

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"", "0", "false", "no", "off"}


def required(name: str, advice: str) -> str:
    """Return the variable; raises MissingVariable with advice if it is not set."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise MissingVariable(f"{name} is not set. {advice}")
    return value


def secret(name: str, advice: str) -> str:
    """Return the variable; raises InvalidVariable if it is short or repeats itself, and so can be guessed."""
    value = required(name, advice)
    if len(value) < SHORTEST_SECRET or len(set(value)) < FEWEST_LETTERS:
        raise InvalidVariable(f"{name} can be guessed: it needs {SHORTEST_SECRET} characters or more. {advice}")
    return value


def required_list(name: str, advice: str) -> list[str]:
    """Return a comma-separated variable as a list; raises MissingVariable if it has no items."""
    values = _split(required(name, advice))
    if not values:
        raise MissingVariable(f"{name} holds no value. {advice}")
    return values


def optional(name: str, default: str = "") -> str:
    """Return the variable, or the default if it is unset or blank."""
    return os.environ.get(name, "").strip() or default


def optional_list(name: str) -> list[str]:
    """Return a comma-separated variable as a list, empty when it is unset."""
    return _split(os.environ.get(name, ""))


def flag(name: str) -> bool:
    """Return whether a switch is on; raises InvalidVariable for anything but a plain yes or no."""
    value = os.environ.get(name, "").strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise InvalidVariable(f'{name} is "{value}". Set it to 1 to switch it on, or to 0 or nothing to leave it off.')


def number(name: str, default: int) -> int:
    """Return the variable as a whole number, or the default if it is unset; raises InvalidVariable if it is none."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal():
        raise InvalidVariable(f'{name} is "{value}". Set it to a whole number, such as {default}.')
    return int(value)


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Return a comma-separated variable of addresses and networks; raises InvalidVariable for anything else."""
    try:
        return [ip_network(item) for item in optional_list(name)]
    except ValueError as error:
        raise InvalidVariable(f"{name}: {error}. Set it to addresses or networks, such as 10.0.0.0/8.") from None


def site(name: str) -> str:
    """Return the address of a website without its last slash; raises MissingVariable or InvalidVariable."""
    value = required(name, "Set it to the address of the service, such as https://evidence.example.org.")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise InvalidVariable(f'{name} is "{value}". Set it to an address such as https://evidence.example.org.')
    return value.rstrip("/")


def sender(name: str) -> str:
    """Return whom e-mails come from; raises MissingVariable or InvalidVariable."""
    advice = "Set it to whom e-mails come from: Equity Evidence <evidence@example.org>."
    value = required(name, advice)
    if "@" not in parseaddr(value)[1] or not value.isprintable():
        raise InvalidVariable(f'{name} is "{value}". {advice}')
    return value


def only_with(names: tuple[str, ...], needed: str) -> None:
    """Raise MissingVariable where any of the variables is set, but not the one that they are nothing without."""
    if (given := [name for name in names if optional(name)]) and not optional(needed):
        raise MissingVariable(f"{needed} is not set. Set it, or leave {' and '.join(given)} out.")


def choice(name: str, allowed: tuple[str, ...]) -> str:
    """Return the variable, or the first of what is allowed if it is unset; raises InvalidVariable for anything else."""
    value = os.environ.get(name, "").strip().lower() or allowed[0]
    if value not in allowed:
        raise InvalidVariable(f'{name} is "{value}". Set it to {" or ".join(allowed)}.')
    return value


def _split(value: str) -> list[str]:
    return [item.strip() for item in value.split(",") if item.strip()]
