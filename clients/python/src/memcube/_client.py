"""The clients: one that waits and one that awaits. Both know the same; only the reading differs."""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType
from typing import Any, AsyncIterator, Dict, Iterator, Mapping, NoReturn, Optional, Tuple, Type

import httpx

from ._answer import CallAnswer, error_in, given_fields, parsed
from ._calls import AsyncCalls, Calls, OnProgress
from ._daemon import Daemon, Home, find_daemon, home_of
from ._events import EventLines
from ._proof import AsyncProvenTransport, ProvenTransport
from .errors import InvalidInputError, NoDaemonError, TimedOutError, UnreachableError

# A daemon on this machine takes a connection at once, or it is not there. Guess.
_CONNECT_SECONDS = 5.0


class _Config:
    """Which daemon is meant, and how long an answer may take."""

    def __init__(self, home: Optional[Home], url: Optional[str], token: Optional[str], timeout: Optional[float]) -> None:
        self._home = home_of(home)
        self._url = url
        self._token = token
        self.timeout = httpx.Timeout(timeout, connect=_CONNECT_SECONDS)

    def find(self) -> Daemon:
        return find_daemon(self._home, self._url, self._token)

    def moved(self, daemon: Daemon) -> Optional[Daemon]:
        """A daemon that was started anew may listen elsewhere."""
        found = self.find() if self._url is None else daemon
        return found if found != daemon else None


def _options(daemon: Daemon, config: _Config) -> Dict[str, Any]:
    # Without what the environment says: a proxy would be told the token.
    headers = {"authorization": f"Bearer {daemon.token}"}
    return {"base_url": daemon.base, "headers": headers, "timeout": config.timeout, "trust_env": False}


def _transport(daemon: Daemon) -> httpx.BaseTransport:
    return ProvenTransport(daemon.token, daemon.socket) if daemon.proves else httpx.HTTPTransport(uds=daemon.socket)


def _async_transport(daemon: Daemon) -> httpx.AsyncBaseTransport:
    if daemon.proves:
        return AsyncProvenTransport(daemon.token, daemon.socket)
    return httpx.AsyncHTTPTransport(uds=daemon.socket)


def _raise(error: httpx.HTTPError, daemon: Daemon) -> NoReturn:
    if isinstance(error, httpx.ConnectError):
        message = f"no daemon that knows the token answers at {daemon.url}"
        raise NoDaemonError("ERR_UNREACHABLE", message, "start one with `memcube daemon --detach`") from error
    if isinstance(error, httpx.TimeoutException):
        raise TimedOutError("ERR_TIMEOUT", "the daemon did not answer in time", "give more time") from error
    message = "the connection to the daemon ended; what was asked may be done or not"
    raise UnreachableError("ERR_UNREACHABLE", message, "look at what is there, and repeat it") from error


def _body(response: httpx.Response, daemon: Daemon) -> Dict[str, Any]:
    found = parsed(response.content, daemon.url)
    if response.is_success:
        return found
    raise error_in(found)


def _below(path: str) -> str:
    """An address would take the token elsewhere."""
    if path.startswith("/") and not path.startswith("//"):
        return path
    raise InvalidInputError("ERR_INVALID_INPUT", f"expected a path such as /v1/cubes, got {path[:100]!r}", None)


def _once(idempotency_key: Optional[str]) -> Dict[str, str]:
    return {} if idempotency_key is None else {"idempotency-key": idempotency_key}


