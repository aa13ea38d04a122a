"""The house keeps its shape: what is loaded when, what is never called, and the trap in PySide6."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "hessview"
SOURCES = sorted(PACKAGE.rglob("*.py"))
FORBIDDEN_CALLS = {"eval", "exec", "compile", "sympify", "parse_expr", "lambdify", "processEvents", "setrecursionlimit"}
NOT_AT_START = frozenset({
    "matplotlib", "sympy", "scipy", "hessview.api",
    "hessview.analysis.branches", "hessview.analysis.fields.level_through", "hessview.analysis.quadratic_model",
    "hessview.analysis.sections", "hessview.analysis.trust_region",
    "hessview.figure.overlays.gradient_field", "hessview.figure.overlays.gradient_turns",
    "hessview.figure.overlays.level_curve", "hessview.figure.overlays.newton_step",
    "hessview.figure.overlays.quadratic_model", "hessview.figure.probe_model",
    "hessview.app.animation_dialog", "hessview.app.export_dialog", "hessview.app.search_dialog",
    "hessview.views.sections_view", "hessview.views.slices_view", "hessview.views.parameters_view",
    "hessview.app.descent_content", "hessview.figure.descent_paths", "hessview.optimizers.methods",
    "hessview.views.descent_view",
    "hessview.views.steps_dialog", "hessview.views.surface_view",
})  # fmt: skip
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}


def loaded_after(statement: str) -> set[str]:
    """Return the names of the modules that a fresh interpreter holds after `statement`."""
    code = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(answer.stdout.splitlines()[-1]))


def top_level(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("statement", ["import hessview", "import hessview.cli", "import hessview, hessview.cli"])
def test_importing_hessview_loads_nothing_but_the_standard_library(statement: str) -> None:
    extra = top_level(loaded_after(statement)) - top_level(loaded_after("pass")) - set(sys.stdlib_module_names)
    assert extra == {"hessview"}


@pytest.mark.parametrize("words", [[], ["x^2 - y^2"]], ids=["example", "text"])
def test_the_first_picture_loads_nothing_that_only_what_is_asked_for_later_needs(words: list[str]) -> None:
    code = f"""
import json, sys
import hessview.cli
from hessview.app.first_picture import FirstPicture
look, loaded = FirstPicture.look, []
def looked(self):
    waits = bool(self._waiting)
    look(self)
    if waits and not self._waiting and not loaded:
        loaded.extend(sorted(sys.modules))  # before anything that waits for the picture
FirstPicture.look = looked
hessview.cli.main({words!r})
print(json.dumps(loaded))
"""
    variables = {"HESSVIEW_QUIT_AFTER_FIRST_PICTURE": "1", "QT_QPA_PLATFORM": "offscreen"}
    ran = [sys.executable, "-c", code]
    answer = subprocess.run(ran, capture_output=True, text=True, check=True, env={**os.environ, **variables})
    loaded = set(json.loads(answer.stdout.splitlines()[-1]))
    assert "hessview.views.contour_view" in loaded, "there was a picture"
    assert NOT_AT_START & loaded == set()


def test_help_is_answered_without_argparse() -> None:
    loaded = loaded_after("import sys, io, hessview.cli; sys.stdout, out = io.StringIO(), sys.stdout; "
                          "hessview.cli.main(['--help']); sys.stdout = out")
    assert not {"argparse", "json", "numpy"} & (loaded - {"json"} if "json" in loaded_after("pass") else loaded)


def test_public_names_resolve_and_unknown_ones_say_so() -> None:
    import hessview

    for name in hessview.__all__:
        assert getattr(hessview, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = hessview.nothing


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_in_the_package_runs_text_as_code(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            # re.compile and a dialog's exec are methods, of other things than the builtins of these names.
            if isinstance(node.func, ast.Attribute) and node.func.attr not in {"compile", "exec"}:
                called = node.func.attr
            assert called not in FORBIDDEN_CALLS, f"{path}:{node.lineno} calls {called}"
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        assert not FORBIDDEN_MODULES & {name.partition(".")[0] for name in names}, f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_file_says_in_its_first_line_what_it_is_for(path: Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert doc is not None
    assert doc.splitlines()[0].strip().endswith((".", ":", "?"))


def test_no_dialog_is_one_of_the_static_functions_in_which_an_exception_ends_the_program() -> None:
    dialogs = {"QFileDialog", "QMessageBox", "QInputDialog", "QColorDialog", "QFontDialog"}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                of = node.func.value
                is_static = isinstance(of, ast.Name) and of.id in dialogs and node.func.attr[0].islower()
                assert not is_static, f"{path}:{node.lineno}"


def test_inside_the_package_nobody_imports_the_public_facade() -> None:
    for path in SOURCES:
        if path.name == "__init__.py" or path.parent == PACKAGE:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module != "hessview", f"{path}:{node.lineno}"


def test_qt_keeps_the_reference_counts_of_none_and_true() -> None:
    code = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
class Bell(QObject):
    rung = Signal(object)
app = QCoreApplication([])
bell = Bell()
bell.rung.connect(lambda value: None)
before = sys.getrefcount(None), sys.getrefcount(True)
for _ in range(5000):
    bell.rung.emit(True)
    bell.rung.emit(None)
    bell.objectName()
    bell.blockSignals(False)
    bell.setObjectName("bell")
after = sys.getrefcount(None), sys.getrefcount(True)
drift = max(abs(a - b) for a, b in zip(after, before))
print(drift)
"""
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(answer.stdout) < 100


def test_no_two_files_of_tests_are_one_module() -> None:
    folder = Path(__file__).parent
    modules = Counter(
        path.stem if not (path.parent / "__init__.py").exists() else str(path.relative_to(folder))
        for path in folder.rglob("*.py") if path.name != "conftest.py"
    )  # fmt: skip
    assert [name for name, count in modules.items() if count > 1] == []
