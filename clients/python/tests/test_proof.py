"""Nobody but the daemon of a home gets the token of the home. What listens here is no daemon: it is made of sockets."""

import asyncio
import hmac
import json
import re
import socket
import tempfile
import threading
import unittest
from pathlib import Path
from typing import Callable, List, Optional, Tuple

import httpx

from memcube import (
    AsyncMemcube,
    AsyncProvenTransport,
    InvalidInputError,
    LimitError,
    Memcube,
    NoDaemonError,
    ProvenTransport,
)

TOKEN = "ab" * 32

Answer = Callable[[bytes, str], Optional[bytes]]


def said(body: str, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def of_a_daemon(asked: bytes, place: str) -> bytes:
    """What one answers that knows the token."""
    nonce = re.match(rb"GET /proof\?nonce=([0-9a-f]{64}) HTTP/1.1\r\n", asked)
    if nonce is None:
        return said('{"result":{"peerId":"alice"}}\n')
    text = f"memcube/api-proof/1 {place} {nonce[1].decode()}"
    return said(json.dumps({"proof": hmac.new(TOKEN.encode(), text.encode(), "sha256").hexdigest()}, separators=(",", ":")))


def whole_request(connection: socket.socket) -> bytes:
    """With its body; nothing where the other side has ended."""
    heard = b""
    while True:
        head, end, body = heard.partition(b"\r\n\r\n")
        length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
        if end and len(body) >= (int(length[1]) if length else 0):
            return heard
        chunk = connection.recv(65_536)
        if not chunk:
            return b""
        heard += chunk


class Listener:
    """What listens at an address: it answers each request, and keeps what it heard."""

    def __init__(self, answer: Answer, *, port: int = 0, path: Optional[str] = None) -> None:
        self.heard: List[bytes] = []
        self._answer = answer
        self._open: List[socket.socket] = []
        self._server = socket.socket(socket.AF_INET if path is None else socket.AF_UNIX)
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._server.bind(("127.0.0.1", port) if path is None else path)
        self._server.listen()
        self.port = self._server.getsockname()[1] if path is None else 0
        self._place = f"127.0.0.1 {self.port}" if path is None else "unix"
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            while True:
                try:
                    asked = whole_request(connection)
                    self.heard.append(asked)
                    answer = self._answer(asked, self._place) if asked else None
                    if answer is None:
                        return
                    connection.sendall(answer)
                except OSError:
                    return

    def proofs(self) -> int:
        return sum(asked.startswith(b"GET /proof") for asked in self.heard)

    def kill(self) -> None:
        """Ends as a process does: at once, with all its connections."""
        if self._server.fileno() == -1:
            return
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for connection in self._open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


IMPOSTORS: List[Tuple[str, Answer]] = [
    ("a made up proof", lambda _asked, _place: said(json.dumps({"proof": "ab" * 32}))),
    ("the proof of another place", lambda asked, _place: of_a_daemon(asked, "127.0.0.1 1")),
    ("what a web server says", lambda _asked, _place: said("<html>")),
    ("an answer without a length", lambda _asked, _place: b"HTTP/1.1 200 OK\r\n\r\n"),
    ("a greeting that is no HTTP", lambda _asked, _place: b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
    ("more than an answer has", lambda _asked, _place: b"HTTP/1.1 200 OK\r\nX: " + b"x" * 10_000),
    ("an end", lambda _asked, _place: None),
]


class Proof(unittest.TestCase):
    def listener(self, answer: Answer, *, port: int = 0, path: Optional[str] = None) -> Listener:
        made = Listener(answer, port=port, path=path)
        self.addCleanup(made.kill)
        return made

    def home(self, url: str) -> Path:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        home = Path(folder.name)
        Path(home, "api.token").write_text(TOKEN + "\n")
        Path(home, "api.json").write_text(json.dumps({"pid": 1, "url": url, "proves": True}))
        return home

    def assert_no_token(self, listener: Listener) -> None:
        self.assertTrue(listener.heard)
        self.assertNotIn(TOKEN.encode(), b"".join(listener.heard))

    def test_who_listens_in_the_place_of_a_daemon_gets_no_token(self) -> None:
        for what, answer in IMPOSTORS:
            with self.subTest(what):
                eve = self.listener(answer)
                url = f"http://127.0.0.1:{eve.port}"
                for given in ({"home": self.home(url)}, {"url": url, "token": TOKEN}):
                    with Memcube(**given) as client, self.assertRaises(NoDaemonError):
                        client.status()
                self.assert_no_token(eve)

    def test_nor_from_programs_that_await(self) -> None:
        async def ask(home: Path) -> None:
            async with AsyncMemcube(home) as client:
                with self.assertRaises(NoDaemonError):
                    await client.status()

        for what, answer in IMPOSTORS:
            with self.subTest(what):
                eve = self.listener(answer)
                asyncio.run(ask(self.home(f"http://127.0.0.1:{eve.port}")))
                self.assert_no_token(eve)

    def test_a_connection_proves_once_and_each_new_one_again(self) -> None:
        alice = self.listener(of_a_daemon)
        with Memcube(self.home(f"http://127.0.0.1:{alice.port}")) as client:
            for _ in range(3):
                self.assertEqual(client.status(), {"peerId": "alice"})
            self.assertEqual(alice.proofs(), 1)
            alice.kill()
            eve = self.listener(lambda _asked, _place: said("{}"), port=alice.port)
            with self.assertRaises(NoDaemonError):
                client.status()
            self.assert_no_token(eve)

    def test_so_it_does_for_programs_that_await(self) -> None:
        alice = self.listener(of_a_daemon)

        async def ask() -> None:
            async with AsyncMemcube(self.home(f"http://127.0.0.1:{alice.port}")) as client:
                for _ in range(3):
                    self.assertEqual(await client.status(), {"peerId": "alice"})
                self.assertEqual(alice.proofs(), 1)
                alice.kill()
                eve = self.listener(lambda _asked, _place: said("{}"), port=alice.port)
                with self.assertRaises(NoDaemonError):
                    await client.status()
                self.assert_no_token(eve)

        asyncio.run(ask())

    def test_a_daemon_at_a_unix_socket_proves_too(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for path, answer in ((f"{folder}/alice", of_a_daemon), (f"{folder}/eve", IMPOSTORS[0][1])):
                there = self.listener(answer, path=path)
                with Memcube(self.home(f"unix:{path}")) as client:
                    if path.endswith("alice"):
                        self.assertEqual(client.status(), {"peerId": "alice"})
                    else:
                        self.assertRaises(NoDaemonError, client.status)
                        self.assert_no_token(there)

    def test_an_answer_in_single_bytes_is_the_same(self) -> None:
        class Dripping(Listener):
            def _serve(self, connection: socket.socket) -> None:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                while asked := whole_request(connection):
                    for byte in self._answer(asked, self._place) or b"":
                        connection.sendall(bytes([byte]))

        alice = Dripping(of_a_daemon)
        self.addCleanup(alice.kill)
        with Memcube(self.home(f"http://127.0.0.1:{alice.port}")) as client:
            self.assertEqual(client.status(), {"peerId": "alice"})

    def test_a_daemon_that_has_too_much_to_do_is_there(self) -> None:
        busy = self.listener(lambda _asked, _place: said("{}", "429 Too Many Requests"))
        with Memcube(self.home(f"http://127.0.0.1:{busy.port}")) as client, self.assertRaises(LimitError):
            client.status()
        self.assert_no_token(busy)

    def test_one_that_does_not_say_that_it_proves_is_not_asked(self) -> None:
        old = self.listener(of_a_daemon)
        home = self.home("")
        Path(home, "api.json").write_text(json.dumps({"pid": 1, "url": f"http://127.0.0.1:{old.port}"}))
        with Memcube(home) as client:
            self.assertEqual(client.status(), {"peerId": "alice"})
        self.assertEqual(old.proofs(), 0)

    def test_the_token_of_a_home_goes_to_no_other_machine(self) -> None:
        for url in ("http://198.51.100.7:4747", "https://127.0.0.1:4747", "http://127.0.0.1.example:4747"):
            with Memcube(self.home("http://127.0.0.1:9"), url=url) as client, self.assertRaises(InvalidInputError):
                client.status()

    def test_a_client_of_another_package_has_it_proven_too(self) -> None:
        alice = self.listener(of_a_daemon)
        eve = self.listener(IMPOSTORS[0][1])
        headers = {"authorization": f"Token {TOKEN}"}
        with httpx.Client(transport=ProvenTransport(TOKEN), headers=headers) as client:
            self.assertEqual(client.get(f"http://127.0.0.1:{alice.port}/v1/ping/").status_code, 200)
            with self.assertRaises(httpx.ConnectError):
                client.get(f"http://127.0.0.1:{eve.port}/v1/ping/")

        async def ask() -> None:
            async with httpx.AsyncClient(transport=AsyncProvenTransport(TOKEN), headers=headers) as client:
                self.assertEqual((await client.get(f"http://127.0.0.1:{alice.port}/v1/ping/")).status_code, 200)
                with self.assertRaises(httpx.ConnectError):
                    await client.get(f"http://127.0.0.1:{eve.port}/v1/ping/")

        asyncio.run(ask())
        self.assert_no_token(eve)


if __name__ == "__main__":
    unittest.main()
