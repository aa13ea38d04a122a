"""A report tells no path and no name of anybody, and stays readable whatever somebody is called."""

from __future__ import annotations

import json
import traceback
from pathlib import Path

import pytest

from hessview.app.redaction import Personal, redacted
from hessview.document.session_file import to_bytes
from hessview.document.state import State

NASTY = ["jane.doe", "Jürgen Groß", "o'neil", "a+b(c)[d]*", "佐藤", "DOMAIN\\jane", 'quo"te', "jane_doe", "Zoë"]


def person(name: str, *documents: str, home: str = "", host: str = "") -> Personal:
    return Personal((home or f"/home/{name}",), tuple(filter(None, (name, host))), documents)


@pytest.mark.parametrize("name", NASTY)
def test_a_home_and_a_name_are_gone_however_they_are_written(name: str) -> None:
    home = f"/home/{name}"
    state = State(f"x + {home}/secret", "x", (("x", 1.0),))
    texts = [
        f"cannot open {home}/Documents/x.txt", f'File "{home}/work/a.py", line 3', repr(f"{home}/b"),
        json.dumps({"path": f"{home}/c"}), json.dumps({"path": f"{home}/c"}, ensure_ascii=False),
        to_bytes(state).decode(), f"SetText(text={home + '/q'!r})", f"hello {name}, how are you",
        Path(home).as_uri() if "\\" not in name else "", f"/media/{name}/USB stick/plan",
        home.upper().replace("SS", "ß"), f"{name}さん",
    ]  # fmt: skip
    for text in texts:
        told = redacted(text, person(name))
        for form in (name, repr(name)[1:-1], json.dumps(name)[1:-1], json.dumps(name, ensure_ascii=False)[1:-1]):
            assert form.casefold() not in told.casefold(), (text, told)


@pytest.mark.parametrize("name", ["x", "e", "pi", "sin", "gamma", "hessview", "python", "json", "None", "self", "root"])
def test_a_person_with_the_name_of_something_else_leaves_the_report_readable(name: str) -> None:
    state = State(f"sin(x) + e^x + pi + gamma(x) + {name} y", "x^2 e^x", (("x", 1.5),))
    text = to_bytes(state).decode()
    traced = f'File "/home/{name}/hv/hessview/app/desk.py", line 7, in begin\n    self = json.loads(None)'
    assert redacted(text, person(name)) == text
    assert redacted(traced, person(name)) == (
        'File "hessview/app/desk.py", line 7, in begin\n    self = json.loads(None)'
    )
    assert redacted(f"see /home/{name}/x.txt", person(name)) == "see ~/x.txt"


def test_a_name_inside_of_a_word_is_not_a_name() -> None:
    assert redacted("janet ejane jane7 the jane", person("jane")) == "janet ejane jane7 the <name>"
    assert redacted("/home/janet/x.png", person("jane")) == "<path>.png"


@pytest.mark.parametrize(
    "document", ["/data/My Thesis/plan (final).hessview", "/mnt/ä/x y.svg", "/d/e/x", "C:\\t\\a.hessview"]
)
def test_a_document_is_named_by_its_kind_alone(document: str) -> None:
    name = document.replace("\\", "/").rpartition("/")[2]
    text = f"cannot write {document}: [Errno 28] No space left: {document!r}; title {name if '.' in name else ''}"
    told = redacted(text, person("jane", document))
    assert document not in told
    assert "." not in name or name not in told
    assert "No space left" in told
    formula = to_bytes(State("e x + d/e/x", "e x")).decode()
    assert redacted(formula, person("jane", document)) == formula


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('File "/opt/jane/.venv/lib/python3.11/site-packages/numpy/core.py", line 1', 'File "numpy/core.py", line 1'),
        ('File "/usr/lib/python3.11/threading.py", line 1', 'File "threading.py", line 1'),
        ('File "C:\\Users\\J D\\hv\\hessview\\app\\desk.py", line 1', 'File "hessview\\app\\desk.py", line 1'),
        ('File "/srv/hessview/hessview/views/theme.py", line 1', 'File "hessview/views/theme.py", line 1'),
        ('File "/srv/Jane Doe/own script.py", line 1', 'File "<path>.py", line 1'),
        ('File "<string>", line 1', 'File "<string>", line 1'),
        ("[Errno 2] No such file: '/mnt/usb/Jane Doe/plan.hessview'", "[Errno 2] No such file: '<path>.hessview'"),
        ("QFile: /run/user/1000/secret.txt is gone", "QFile: <path>.txt is gone"),
        ("f(x) = (x)/y/z + 1/2/x", "f(x) = (x)/y/z + 1/2/x"),
        ("text='x/tmp/y'", "text='x/tmp/y'"),
    ],
)  # fmt: skip
def test_of_paths_only_those_of_code_stay_from_their_package_on(text: str, told: str) -> None:
    assert redacted(text, person("janedoe")) == told


def test_a_real_traceback_keeps_its_places_and_lines() -> None:
    try:
        to_bytes(State("x", "x", (("x", float("nan")),)))
    except ValueError:
        text = traceback.format_exc()
    told = redacted(text, person("work", home=str(Path(__file__).parents[2])))
    assert str(Path(__file__).parents[2]) not in told
    assert "/session_file.py" in told or "\\session_file.py" in told
    assert 'File "hessview' in told
    assert told.count("\n") == text.count("\n")


def test_a_home_that_is_the_root_of_everything_or_nothing_wrecks_no_text() -> None:
    for home in ("/", "\\", "."):
        assert "x / y = 2.5" in redacted("x / y = 2.5", Personal((home,), (), ()))


def test_this_machine_is_known() -> None:
    found = Personal.of_this_session([Path("/a/b.hessview")])
    assert str(Path.home()) in found.homes
    assert found.documents == (str(Path("/a/b.hessview")),)