class Memcube(Calls):
    """The daemon of a home. Every call of memcube is a method: ``add``, ``recall``, ``context``, ``pull``, ...

    home: else ``$MEMCUBE_HOME``, else ``~/.memcube``; its address and token are read in it
    url, token: in place of what the home says; the token of a home goes to this machine alone
    timeout: seconds that an answer may take; without it a call waits as long as the work takes
    """

    def __init__(
        self,
        home: Optional[Home] = None,
        *,
        url: Optional[str] = None,
        token: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        self._config = _Config(home, url, token, timeout)
        self._open: Optional[Tuple[Daemon, httpx.Client]] = None
        self._opening = threading.Lock()

    def call(self, name: str, given: Mapping[str, Any], *, on_progress: Optional[OnProgress] = None) -> Any:
        """Any call by its name on the command line, with its fields as the API names them."""
        daemon, response = self._send("POST", f"/v1/call/{name}", json=given_fields(given))
        answer = CallAnswer(daemon.url)
        try:
            for chunk in response.iter_bytes():
                for progress in answer.feed(chunk):
                    if on_progress is not None:
                        on_progress(progress)
        except httpx.HTTPError as error:
            _raise(error, daemon)
        finally:
            response.close()
        return answer.result()

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Optional[Mapping[str, Any]] = None,
        json: Optional[Mapping[str, Any]] = None,
        idempotency_key: Optional[str] = None,
    ) -> Dict[str, Any]:
        """A resource of the API, such as ``GET /v1/cubes``; see ``/openapi.json``."""
        daemon, response = self._send(method, _below(path), params=params, json=json, headers=_once(idempotency_key))
        try:
            response.read()
        except httpx.HTTPError as error:
            _raise(error, daemon)
        finally:
            response.close()
        return _body(response, daemon)

    def events(self) -> Iterator[Dict[str, Any]]:
        """What happens in the node from now on, until the caller stops reading."""
        daemon, response = self._send("GET", "/v1/events")
        lines = EventLines()
        try:
            if not response.is_success:
                response.read()
                _body(response, daemon)
            for chunk in response.iter_bytes():
                yield from lines.feed(chunk)
        except httpx.HTTPError as error:
            _raise(error, daemon)
        finally:
            response.close()

    def close(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None

    def __enter__(self) -> Memcube:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def _send(self, method: str, path: str, **parts: Any) -> Tuple[Daemon, httpx.Response]:
        daemon, client = self._connected(self._open[0] if self._open is not None else self._config.find())
        try:
            return daemon, self._sent(client, method, path, parts)
        except httpx.ConnectError as error:
            # Nothing was sent: it may be asked elsewhere.
            moved = self._config.moved(daemon)
            if moved is None:
                _raise(error, daemon)
            self.close()
            daemon, client = self._connected(moved)
        except httpx.HTTPError as error:
            _raise(error, daemon)
        try:
            return daemon, self._sent(client, method, path, parts)
        except httpx.HTTPError as error:
            _raise(error, daemon)

    def _connected(self, daemon: Daemon) -> Tuple[Daemon, httpx.Client]:
        # Threads may share a client.
        with self._opening:
            if self._open is None:
                client = httpx.Client(**_options(daemon, self._config), transport=_transport(daemon))
                self._open = (daemon, client)
            return self._open

    @staticmethod
    def _sent(client: httpx.Client, method: str, path: str, parts: Mapping[str, Any]) -> httpx.Response:
        return client.send(client.build_request(method, path, **parts), stream=True)


class AsyncMemcube(AsyncCalls):
    """The same as :class:`Memcube`, for programs that await."""

    def __init__(
        self,
        home: Optional[Home] = None,
        *,
        url: Optional[str] = None,
        token: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        self._config = _Config(home, url, token, timeout)
        self._open: Optional[Tuple[Daemon, httpx.AsyncClient]] = None
        self._loop: Optional[asyncio.AbstractEventLoop] = None

    async def call(self, name: str, given: Mapping[str, Any], *, on_progress: Optional[OnProgress] = None) -> Any:
        """Any call by its name on the command line, with its fields as the API names them."""
        daemon, response = await self._send("POST", f"/v1/call/{name}", json=given_fields(given))
        answer = CallAnswer(daemon.url)
        try:
            async for chunk in response.aiter_bytes():
                for progress in answer.feed(chunk):
                    if on_progress is not None:
                        on_progress(progress)
        except httpx.HTTPError as error:
            _raise(error, daemon)
        finally:
            await response.aclose()
        return answer.result()

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Optional[Mapping[str, Any]] = None,
        json: Optional[Mapping[str, Any]] = None,
        idempotency_key: Optional[str] = None,
    ) -> Dict[str, Any]:
        """A resource of the API, such as ``GET /v1/cubes``; see ``/openapi.json``."""
        daemon, response = await self._send(method, _below(path), params=params, json=json, headers=_once(idempotency_key))
        try:
            await response.aread()
        except httpx.HTTPError as error:
            _raise(error, daemon)
        finally:
            await response.aclose()
        return _body(response, daemon)

    async def events(self) -> AsyncIterator[Dict[str, Any]]:
        """What happens in the node from now on, until the caller stops reading."""
        daemon, response = await self._send("GET", "/v1/events")
        lines = EventLines()
        try:
            if not response.is_success:
                await response.aread()
                _body(response, daemon)
            async for chunk in response.aiter_bytes():
                for event in lines.feed(chunk):
                    yield event
        except httpx.HTTPError as error:
            _raise(error, daemon)
        finally:
            await response.aclose()

    async def aclose(self) -> None:
        if self._open is not None:
            await self._open[1].aclose()
            self._open = None

    async def __aenter__(self) -> AsyncMemcube:
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        await self.aclose()

    async def _send(self, method: str, path: str, **parts: Any) -> Tuple[Daemon, httpx.Response]:
        daemon, client = self._connected(self._open[0] if self._open is not None else self._config.find())
        try:
            return daemon, await self._sent(client, method, path, parts)
        except httpx.ConnectError as error:
            # Nothing was sent: it may be asked elsewhere.
            moved = self._config.moved(daemon)
            if moved is None:
                _raise(error, daemon)
            await self.aclose()
            daemon, client = self._connected(moved)
        except httpx.HTTPError as error:
            _raise(error, daemon)
        try:
            return daemon, await self._sent(client, method, path, parts)
        except httpx.HTTPError as error:
            _raise(error, daemon)

    def _connected(self, daemon: Daemon) -> Tuple[Daemon, httpx.AsyncClient]:
        loop = asyncio.get_running_loop()
        # Connections belong to the loop in which they were made.
        if self._open is None or loop is not self._loop:
            self._loop = loop
            client = httpx.AsyncClient(**_options(daemon, self._config), transport=_async_transport(daemon))
            self._open = (daemon, client)
        return self._open

    @staticmethod
    async def _sent(
        client: httpx.AsyncClient, method: str, path: str, parts: Mapping[str, Any]
    ) -> httpx.Response:
        return await client.send(client.build_request(method, path, **parts), stream=True)
