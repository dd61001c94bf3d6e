"""Write rules/gazetteers/script.tsv: traditional to simplified, one character to one character.

Run `python training/script/make_table.py` with the OpenCC package installed (a development dependency). The table
is OpenCC's TSCharacters (Apache-2.0) as its `t2s` conversion applies it to single characters, with a few variants
that converters leave on web pages added below. `legit` is 1 where the left character is also in use in simplified
text (it is in GB 2312): such a character is only converted on pages that are written in traditional characters.
"""

from pathlib import Path

import opencc

#: Seen on mirrored pages after a bad conversion; not in OpenCC's table.
EXTRA = {"厛": "厅", "搆": "构", "騐": "验", "臺": "台", "牀": "床", "衞": "卫", "啓": "启", "爲": "为", "彚": "汇"}
BLOCKS = (range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x2A6E0))


def legit(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def main() -> None:
    convert = opencc.OpenCC("t2s").convert
    table = {c: s for block in BLOCKS for c in map(chr, block) if len(s := convert(c)) == 1 and s != c}
    table |= {c: s for c, s in EXTRA.items() if c not in table}
    lines = [
        "# Traditional to simplified. Source: OpenCC TSCharacters (Apache-2.0, https://github.com/BYVoid/OpenCC),",
        "# made by training/script/make_table.py. Do not edit by hand.",
        "traditional\tsimplified\tlegit",
    ]
    lines += [f"{c}\t{s}\t{int(legit(c))}" for c, s in sorted(table.items())]
    out = Path(__file__).parents[2] / "rules" / "gazetteers" / "script.tsv"
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(table)} characters -> {out}")


if __name__ == "__main__":
    main()
