"""A program and a daemon: MEMCUBE_HOME names a home whose daemon runs."""

import asyncio
import tempfile
import unittest
from pathlib import Path

from memcube import (
    AsyncMemcube,
    ConflictError,
    InvalidInputError,
    Memcube,
    MemcubeError,
    NoDaemonError,
    NotFoundError,
    UnreachableError,
)


class Client(unittest.TestCase):
    def setUp(self) -> None:
        self.memcube = Memcube()
        self.addCleanup(self.memcube.close)

    def test_a_program_writes_reads_recalls_and_packs(self) -> None:
        memcube = self.memcube
        made = memcube.create("field-notes", topics=["animals"])
        added = memcube.add("field-notes", "a quokka\u2028is small", key="animals/quokka", tags=["animal"], data={"n": 1})
        self.assertEqual((added["cube"], added["key"]), (made["cube"], "animals/quokka"))
        memory = memcube.get("field-notes", "animals/quokka")
        self.assertEqual((memory["body"], memory["tags"], memory["data"]), ("a quokka\u2028is small", ["animal"], {"n": 1}))
        self.assertEqual([hit["key"] for hit in memcube.recall("quokka", cubes=["field-notes"])["results"]], ["animals/quokka"])
        self.assertIn("quokka", memcube.context("what is a quokka?", cubes=["field-notes"], budget=500)["text"])
        self.assertIn("field-notes", [cube["name"] for cube in memcube.list()["cubes"]])
        self.assertEqual(memcube.keys("field-notes")["keys"], ["animals/quokka"])
        self.assertIs(memcube.publish("field-notes", dry_run=True).get("dryRun", True), True)
        memcube.remove("field-notes", ["animals/quokka"])
        self.assertEqual(memcube.keys("field-notes")["keys"], [])

    def test_a_refusal_is_an_exception_with_code_message_and_hint(self) -> None:
        with self.assertRaises(NotFoundError) as raised:
            self.memcube.show("nothing")
        self.assertEqual(raised.exception.code, "ERR_NOT_FOUND")
        self.assertIn("nothing", raised.exception.message)
        self.assertTrue(raised.exception.hint)
        with self.assertRaises(InvalidInputError):
            self.memcube.call("keys", {"cube": "x", "unknown": 1})
        with self.assertRaises(NotFoundError):
            self.memcube.call("nothing", {})
        with self.assertRaises(UnreachableError):
            self.memcube.pull("nothing")
        self.memcube.create("twice")
        with self.assertRaises(ConflictError):
            self.memcube.create("twice")

    def test_progress_of_long_work_is_told(self) -> None:
        self.memcube.create("imported")
        told = []
        with tempfile.TemporaryDirectory() as folder:
            for n in range(20):
                Path(folder, f"{n}.md").write_text(f"memory number {n}\n")
            answer = self.memcube.import_("imported", folder, on_progress=told.append)
        self.assertEqual(answer["added"], 20)
        self.assertTrue(all("phase" in progress for progress in told))

    def test_resources_of_the_api_come_as_they_are(self) -> None:
        page = self.memcube.request("GET", "/v1/cubes", params={"limit": 1})
        self.assertIn("next", page)
        body = {"name": "by-resource"}
        first = self.memcube.request("POST", "/v1/cubes", json=body, idempotency_key="once")
        self.assertEqual(first, self.memcube.request("POST", "/v1/cubes", json=body, idempotency_key="once"))
        with self.assertRaises(NotFoundError):
            self.memcube.request("GET", "/v1/cubes/nothing")

    def test_who_has_no_token_and_no_daemon_is_told_so(self) -> None:
        with Memcube(token="wrong") as stranger, self.assertRaises(NoDaemonError):
            stranger.status()
        with tempfile.TemporaryDirectory() as empty:
            with Memcube(empty) as nobody, self.assertRaises(NoDaemonError) as raised:
                nobody.status()
        self.assertIn("memcube daemon", str(raised.exception))
        with Memcube(url="http://127.0.0.1:9") as nobody, self.assertRaises(NoDaemonError):
            nobody.status()

    def test_the_address_is_read_again_when_nobody_answers_there(self) -> None:
        home = self.memcube._config._home
        with tempfile.TemporaryDirectory() as copy:
            Path(copy, "api.token").write_text((home / "api.token").read_text())
            Path(copy, "api.json").write_text('{"url":"http://127.0.0.1:9"}')
            with Memcube(copy) as moved:
                with self.assertRaises(NoDaemonError):
                    moved.status()
                Path(copy, "api.json").write_text((home / "api.json").read_text())
                self.assertIn("peerId", moved.status())


class Awaiting(unittest.TestCase):
    def test_the_same_for_programs_that_await(self) -> None:
        async def work(client: AsyncMemcube) -> None:
            events = client.events()

            # The daemon has other cubes, whose events come in between.
            async def of_this_cube() -> None:
                async for event in events:
                    if event.get("name") == "awaited":
                        return
                self.fail("the events ended before one of this cube came")

            first = asyncio.ensure_future(of_this_cube())
            # The stream is open once the first request after it was answered; until an event came, write again.
            n = 0
            while not first.done():
                n += 1
                await client.add("awaited", f"memory {n}", key="one")
                await asyncio.wait([first], timeout=0.05)
            await first
            await events.aclose()
            with self.assertRaises(NotFoundError):
                await client.get("awaited", "nothing")
            answers = await asyncio.gather(*(client.add("awaited", f"a{n}", key=f"k{n}") for n in range(5)))
            self.assertEqual(len({answer["commit"] for answer in answers}), 5)

        client = AsyncMemcube()

        async def first() -> None:
            await client.create("awaited")
            await work(client)

        asyncio.run(first())
        # A client may be used in one loop after another.
        self.assertEqual(len(asyncio.run(client.keys("awaited"))["keys"]), 6)

    def test_a_refusal_names_one_of_our_errors(self) -> None:
        async def ask() -> None:
            async with AsyncMemcube(token="wrong") as stranger:
                with self.assertRaises(MemcubeError):
                    await stranger.status()

        asyncio.run(ask())


if __name__ == "__main__":
    unittest.main()
