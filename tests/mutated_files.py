"""Sessions and figures mutated by number: the same seed and number make the same file, wherever it is tried again."""

from __future__ import annotations

import base64
import codecs
import json
import random
import zlib
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from hessview.document.session_file import to_bytes, to_metadata
from hessview.document.state import Appearance, State
from tests.hostile_files import DAMAGES, NONSENSE, NUMBERS, OTHERS, PAYLOADS, bombs, changed, chunk, paths
from tests.session_states import STATES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["STATES", "WRAPPERS", "Mutant", "Specimen", "all_nonsense", "mutant", "png", "specimen"]


@dataclass(frozen=True)
class Specimen:
    """A document, as a session file, as one line, and inside figures by kind."""

    state: State
    session: bytes
    line: str
    figures: Mapping[str, bytes]


@dataclass(frozen=True)
class Mutant:
    """A file that is nobody's.

    Attributes
    ----------
    name
        What was done to what.
    data
        Its bytes.
    same
        The document that it still is, if what was done must not matter; None: it may be anything, or refused.
    """

    name: str
    data: bytes
    same: State | None = None


def specimen(state: State, figures: Mapping[str, bytes] | None = None) -> Specimen:
    """Return the files of a document; `figures` by kind as they were painted."""
    return Specimen(state, to_bytes(state), to_metadata(state), figures or {})


def mutant(specimens: Sequence[Specimen], seed: int, number: int) -> Mutant:
    """Return mutant `number` of a seed."""
    rng = random.Random(f"{seed} {number}")
    if rng.random() < 0.005:
        return _nonsense(rng)
    chosen = rng.choice(specimens)
    makers = (_damaged, _restructured, _rewritten, _repacked, _unharmed, _aged)
    make = rng.choices(makers, (30, 30, 20, 10, 10, 5))[0]
    return make(chosen, rng)


def _nonsense(rng: random.Random) -> Mutant:
    name, data = rng.choice(all_nonsense())
    return Mutant(name, data)


@cache
def all_nonsense() -> tuple[tuple[str, bytes], ...]:
    """Return what was never a session, by name."""
    return (*NONSENSE.items(), *bombs())


def _damaged(of: Specimen, rng: random.Random) -> Mutant:
    """Bytes that broke."""
    kind, data = rng.choice([("session", of.session), *of.figures.items()])
    name, damage = rng.choice(DAMAGES)
    return Mutant(f"{name} of a {kind}", damage(data, rng))


def _restructured(of: Specimen, rng: random.Random) -> Mutant:
    """JSON that is well formed and means something else."""
    document: Any = json.loads(of.session)
    names = []
    for _ in range(rng.randint(1, 3)):
        edit = rng.choice((_replaced, _replaced, _nudged, _dropped, _added, _swapped))
        document, name = edit(document, rng)
        names.append(name)
    return _carried("; ".join(names), _encoded(document), of, rng)


def _rewritten(of: Specimen, rng: random.Random) -> Mutant:
    """JSON that strict readers refuse."""
    document: Any = json.loads(of.session)
    path = rng.choice(list(paths(document)))
    hole = _encoded(changed(document, path, "HERE")).decode()
    depth = rng.choice((14, 20, 5_000))
    filling = rng.choice((
        *NUMBERS, "[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth, '{"x": 1, "x": 1}', "null,", "",
        "'x'", "True", "/* x */ 1", '"\\ud800"', '"\\x41"', '"\n"', '"\x00"', "1" * 5_000, "-", "[1,]", "nul",
        "0." + "3" * 5_000, "1e-400", "-0", "-0.0", "1E+2", "2.0", "[" + "0," * 5_000 + "0]", '"' + "x" * 50_000 + '"',
    ))  # fmt: skip
    text = hole.replace('"HERE"', filling)
    if rng.random() < 0.3:
        key = rng.choice(tuple(document))
        text = text.replace(f'"{key}":', f'"{key}": {rng.choice((filling, "1"))}, "{key}":', 1)
    return _carried(f"{_place(path)} is {filling[:30]!r}", text.encode("utf-8", "surrogatepass"), of, rng)


