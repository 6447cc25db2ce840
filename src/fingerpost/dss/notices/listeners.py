"""Where a touchpoint's notices go: which addresses are let stand, and the secret that signs what is pushed."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fingerpost.staff.typed import cipher

_PURPOSE: Final = "dss.listeners"
_SECRET_BYTES: Final = 32
_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
LONGEST: Final = 500
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_TEREDO: Final = ipaddress.IPv6Network("2001::/32")

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotAllowed(OSError):
    """The listener's name leads to an address that notices may not be pushed to."""


@dataclass(frozen=True, slots=True)
class Place:
    """A listener's address in its parts. ``target`` is the path with its query."""

    is_https: bool
    host: str
    port: int
    target: str

    @property
    def is_loopback(self) -> bool:
        """Whether the address names this machine itself."""
        return self.host in _LOOPBACK_NAMES

    @property
    def named(self) -> str:
        """Host and port as the header ``Host`` says them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _port_of(is_https=self.is_https) else f"{host}:{self.port}"


def why_not(url: str) -> str | Promise:
    """Why an address can't be a listener, in words for whoever typed it; empty where it can."""
    if len(url) > LONGEST:
        return _("Enter an address of up to 500 characters.")
    if not url.isascii() or any(character.isspace() or not character.isprintable() for character in url):
        return _("Enter an address without spaces or other unusual characters.")
    parts = _split(url)
    if parts is None or parts.scheme not in {"https", "http"} or not parts.hostname:
        return _("Enter a whole address that begins with https://.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        return _("Enter an address without a name, a password or a part after #.")
    if settings.DSS_OPEN_LISTENERS or parts.hostname in _LOOPBACK_NAMES:
        return ""
    if parts.scheme == "http":
        return _(
            "Enter an address that begins with https://. Notices go over plain http only on this machine."
        )
    literal = _literal(parts.hostname)
    if literal is not None and not is_public(literal):
        return _("Enter an address that can be reached from the internet, not one of a private network.")
    return ""


def place_of(url: str) -> Place:
    """The parts of a listener's address. Raises NotAllowed where it may not stand (any more)."""
    parts = _split(url)
    if parts is None or why_not(url):
        raise NotAllowed("no listener's address")
    is_https = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(is_https, parts.hostname or "", parts.port or _port_of(is_https=is_https), target)


def connect(place: Place, *, seconds: float) -> socket.socket:
    """A connection to one of the addresses that a listener's name stands for now.

    The very address that was looked at is connected to, so that a name can't change between the two. Raises
    NotAllowed where one of them lies in a private network, OSError where none answers.
    """
    found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    if not settings.DSS_OPEN_LISTENERS and not place.is_loopback:
        for *_rest, where in found:
            if not is_public(ipaddress.ip_address(str(where[0]).partition("%")[0])):
                raise NotAllowed("a listener in a private network")
    failure: OSError = OSError("the name stands for no address")
    for *_rest, where in found:
        try:
            return socket.create_connection((str(where[0]), place.port), timeout=seconds)
        except OSError as error:
            failure = error
    raise failure


def is_public(address: _Address) -> bool:
    """Whether an address is of one machine on the internet. One that wraps another is what it wraps.

    ``is_global`` of the library is asked and is not enough: of Python 3.11 it passes multicast, site-local and
    IPv4-compatible addresses, and whatever private address a translator (NAT64, 6to4) would unwrap.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address in _TEREDO:
            return False
        wrapped = _wrapped(address)
        if wrapped is not None:
            return is_public(wrapped)
        if address.is_site_local:
            return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    )


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address for which an IPv6 address stands: mapped, or by NAT64 or 6to4."""
    if address in _NAT64:
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour


def new_secret() -> bytes:
    """A secret of a listener, of 256 bits."""
    return secrets.token_bytes(_SECRET_BYTES)


def seal(secret: bytes) -> bytes:
    """Encrypt a listener's secret with a key of its own purpose."""
    return cipher(_PURPOSE).encrypt(secret)


def unseal(sealed: bytes) -> bytes:
    """Open a listener's secret. Raises ``cryptography.fernet.InvalidToken`` where the service's secret is another."""
    return cipher(_PURPOSE).decrypt(sealed)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _port_of(*, is_https: bool) -> int:
    return 443 if is_https else 80


def _literal(host: str) -> _Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
