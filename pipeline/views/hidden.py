"""Characters that have no look of their own, or change how others look: controls, zero-width and bidi characters."""

from __future__ import annotations

_C0 = (
    *("NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "TAB", "LF", "VT", "FF", "CR", "SO", "SI"),
    *("DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US"),
)
#: What a reader is shown in place of each, by code point. Tab and line feed do have a look.
HIDDEN: dict[int, str] = {code: name for code, name in enumerate(_C0) if name not in ("TAB", "LF")}
HIDDEN |= {0x7F: "DEL", 0xAD: "SHY", 0x61C: "ALM", 0x180E: "MVS"}
HIDDEN |= {code: f"{code:02X}" for code in range(0x80, 0xA0)}
HIDDEN |= {0x200B: "ZWSP", 0x200C: "ZWNJ", 0x200D: "ZWJ", 0x200E: "LRM", 0x200F: "RLM", 0x2060: "WJ", 0xFEFF: "BOM"}
HIDDEN |= {0x2028: "LS", 0x2029: "PS", 0xFFF9: "IAA", 0xFFFA: "IAS", 0xFFFB: "IAT"}
HIDDEN |= dict(zip(range(0x202A, 0x202F), ("LRE", "RLE", "PDF", "LRO", "RLO"), strict=True))
HIDDEN |= dict(zip(range(0x2066, 0x206A), ("LRI", "RLI", "FSI", "PDI"), strict=True))
