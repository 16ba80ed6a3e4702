"""Where the daemon of a home listens, and the token that it asks for."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Optional, Union
from urllib.parse import urlsplit

import httpx

from .errors import DeniedError, NoDaemonError

Home = Union[str, "os.PathLike[str]"]

_START = "start one with `memcube daemon --detach`"


@dataclass(frozen=True)
class Daemon:
    url: str
    """``http://127.0.0.1:PORT``, or ``unix:PATH``"""
    token: str

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
    """What is not given is read in the home. Before it gets the token that is read there, a daemon proves that it knows it."""
    if url is not None:
        return Daemon(url, token if token is not None else _token_in(home))
    found = _address_in(home)
    if token is not None:
        return Daemon(found["url"], token)
    daemon = Daemon(found["url"], _token_in(home))
    if found.get("proves") is True:
        _require_proof(daemon, home)
    return daemon


_PROOF_SECONDS = 30.0


def _require_proof(daemon: Daemon, home: Path) -> None:
    """See protocols/http/spec.md, "Proof"."""
    nonce = secrets.token_hex(32)
    address = urlsplit(daemon.base)
    place = "unix" if daemon.socket is not None else f"{address.hostname} {address.port}"
    text = f"memcube/api-proof/1 {place} {nonce}"
    expected = hmac.new(daemon.token.encode(), text.encode(), "sha256").hexdigest()
    try:
        transport = httpx.HTTPTransport(uds=daemon.socket)
        with httpx.Client(transport=transport, timeout=_PROOF_SECONDS, trust_env=False) as client:
            given = client.get(f"{daemon.base}/proof", params={"nonce": nonce}).text
    except httpx.HTTPError as error:
        raise _no_daemon(home) from error
    if not hmac.compare_digest(given.encode(), json.dumps({"proof": expected}, separators=(",", ":")).encode()):
        raise _no_daemon(home)


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