def _repacked(of: Specimen, rng: random.Random) -> Mutant:
    """A whole session in a carrier that is forged."""
    name, forge = rng.choice(FORGERIES)
    return Mutant(name, forge(of.line.encode(), rng))


def _unharmed(of: Specimen, rng: random.Random) -> Mutant:
    """What must not matter: order, white space, escapes, another way to carry the same."""
    document: Any = json.loads(of.session)
    items = list(document.items())
    rng.shuffle(items)
    text = json.dumps(dict(items), ensure_ascii=rng.random() < 0.5, indent=rng.choice((None, 0, 1, 7, "\t")))
    if rng.random() < 0.5:
        text = "\n \t\r\n" * rng.randint(1, 3) + text + " \n" * rng.randint(1, 3)
    name, wrap = rng.choice((("plain", _as_it_is), *WRAPPERS))
    if name != "plain":
        text = json.dumps(json.loads(text))
    return Mutant(f"the same, {name}", wrap(text.encode(), rng), of.state)


def _aged(of: Specimen, rng: random.Random) -> Mutant:
    """The same as an older version wrote it, which knew less; now and then with what it could not have known."""
    document: Any = json.loads(of.session)
    version = rng.choice((2, 1))
    left_out = {"arrangement", "surface", "direction", "pairs", "sliders", "eigenplane"}
    old_look = {"colour_map", "level_count", "equal_aspect", "show_field", "overlays", "colour_by"}
    kept = {key: value for key, value in document.items() if key not in left_out}
    look = {key: value for key, value in document["appearance"].items() if key in old_look}
    if version == 1:
        del look["colour_by"]
    old = kept | {"version": version, "appearance": look}
    if rng.random() < 0.3:
        key = rng.choice(sorted(left_out | {"appearance"}))
        return Mutant(f"version {version} with {key}", _encoded(old | {key: document[key]}))
    state, plain = of.state, Appearance()
    as_it_was = replace(state.appearance, scale=plain.scale, centre=plain.centre, trust=plain.trust)
    if version == 1:
        as_it_was = replace(as_it_was, colour_by=plain.colour_by)
    same = State(
        state.text, state.accepted, state.probe, state.view, state.plane, as_it_was, state.hessian_layout, state.axes
    )
    return Mutant(f"the same of version {version}", _encoded(old), same)


# Edits of a document


def _replaced(document: Any, rng: random.Random) -> tuple[Any, str]:
    path = rng.choice(list(paths(document)))
    value = rng.choice((*PAYLOADS, *OTHERS, 10**30, 1e-320, 0, -1, 1.0, 1e300, 10**399))
    return changed(document, path, value), f"{_place(path)} is {str(value)[:30]!r}"


def _nudged(document: Any, rng: random.Random) -> tuple[Any, str]:
    """Another number, another name: often a session that is as good."""
    leaves = [path for path in paths(document) if isinstance(_at(document, path), int | float | str)]
    path = rng.choice(leaves)
    old = _at(document, path)
    new: Any = not old if isinstance(old, bool) else -old if isinstance(old, int | float) else old[::-1]
    if isinstance(old, str):
        new = rng.choice((old, old[::-1], old.upper(), f"{old} ", old[:-1]))
    elif not isinstance(old, bool) and abs(old) < 1e300:
        new = rng.choice((old + 1, -old, old * 10, old * 0.3, old * 1.0))
    return changed(document, path, new), f"{_place(path)} becomes {str(new)[:30]!r}"


def _dropped(document: Any, rng: random.Random) -> tuple[Any, str]:
    path = rng.choice(list(paths(document)))
    holder = _at(document, path[:-1])
    kept = {k: v for k, v in holder.items() if k != path[-1]} if isinstance(holder, dict) else [
        v for k, v in enumerate(holder) if k != path[-1]]  # fmt: skip
    return _put(document, path[:-1], kept), f"no {_place(path)}"


