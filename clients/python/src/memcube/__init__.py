"""The memcube daemon for programs in Python.

>>> from memcube import Memcube
>>> with Memcube() as memcube:
...     memcube.add("notes", "Ada prefers vim", key="people/ada")
...     memcube.recall("which editor does Ada use?")["results"]
"""

from ._calls import OnProgress, Progress
from ._client import AsyncMemcube, Memcube
from ._proof import AsyncProvenTransport, ProvenTransport
from .errors import (
    AbortedError,
    ConflictError,
    CorruptError,
    DeniedError,
    DiskFullError,
    HomeInUseError,
    IncompatibleError,
    InternalError,
    InvalidInputError,
    LimitError,
    MemcubeError,
    NoDaemonError,
    NotFoundError,
    RollbackError,
    TimedOutError,
    UnreachableError,
    UnverifiableError,
    UsageError,
)

__all__ = [
    "AbortedError",
    "AsyncMemcube",
    "AsyncProvenTransport",
    "ConflictError",
    "CorruptError",
    "DeniedError",
    "DiskFullError",
    "HomeInUseError",
    "IncompatibleError",
    "InternalError",
    "InvalidInputError",
    "LimitError",
    "MemcubeError",
    "Memcube",
    "NoDaemonError",
    "NotFoundError",
    "OnProgress",
    "Progress",
    "ProvenTransport",
    "RollbackError",
    "TimedOutError",
    "UnreachableError",
    "UnverifiableError",
    "UsageError",
]
