"""Sessions in figures: found wherever a writer may have put them, and never at the cost of trust."""

from __future__ import annotations

import io
import struct
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from hessview.document.carriers import extract
from hessview.document.session_file import MAX_BYTES, SessionProblem, open_bytes, to_bytes, to_metadata
from hessview.document.state import State

STATE = State(
    text='λ = 2\n"(\\x)" & <y> ]]> &amp; (x^2',
    accepted="where(x > 0, x^2 (y + 1), |y|)",
    probe=(("x", 1.5), ("λ", 2.0)),
)
TEXT = to_metadata(STATE)


def painted(form: str, **metadata: str) -> bytes:
    figure = Figure(figsize=(2, 2))
    figure.add_subplot().plot([0, 1])
    buffer = io.BytesIO()
    figure.savefig(buffer, format=form, metadata=metadata)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("form", "key"), [("png", "Description"), ("png", "hessview"), ("svg", "Description"), ("pdf", "Subject")]
)
@pytest.mark.parametrize("text", [TEXT, to_bytes(STATE).decode()], ids=["line", "file"])
def test_a_figure_painted_by_matplotlib_gives_its_session_back(form: str, key: str, text: str) -> None:
    assert open_bytes(painted(form, **{key: text})) == STATE


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_a_figure_without_a_session_is_refused(form: str) -> None:
    with pytest.raises(SessionProblem, match="neither"):
        open_bytes(painted(form))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "carrier",
    [
        chunk(b"tEXt", b"k\0" + TEXT.encode()),
        chunk(b"zTXt", b"k\0\0" + zlib.compress(TEXT.encode())),
        chunk(b"iTXt", b"k\0\0\0en\0k\0" + to_bytes(STATE)),
        chunk(b"iTXt", b"k\0\1\0\0\0" + zlib.compress(to_bytes(STATE))),
    ],
    ids=["tEXt", "zTXt", "iTXt", "compressed iTXt"],
)
def test_every_text_chunk_of_a_png_is_read(carrier: bytes) -> None:
    assert open_bytes(png(chunk(b"tEXt", b"Software\0other"), carrier)) == STATE


ESCAPED = TEXT.replace("&", "&amp;").replace("<", "&lt;")


@pytest.mark.parametrize(
    "metadata",
    [
        f"<metadata>{ESCAPED}</metadata>",
        f'<metadata id="m"><a:b xmlns:a="u"><!-- hessview-session --><c>{ESCAPED}</c></a:b></metadata >',
        f"<metadata><c>{ESCAPED.replace('>', '&gt;').replace(chr(34), '&quot;')}</c></metadata>",
        "<metadata>" + "".join(f"&#{ord(character)};" for character in TEXT) + "</metadata>",
        "<metadata>" + "".join(f"&#x{ord(character):x};" for character in TEXT) + "</metadata>",
        "<metadata><![CDATA[" + TEXT.replace("]]>", "]]\\u003e") + "]]></metadata>",
    ],
    ids=["plain", "nested", "quoted", "decimal", "hexadecimal", "CDATA"],
)
def test_every_way_to_write_text_in_an_svg_is_read(metadata: str) -> None:
    assert open_bytes(f'<?xml version="1.0"?><svg>{metadata}<text>x</text></svg>'.encode()) == STATE


def test_entities_that_a_document_defines_are_not_expanded() -> None:
    svg = f'<!DOCTYPE svg [<!ENTITY bomb "{ESCAPED}">]><svg><metadata>hessview-session &bomb;</metadata></svg>'
    with pytest.raises(SessionProblem):
        open_bytes(svg.encode())


def literal(text: bytes) -> bytes:
    return b"(" + text.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)") + b")"