def _added(document: Any, rng: random.Random) -> tuple[Any, str]:
    holders = [(), *(path for path in paths(document) if isinstance(_at(document, path), dict | list))]
    path = rng.choice(holders)
    holder, payload = _at(document, path), rng.choice((*PAYLOADS, "y", "z", "x1"))
    value = rng.choice((1.0, payload, None, [payload], {payload: 1.0}))
    more = {**holder, payload: value} if isinstance(holder, dict) else [*holder, value]
    return _put(document, path, more), f"more in {_place(path)}: {payload[:30]!r}"


def _swapped(document: Any, rng: random.Random) -> tuple[Any, str]:
    places = list(paths(document))
    first, second = rng.choice(places), rng.choice(places)
    value = _at(document, second)
    return changed(document, first, value), f"{_place(first)} is {_place(second)}"


def _place(path: Sequence[str | int]) -> str:
    """Return where something stands, short; names can be anything."""
    return ".".join(str(step)[:20] for step in path)[:60] or "the document"


def _at(document: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        document = document[step]
    return document


def _put(document: Any, path: tuple[str | int, ...], value: Any) -> Any:
    return changed(document, path, value) if path else value


def _encoded(document: Any) -> bytes:
    return json.dumps(document).encode("ascii")


# Carriers


def _carried(name: str, session: bytes, of: Specimen, rng: random.Random) -> Mutant:
    """The JSON as a session file, or in any carrier."""
    del of
    if rng.random() < 0.5:
        return Mutant(name, session)
    how, wrap = rng.choice(WRAPPERS)
    return Mutant(f"{name}, {how}", wrap(session, rng))


def _as_it_is(session: bytes, _rng: random.Random) -> bytes:
    return session


def png(*chunks: bytes) -> bytes:
    """Return a PNG without a picture."""
    header = chunk(b"IHDR", bytes((0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


def _in_text_chunk(session: bytes, _rng: random.Random) -> bytes:
    return png(chunk(b"tEXt", b"hessview-session\0" + session))


def _in_compressed_chunk(session: bytes, rng: random.Random) -> bytes:
    head = rng.choice((b"zTXtk\0\0", b"iTXtk\0\1\0en\0k\0"))
    return png(chunk(head[:4], head[4:] + zlib.compress(session)))


def _in_svg(session: bytes, rng: random.Random) -> bytes:
    inside = rng.choice((_escaped, _in_entities))(session)
    return b'<?xml version="1.0"?><svg><metadata><!-- < --><dc:d a="b">' + inside + b"</dc:d></metadata></svg>"


def _escaped(session: bytes) -> bytes:
    return session.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b'"', b"&quot;")


def _in_entities(session: bytes) -> bytes:
    return "".join(f"&#x{ord(character):x};" for character in session.decode("utf-8", "replace")).encode()


def _in_pdf(session: bytes, rng: random.Random) -> bytes:
    text = session.decode("utf-8", "replace")
    forms = (
        _literal(session),
        b"<" + session.hex().encode() + b">",
        b"<feff" + text.encode("utf-16-be").hex().encode() + b">",
        b"(" + "".join(f"\\{byte:03o}" for byte in session).encode() + b")",
    )
    return b"%PDF-1.7\n1 0 obj\n<< /Title (a) /Subject " + rng.choice(forms) + b" >>\nendobj\n%%EOF"


def _in_object_stream(session: bytes, _rng: random.Random) -> bytes:
    body = zlib.compress(b"7 0 << /Subject " + _literal(session) + b" >>")
    return b"%PDF-1.5\n<< /Type /ObjStm /N 1 >>\nstream\n" + body + b"\nendstream"


def _literal(text: bytes) -> bytes:
    return b"(" + text.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)") + b")"


WRAPPERS: tuple[tuple[str, Callable[[bytes, random.Random], bytes]], ...] = (
    ("in a text chunk", _in_text_chunk), ("in a compressed chunk", _in_compressed_chunk), ("in an SVG", _in_svg),
    ("in a PDF", _in_pdf), ("in an object stream", _in_object_stream),
)  # fmt: skip
"""Ways to carry a session (of ASCII alone) that must all be read."""


# Carriers that are forged


def _wrong_lengths(session: bytes, rng: random.Random) -> bytes:
    made = bytearray(png(chunk(b"tEXt", b"k\0" + session)))
    place = made.index(b"tEXt") - 4
    lengths = (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0", b"\0\0\0\1", rng.randbytes(4))
    made[place : place + 4] = rng.choice(lengths)
    return bytes(made)


def _wrong_checksum(session: bytes, _rng: random.Random) -> bytes:
    return png(chunk(b"tEXt", b"k\0" + session)[:-4] + b"\0\1\2\3")


def _broken_compression(session: bytes, rng: random.Random) -> bytes:
    body = bytearray(zlib.compress(session))
    body[rng.randrange(len(body))] ^= 1 << rng.randrange(8)
    return png(chunk(b"zTXt", b"k\0\0" + bytes(body)))


def _two_sessions(session: bytes, rng: random.Random) -> bytes:
    other = rng.choice((b'hessview-session {"a": 1}', session[:-1], session * 2))
    return png(chunk(b"tEXt", b"k\0" + other), chunk(b"tEXt", b"k\0" + session))


def _with_entities(session: bytes, rng: random.Random) -> bytes:
    system = rng.choice((b"file:///etc/passwd", b"file:///dev/zero", b"http://localhost:9/x", b"/proc/self/environ"))
    head = b'<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY x SYSTEM "%s"><!ENTITY %% p SYSTEM "%s">%%p;]>' % ((system,) * 2)
    word = rng.choice((b"&x;hessview-session", b"hessview-session&a;", b"&#9999999;hessview-session",
                       b"hessview&#45;session"))  # fmt: skip
    inside = _escaped(session).replace(b"hessview-session", word)
    return head + b"<svg><metadata>" + inside + b"</metadata></svg>"


def _with_references(session: bytes, _rng: random.Random) -> bytes:
    head = (b'<?xml-stylesheet href="file:///etc/passwd"?><svg xmlns:xlink="x"><image xlink:href="file:///dev/zero"/>'
            b'<script>open("x")</script><metadata><xi:include href="file:///etc/passwd"/>')  # fmt: skip
    return head + _escaped(session) + b"</metadata></svg>"


def _torn_svg(session: bytes, rng: random.Random) -> bytes:
    parts = [b"<svg>", b"<metadata>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<a ", b">", b"</metadata>", b"&", b"&#"]
    parts += [session, session]
    rng.shuffle(parts)
    return b"<svg>" + b"".join(parts) + b"</metadata>"


def _torn_pdf(session: bytes, rng: random.Random) -> bytes:
    parts = [b"/Subject", b"(", b"(", b")", b"<", b">", b"\\", b"/ObjStm>>stream\n", b"\xfe\xff"]
    parts += [session, _literal(session)]
    rng.shuffle(parts)
    return b"%PDF-1.4\n/Subject(" + b"".join(parts)


def _many_revisions(session: bytes, rng: random.Random) -> bytes:
    last = rng.choice((_literal(session), _literal(session)[:-1], b"()", b"<zz>"))
    return b"%PDF-1.4\n" + (b"/Subject " + _literal(session) + b"\n") * rng.randint(1, 40) + b"/Subject " + last


def _two_kinds(session: bytes, rng: random.Random) -> bytes:
    kinds = [png(chunk(b"tEXt", b"k\0" + session)), _in_svg(session, rng), _in_pdf(session, rng), session]
    return b"".join(rng.sample(kinds, 2))


def _other_encodings(session: bytes, rng: random.Random) -> bytes:
    text = session.decode("utf-8", "replace")
    return rng.choice((
        codecs.BOM_UTF8 + session, text.encode("utf-16"), text.encode("utf-32"), text.encode("utf-7"),
        base64.b64encode(session), zlib.compress(session), b"\xff\xfe" + session, session.replace(b'"', b"'"),
    ))  # fmt: skip


FORGERIES: tuple[tuple[str, Callable[[bytes, random.Random], bytes]], ...] = tuple(
    (forge.__name__.strip("_").replace("_", " "), forge)
    for forge in (_wrong_lengths, _wrong_checksum, _broken_compression, _two_sessions, _with_entities, _with_references,
                  _torn_svg, _torn_pdf, _many_revisions, _two_kinds, _other_encodings)
)  # fmt: skip
