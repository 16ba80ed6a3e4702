"""Keeps what schemathesis sends on this machine and in one folder, and makes some of it fit what the home holds.

FUZZ_FOLDER is the only folder that paths lead into; FUZZ_COUNTS is written at the end: answers by operation and status.
"""

import atexit
import hashlib
import json
import os
import re
from collections import Counter

import schemathesis

FOLDER = os.environ["FUZZ_FOLDER"]
COUNTS = os.environ["FUZZ_COUNTS"]
FILES = ["in.jsonl", "policy.yaml", "checkpoint", "notes", "no/such", "in.jsonl/below"] + [f"out{n}" for n in range(12)]
PATHS = {"path", "out", "file", "set", "from", "keyFile"}
ADDRESSES = {"address", "from"}
MULTIADDR = re.compile(r"^/(ip4|ip6|dns|dns4|dns6|dnsaddr|unix|onion|p2p)", re.I)
FITTING = {
    "cube": ["notes", "more", "notes-fork"],
    "key": ["a", "animals/quokka", "k1"],
    "name": ["notes", "main", "side"],
    "branch": ["main", "side"],
    "at": ["main", "main~1"],
    "a": ["main", "main~1", "side"],
    "other": ["side", "notes-fork"],
    "target": ["notes"],
}
counts = Counter()


def chance(text, out_of):
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:4], "big") % out_of


def inside(text):
    return os.path.join(FOLDER, FILES[chance(text, len(FILES))])


def safe(key, value):
    if isinstance(value, dict):
        return {name: safe(name, inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [safe(key, inner) for inner in value]
    if not isinstance(value, str):
        return value
    if key in ADDRESSES and MULTIADDR.match(value):
        return "/ip4/127.0.0.1/tcp/1"
    # Schemathesis rarely says "/" first: half of the texts become a path that the schema means.
    if key in PATHS and (value.lstrip().startswith("/") or (value and chance(value, 2) == 0)):
        return inside(value)
    if key in FITTING and value and chance(value, 2) == 0:
        return FITTING[key][chance(value + "?", len(FITTING[key]))]
    return value


@schemathesis.hook
def before_call(context, case, kwargs):
    if isinstance(case.body, (dict, list)):
        case.body = safe(None, case.body)
    for part in ("path_parameters", "query"):
        given = getattr(case, part)
        if given:
            setattr(case, part, {name: safe(name, value) for name, value in given.items()})


    # One key for many requests is refused after the first: most writes are to be done.
    key = (case.headers or {}).get("Idempotency-Key")
    if key is not None and chance(repr(case.body) + repr(case.path_parameters), 8) != 0:
        del case.headers["Idempotency-Key"]


@schemathesis.hook
def after_call(context, case, response):
    counts[f"{case.operation.method.upper()} {case.operation.path} {response.status_code}"] += 1


@atexit.register
def write():
    with open(COUNTS, "w") as file:
        json.dump(counts, file)
