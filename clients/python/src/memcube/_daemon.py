"""Where the daemon of a home listens, and the token that it asks for."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Optional, Union
from urllib.parse import urlsplit

from .errors import DeniedError, InvalidInputError, NoDaemonError

Home = Union[str, "os.PathLike[str]"]

_START = "start one with `memcube daemon --detach`"


@dataclass(frozen=True)
class Daemon:
    url: str
    """``http://127.0.0.1:PORT``, or ``unix:PATH``"""
    token: str
    proves: bool
    """whether each connection has to prove that it leads to who knows the token, before it carries it"""

    @property
    def socket(self) -> Optional[str]:
        return self.url[len("unix:") :] if self.url.startswith("unix:") else None

    @property
    def base(self) -> str:
        return "http://memcube" if self.socket is not None else self.url.rstrip("/")


def home_of(home: Optional[Home]) -> Path:
    """The home given, else ``$MEMCUBE_HOME``, else ``~/.memcube``: as the command line does."""
    if home is not None:
        return Path(home)
    return Path(os.environ.get("MEMCUBE_HOME") or Path.home() / ".memcube")


def find_daemon(home: Path, url: Optional[str] = None, token: Optional[str] = None) -> Daemon:
    """What is not given is read in the home."""
    if url is None:
        found = _address_in(home)
        url, proves = found["url"], found.get("proves") is True
    else:
        proves = _is_of_this_machine(url)
    if token is None and not _is_of_this_machine(url):
        message = f"expected an address of this machine for the token of the home, got {url[:100]!r}"
        raise InvalidInputError("ERR_INVALID_INPUT", message, "give `token` too")
    return Daemon(url, token if token is not None else _token_in(home), proves)


def _is_of_this_machine(url: str) -> bool:
    """Where a daemon listens; it encrypts nothing, so `https` is something else that somebody put before it."""
    host = urlsplit(url).hostname or ""
    is_loopback = host in ("localhost", "::1") or re.fullmatch(r"127(\.\d{1,3}){3}", host) is not None
    return url.startswith("unix:") or (url.startswith("http:") and is_loopback)


def _no_daemon(home: Path) -> NoDaemonError:
    return NoDaemonError("ERR_UNREACHABLE", f"no daemon runs for the home {home}", _START)


def _address_in(home: Path) -> Dict[str, Any]:
    try:
        found = json.loads((home / "api.json").read_text("utf-8"))
        return {**found, "url": str(found["url"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _no_daemon(home) from error


def _token_in(home: Path) -> str:
    path = home / "api.token"
    try:
        return path.read_text("utf-8").strip()
    except FileNotFoundError as error:
        raise NoDaemonError("ERR_UNREACHABLE", f"no daemon has run for the home {home}", _START) from error
    except OSError as error:
        raise DeniedError("ERR_DENIED", f"cannot read {path}: {error.strerror}", "look at who owns it") from error