@pytest.mark.parametrize(
    "subject",
    [
        literal(TEXT.encode()),
        literal(TEXT.encode("utf-16-be").join((b"\xfe\xff", b""))),
        literal(b"\xef\xbb\xbf" + to_bytes(STATE)),
        b"(" + "".join(f"\\{ord(character):03o}" for character in TEXT).encode() + b")",
        literal(TEXT.encode()).replace(b"hessview-session", b"hess\\\r\nview-session"),
        b"<" + TEXT.encode().hex().encode() + b">",
        b"<feff " + TEXT.encode("utf-16-be").hex(" ").encode() + b">",
    ],
    ids=["ASCII", "UTF-16", "UTF-8", "octal", "broken line", "hexadecimal", "hexadecimal UTF-16"],
)
def test_every_way_to_write_a_pdf_string_is_read(subject: bytes) -> None:
    assert open_bytes(b"%PDF-1.7\n1 0 obj\n<< /Title (a) /Subject " + subject + b" >>\nendobj\n%%EOF") == STATE


def test_a_pdf_string_with_balanced_brackets_that_are_not_escaped_is_read() -> None:
    text = to_metadata(State("(x (y))", "(x (y))")).encode()
    assert open_bytes(b"%PDF-1.4\n/Subject (" + text + b")").accepted == "(x (y))"


def test_a_compressed_object_stream_of_a_pdf_is_read_and_the_last_revision_counts() -> None:
    body = zlib.compress(b"7 0 << /Subject " + literal(TEXT.encode()) + b" >>")
    stream = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(body)
    assert open_bytes(b"%PDF-1.5\n" + stream + body + b"\nendstream") == STATE
    old = b"/Subject " + literal(to_metadata(State("x", "x")).encode()) + b"\n"
    new = b"/Subject " + literal(TEXT.encode()) + b"\n"
    assert open_bytes(b"%PDF-1.5\n" + old + new) == STATE


def test_what_expands_beyond_a_session_is_not_read() -> None:
    bomb = zlib.compress(b"hessview-session" + b" " * (200 << 20), 9)
    assert extract(png(chunk(b"zTXt", b"k\0\0" + bomb)), MAX_BYTES) is None
    assert extract(png(chunk(b"iTXt", b"k\0\1\0\0\0" + bomb)), MAX_BYTES) is None
    stream = b"%PDF-1.5\n<< /Type /ObjStm >>\nstream\n" + bomb
    assert extract(stream * 3, MAX_BYTES) is None


@pytest.mark.parametrize(
    "hostile",
    [
        b"%PDF-1.4\n" + b"/Subject (" * 400_000,
        b"%PDF-1.4\n" + b"/Subject <" * 400_000,
        b"%PDF-1.4\n" + b"/ObjStm " * 400_000,
        b"%PDF-1.4\n" + b"/ObjStm >> stream\n" * 400_000,
        b"<svg>" + b"<metadata>" * 400_000,
        b"<svg><metadata>" + b"<" * 4_000_000 + b"</metadata>",
        b"<svg><metadata>" + b"<![CDATA[" * 400_000 + b"</metadata>",
        b"<svg><metadata>" + b"<!--" * 400_000 + b"</metadata>",
        png(*[chunk(b"tEXt", b"")] * 200_000),
    ],
    ids=["literals", "hexadecimals", "names", "streams", "elements", "tags", "CDATA", "comments", "chunks"],
)
def test_a_hostile_figure_is_answered_in_time_proportional_to_its_size(hostile: bytes) -> None:
    start = time.process_time()
    assert extract(hostile, MAX_BYTES) is None
    assert time.process_time() - start < 20.0


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_figure_carries_nothing_or_is_refused(data: st.DataObject) -> None:
    figure = data.draw(
        st.sampled_from(
            [
                png(chunk(b"zTXt", b"k\0\0" + zlib.compress(TEXT.encode()))),
                f"<svg><metadata>{ESCAPED}</metadata></svg>".encode(),
                b"%PDF-1.7\n/Subject " + literal(TEXT.encode()),
            ]
        )
    )
    place = data.draw(st.integers(0, len(figure) - 1))
    damaged = figure[:place] + data.draw(st.binary(max_size=4)) + figure[place + data.draw(st.integers(0, 9)) :]
    try:
        state = open_bytes(damaged)
    except SessionProblem:
        return
    assert isinstance(state, State)
