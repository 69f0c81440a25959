"""The words of a PDF as Kith sets it, for tests: enough of the format to read a letter, no more."""

import re
import zlib

ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words_of(document: bytes) -> str:
    """Every word of the document in the order in which it is set, with single spaces."""
    objects = {
        int(number): body
        for number, body in re.findall(rb"(\d+) 0 obj(.*?)endobj", document, re.DOTALL)
    }
    fonts = {}
    for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", b" ".join(objects.values())):
        to_unicode = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
        fonts[name] = _letters(_unpacked(objects[int(to_unicode[1])]))
    contents = re.findall(rb"/Contents (\d+) 0 R", document)
    said = " ".join(_said(_unpacked(objects[int(number)]), fonts) for number in contents)
    return " ".join(said.split())


def _unpacked(body: bytes) -> bytes:
    return zlib.decompress(re.search(rb"stream\r?\n(.*?)endstream", body, re.DOTALL)[1])


def _letters(table: bytes) -> dict[bytes, str]:
    """Which letters each glyph of a font stands for."""
    return {
        bytes.fromhex(glyph.decode()): bytes.fromhex(letters.decode()).decode("utf-16-be")
        for glyph, letters in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", table)
    }


def _said(content: bytes, fonts: dict[bytes, dict[bytes, str]]) -> str:
    letters, said = {}, []
    for font, end, string in re.findall(
        rb"/(f\d+) [\d.]+ Tf|(\bET\b)|(?<!/Lang)\(((?:[^()\\]|\\.)*)\)", content, re.DOTALL
    ):
        if font:
            letters = fonts[font]
        elif end:
            said.append(" ")
        else:
            glyphs = re.sub(rb"\\([0-7]{3}|.)", _unescaped, string, flags=re.DOTALL)
            pairs = [glyphs[place : place + 2] for place in range(0, len(glyphs), 2)]
            said += [letters[pair] for pair in pairs]
    return "".join(said)


def _unescaped(match: re.Match[bytes]) -> bytes:
    given = match[1]
    return bytes([int(given, 8)]) if len(given) == 3 else ESCAPES.get(given, given)
