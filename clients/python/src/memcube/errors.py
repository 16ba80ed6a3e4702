"""What the daemon refuses, as exceptions: one for each code.

Generated from the schemas of the use cases by `npm run client`: do not edit. A test compares it with what is
generated.
"""

from __future__ import annotations

from typing import Dict, Optional, Type


class MemcubeError(Exception):
    """A refusal: `code` for programs, `message` for people, and `hint` where there is something to do about it."""

    def __init__(self, code: str, message: str, hint: Optional[str] = None) -> None:
        super().__init__(f"{message}; {hint}" if hint else message)
        self.code = code
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type, tuple[str, str, Optional[str]]]:
        return (type(self), (self.code, self.message, self.hint))


class UsageError(MemcubeError):
    """ERR_USAGE: no such call, or one that is used wrongly."""


class InvalidInputError(MemcubeError):
    """ERR_INVALID_INPUT: what was given does not fit."""


class DeniedError(MemcubeError):
    """ERR_DENIED: policy, trust, ownership or permissions say no."""


class NotFoundError(MemcubeError):
    """ERR_NOT_FOUND: there is no such thing here."""


class ConflictError(MemcubeError):
    """ERR_CONFLICT: it contradicts what is there."""


class LimitError(MemcubeError):
    """ERR_LIMIT: more than is allowed."""


class UnverifiableError(MemcubeError):
    """ERR_UNVERIFIABLE: a hash, a signature, a shape or a closure does not hold."""


class IncompatibleError(MemcubeError):
    """ERR_INCOMPATIBLE: another network, protocol or format version."""


class RollbackError(MemcubeError):
    """ERR_ROLLBACK: older than what was accepted before."""


class CorruptError(MemcubeError):
    """ERR_CORRUPT: what this node stored is damaged."""


class HomeInUseError(MemcubeError):
    """ERR_HOME_IN_USE: another process owns the home."""


class UnreachableError(MemcubeError):
    """ERR_UNREACHABLE: no other node could be reached."""


class TimedOutError(MemcubeError):
    """ERR_TIMEOUT: another node did not answer in time."""


class AbortedError(MemcubeError):
    """ERR_ABORTED: the operation was ended."""


class InternalError(MemcubeError):
    """ERR_INTERNAL: a mistake of memcube."""


class DiskFullError(MemcubeError):
    """ERR_DISK_FULL: the disk takes no more."""


class NoDaemonError(UnreachableError):
    """No daemon answers for the home."""


_BY_CODE: Dict[str, Type[MemcubeError]] = {
    "ERR_USAGE": UsageError,
    "ERR_INVALID_INPUT": InvalidInputError,
    "ERR_DENIED": DeniedError,
    "ERR_NOT_FOUND": NotFoundError,
    "ERR_CONFLICT": ConflictError,
    "ERR_LIMIT": LimitError,
    "ERR_UNVERIFIABLE": UnverifiableError,
    "ERR_INCOMPATIBLE": IncompatibleError,
    "ERR_ROLLBACK": RollbackError,
    "ERR_CORRUPT": CorruptError,
    "ERR_HOME_IN_USE": HomeInUseError,
    "ERR_UNREACHABLE": UnreachableError,
    "ERR_TIMEOUT": TimedOutError,
    "ERR_ABORTED": AbortedError,
    "ERR_INTERNAL": InternalError,
    "ERR_DISK_FULL": DiskFullError,
}


def error_of(code: str, message: str, hint: Optional[str] = None) -> MemcubeError:
    """The exception of a code; of one that this client does not know, `MemcubeError` itself."""
    return _BY_CODE.get(code, MemcubeError)(code, message, hint)
