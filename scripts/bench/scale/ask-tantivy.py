"""Asks Tantivy the questions of a file {texts, questions} and prints {timesMs, bytes}.

Usage: ask-tantivy.py FILE FOLDER
"""

import json
import os
import re
import sys
import time

import tantivy

given = json.load(open(sys.argv[1], encoding="utf-8"))
folder = sys.argv[2]
os.makedirs(folder)
builder = tantivy.SchemaBuilder()
builder.add_text_field("text", stored=True, tokenizer_name="en_stem")
index = tantivy.Index(builder.build(), path=folder)
writer = index.writer(heap_size=128_000_000, num_threads=1)
for text in given["texts"]:
    writer.add_document(tantivy.Document(text=text))
writer.commit()
writer.wait_merging_threads()
index.reload()
searcher = index.searcher()
times = []
for i, question in enumerate(given["questions"][:30] + given["questions"]):
    words = " ".join(re.findall(r"\w+", question))
    started = time.perf_counter()
    found = searcher.search(index.parse_query(words, ["text"]), 10)
    _ = [searcher.doc(address)["text"] for _, address in found.hits]
    if i >= 30:
        times.append((time.perf_counter() - started) * 1000)
size = sum(os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder))
print(json.dumps({"timesMs": times, "bytes": size}))
