"""What is made of bytes, without a daemon."""

import asyncio
import pickle
import unittest

from memcube import (
    AsyncMemcube,
    InvalidInputError,
    Memcube,
    MemcubeError,
    NoDaemonError,
    NotFoundError,
    UnreachableError,
)
from memcube._answer import CallAnswer, Lines
from memcube._events import EventLines
from memcube.errors import error_of


class Answers(unittest.TestCase):
    def test_an_answer_in_single_bytes_is_the_same(self) -> None:
        text = '{"progress":{"phase":"a","done":1}}\n{"result":{"text":"one\u2028two\x85three"}}\n'
        answer = CallAnswer("here")
        told = [progress for byte in text.encode() for progress in answer.feed(bytes([byte]))]
        self.assertEqual(told, [{"phase": "a", "done": 1}])
        self.assertEqual(answer.result(), {"text": "one\u2028two\x85three"})

    def test_lines_come_out_as_they_went_in_however_they_are_cut(self) -> None:
        text = b"one\n\ntwo three\nrest"
        for size in range(1, len(text) + 1):
            lines = Lines()
            found = [line for at in range(0, len(text), size) for line in lines.feed(text[at : at + size])]
            self.assertEqual((found, lines.rest()), ([b"one", b"", b"two three"], b"rest"))

    def test_an_address_in_place_of_a_path_is_refused_before_the_token_goes_anywhere(self) -> None:
        client = Memcube(url="http://127.0.0.1:1", token="secret")
        for path in ("http://example.org/v1/cubes", "//example.org/v1", "v1/cubes", ""):
            with self.assertRaises(InvalidInputError):
                client.request("GET", path)
            with self.assertRaises(InvalidInputError):
                asyncio.run(AsyncMemcube(url="http://127.0.0.1:1", token="secret").request("GET", path))

    def test_an_error_after_progress_is_raised_with_its_code_and_hint(self) -> None:
        answer = CallAnswer("here")
        answer.feed(b'{"progress":{}}\n{"error":{"code":"ERR_NOT_FOUND","message":"no cube","hint":"see `list`"}}')
        with self.assertRaises(NotFoundError) as raised:
            answer.result()
        self.assertEqual((raised.exception.code, raised.exception.hint), ("ERR_NOT_FOUND", "see `list`"))
        self.assertEqual(str(raised.exception), "no cube; see `list`")

    def test_an_answer_that_was_cut_off_is_no_success(self) -> None:
        for text in (b"", b'{"progress":{}}\n'):
            answer = CallAnswer("here")
            answer.feed(text)
            with self.assertRaises(UnreachableError):
                answer.result()

    def test_another_server_is_told_from_a_daemon(self) -> None:
        with self.assertRaises(NoDaemonError):
            CallAnswer("here").feed(b"<html>\n")

    def test_a_code_of_a_later_daemon_is_an_error_too(self) -> None:
        error = error_of("ERR_NEW", "something")
        self.assertIs(type(error), MemcubeError)
        again = pickle.loads(pickle.dumps(error_of("ERR_NOT_FOUND", "no", "hint")))
        self.assertEqual((type(again), again.code, again.hint), (NotFoundError, "ERR_NOT_FOUND", "hint"))

    def test_events_come_whole_whatever_the_pieces(self) -> None:
        text = b': hello\n\nevent: cube\ndata: {"event":"cube","n":1}\n\nevent: x\ndata: {"n":\ndata: 2}\n\n'
        lines = EventLines()
        self.assertEqual([event for byte in text for event in lines.feed(bytes([byte]))], [{"event": "cube", "n": 1}, {"n": 2}])


if __name__ == "__main__":
    unittest.main()
