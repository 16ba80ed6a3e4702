"""The store: it asks for what a batch needs, one call after another or several at once."""

from __future__ import annotations

import asyncio
from typing import Any, Dict, Iterable, List, Optional

from langgraph.store.base import BaseStore, Op, Result

from .._client import AsyncMemcube, Memcube
from ..errors import NotFoundError
from ._work import Call, batch_work


class MemcubeStore(BaseStore):
    """A LangGraph store whose items are memories of a cube.

    cube: name or id of a cube of the home, best one that nothing else writes to
    memcube, async_memcube: the clients, for another home than the usual one
    create: make the cube where it is not there; without it a missing cube is an error
    """

    supports_ttl = False

    def __init__(
        self,
        cube: str,
        *,
        memcube: Optional[Memcube] = None,
        async_memcube: Optional[AsyncMemcube] = None,
        create: bool = False,
    ) -> None:
        self._cube = cube
        self._client = memcube if memcube is not None else Memcube()
        self._async_client = async_memcube if async_memcube is not None else AsyncMemcube()
        self._create = create
        self._is_there = False

    def batch(self, ops: Iterable[Op]) -> List[Result]:
        work = batch_work(ops)
        answers: Any = None
        while True:
            try:
                calls = work.send(answers)
            except StopIteration as end:
                return list(end.value)
            self._ensure()
            answers = [self._answer(call) for call in calls]

    async def abatch(self, ops: Iterable[Op]) -> List[Result]:
        work = batch_work(ops)
        answers: Any = None
        while True:
            try:
                calls = work.send(answers)
            except StopIteration as end:
                return list(end.value)
            await self._aensure()
            answers = await asyncio.gather(*map(self._aanswer, calls))

    def _given(self, call: Call) -> Dict[str, Any]:
        if call.name == "recall":
            return {"cubes": [self._cube], **call.given}
        return {"cube": self._cube, **call.given}

    def _answer(self, call: Call) -> Any:
        try:
            return self._client.call(call.name, self._given(call))
        except NotFoundError:
            if call.or_none:
                return None
            raise

    async def _aanswer(self, call: Call) -> Any:
        try:
            return await self._async_client.call(call.name, self._given(call))
        except NotFoundError:
            if call.or_none:
                return None
            raise

    def _ensure(self) -> None:
        """Once: a cube that is not there would look like an empty one."""
        if self._is_there:
            return
        try:
            self._client.show(self._cube)
        except NotFoundError:
            if not self._create:
                raise
            self._client.create(self._cube)
        self._is_there = True

    async def _aensure(self) -> None:
        if self._is_there:
            return
        try:
            await self._async_client.show(self._cube)
        except NotFoundError:
            if not self._create:
                raise
            await self._async_client.create(self._cube)
        self._is_there = True
