"""A daemon proves that it knows the token before a connection to it carries the token: its address outlives it when it is
killed, and anybody on the machine may listen there since. See protocols/http/spec.md, "Proof".
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
import time
from typing import Any, Awaitable, Callable, Mapping, Optional

import httpx

from .errors import LimitError

# Far more than a daemon needs that is not stuck. Guess.
_PROOF_SECONDS = 30.0
# A proof and its head are some hundred bytes. Guess.
_MAX_ANSWER_BYTES = 8_192

_CONNECTED = ("connection.connect_tcp.complete", "connection.connect_unix_socket.complete")


class _Question:
    """What one connection is asked, and what of the answer has come."""

    def __init__(self, token: str, host: bytes, stream: Any, socket: Optional[str]) -> None:
        nonce = secrets.token_hex(32)
        place = "unix" if socket is not None else "{} {}".format(*stream.get_extra_info("server_addr")[:2])
        proof = hmac.new(token.encode(), f"memcube/api-proof/1 {place} {nonce}".encode(), "sha256").hexdigest()
        self.text = b"GET /proof?nonce=%s HTTP/1.1\r\nhost: %s\r\n\r\n" % (nonce.encode(), host)
        self._expected = json.dumps({"proof": proof}, separators=(",", ":")).encode()
        self._heard = b""
        self._end = time.monotonic() + _PROOF_SECONDS

    def seconds_left(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise _not_proven()
        return left

    def is_proven_by(self, chunk: bytes) -> bool:
        """False while more has to come."""
        self._heard += chunk
        head, end, body = self._heard.partition(b"\r\n\r\n")
        length = re.search(rb"\r\ncontent-length: *(\d{1,5})(\r\n|$)", head, re.IGNORECASE)
        if not chunk or len(self._heard) > _MAX_ANSWER_BYTES or (end and length is None):
            raise _not_proven()
        if not end or length is None or len(body) < int(length[1]):
            return False
        if head.startswith(b"HTTP/1.1 429 "):
            raise LimitError("ERR_LIMIT", "the daemon is asked more than it answers", "wait a second and repeat it")
        if not hmac.compare_digest(body, self._expected):
            raise _not_proven()
        return True


def _not_proven() -> httpx.ConnectError:
    return httpx.ConnectError("what listens there does not know the token")


class _Asked:
    """Whether what says that there is a connection said it: without a proof nothing is sent."""

    def __init__(self) -> None:
        self._any = False

    def is_due(self, event: str) -> bool:
        if event in _CONNECTED:
            self._any = True
            return True
        if event.startswith("http") and not self._any:
            raise RuntimeError("this version of httpcore does not tell of its connections: no proof could be asked")
        return False


class ProvenTransport(httpx.HTTPTransport):
    """For a client of httpx: nothing goes over a connection before its other end has proven that it knows the token.

    socket: the path of the unix socket, where the daemon has one
    """

    def __init__(self, token: str, socket: Optional[str] = None) -> None:
        super().__init__(uds=socket)
        self._token = token
        self._socket = socket
        self._asked = _Asked()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["trace"] = self._trace(request.url.netloc)
        return super().handle_request(request)

    def _trace(self, host: bytes) -> Callable[[str, Mapping[str, Any]], None]:
        def trace(event: str, info: Mapping[str, Any]) -> None:
            if not self._asked.is_due(event):
                return
            stream = info["return_value"]
            try:
                self._prove(stream, _Question(self._token, host, stream, self._socket))
            except BaseException:
                stream.close()
                raise

        return trace

    @staticmethod
    def _prove(stream: Any, question: _Question) -> None:
        try:
            stream.write(question.text, timeout=question.seconds_left())
            while not question.is_proven_by(stream.read(_MAX_ANSWER_BYTES, timeout=question.seconds_left())):
                pass
        except (httpx.ConnectError, LimitError):
            raise
        except Exception as error:
            # Nothing but a question was sent: whoever hangs up on it can be taken for gone.
            raise _not_proven() from error


class AsyncProvenTransport(httpx.AsyncHTTPTransport):
    """The same as :class:`ProvenTransport`, for programs that await."""

    def __init__(self, token: str, socket: Optional[str] = None) -> None:
        super().__init__(uds=socket)
        self._token = token
        self._socket = socket
        self._asked = _Asked()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["trace"] = self._trace(request.url.netloc)
        return await super().handle_async_request(request)

    def _trace(self, host: bytes) -> Callable[[str, Mapping[str, Any]], Awaitable[None]]:
        async def trace(event: str, info: Mapping[str, Any]) -> None:
            if not self._asked.is_due(event):
                return
            stream = info["return_value"]
            try:
                await self._prove(stream, _Question(self._token, host, stream, self._socket))
            except BaseException:
                await stream.aclose()
                raise

        return trace

    @staticmethod
    async def _prove(stream: Any, question: _Question) -> None:
        try:
            await stream.write(question.text, timeout=question.seconds_left())
            while not question.is_proven_by(await stream.read(_MAX_ANSWER_BYTES, timeout=question.seconds_left())):
                pass
        except (httpx.ConnectError, LimitError):
            raise
        except Exception as error:
            raise _not_proven() from error
