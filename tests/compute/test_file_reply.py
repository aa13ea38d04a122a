"""A file that a process wrote is believed only where it looks like what was asked for."""

from __future__ import annotations

import pytest

from hessview.compute.file_reply import data_file
from hessview.compute.formula_reply import SenselessReply
from hessview.document.session_file import to_metadata
from hessview.document.state import Box, State
from hessview.export.data_files import DataKind, written

TEXTS = ("f(x, y) = x^2 + log(y)", "f(x, y) = where(x > 0, 1e300 x, -1/0.001) + y", "g(u, v) = 3", "f(x) = log(x)")


def session(text: str) -> str:
    return to_metadata(State(text=text, accepted=text, view=Box(-2.0, 2.0, -2.0, 2.0)))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("kind", DataKind)
def test_every_file_that_is_written_is_believed(text: str, kind: DataKind) -> None:
    made = written(session(text), kind)
    if isinstance(made, bytes):
        assert data_file(kind, made) == made


@pytest.mark.parametrize("kind", DataKind)
def test_what_is_no_such_file_is_refused(kind: DataKind) -> None:
    made = written(session(TEXTS[0]), kind)
    assert isinstance(made, bytes)
    others = [written(session(TEXTS[0]), other) for other in DataKind if other is not kind]
    for wrong in (
        None, "text", b"", b"\x89PNG", made + b"\x00", b"\xff" + made, made[:-20], made[1:], made + b"rm -rf\r\n",
        *others,
    ):  # fmt: skip
        with pytest.raises(SenselessReply):
            data_file(kind, wrong)


@pytest.mark.parametrize("row", ["=cmd()|1,2,3", "1,2", "1,2,3,4,5", "1,2.5,3,4", "1;2;3", "1,2,x", "1,2,3 "])
def test_a_row_that_is_not_of_numbers_spoils_the_table(row: str) -> None:
    with pytest.raises(SenselessReply):
        data_file("contours", f"level,piece,x,y\r\n1.0,0,2.0,3.0\r\n{row}\r\n".encode())


def test_a_long_table_is_read_to_its_end() -> None:
    rows = b"-1.25,3.5e-07,nan\r\n" * 20_000
    assert data_file("field", b"x,y,f\r\n" + rows)
    for wrong in (rows + b"1,2\r\n", rows + b"=1,2,3\r\n" + rows, rows + b"1,2,3"):
        with pytest.raises(SenselessReply):
            data_file("field", b"x,y,f\r\n" + wrong)
    with pytest.raises(SenselessReply):
        data_file("field", b"x,y,f\r\n")
