"""What Qt calls in our classes raises nothing; each runs in a process of its own, which an error would end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]

_PLANTED = """
import sys
import hessview.views
from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QEvent, QModelIndex, QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QApplication, QGraphicsItem, QGraphicsScene, QGraphicsView, QTableView, QWidget

said = []
sys.excepthook = lambda kind, error, trace: said.append(kind.__name__)
application = QApplication([])
"""

_NESTED = """
class Inner(QWidget):
    __module__ = "hessview.planted"

    def event(self, event):
        [][0]

class Outer(QWidget):
    __module__ = "hessview.planted"

    def event(self, event):
        if event.type() == QEvent.Type.User:
            print(QCoreApplication.sendEvent(inner, QEvent(QEvent.Type.User)))
            1 / 0
        return super().event(event)

outer = Outer()
inner = Inner(outer)
said.clear()
print(QCoreApplication.sendEvent(outer, QEvent(QEvent.Type.User)), said)
"""

_EVERYTHING = """

def planted(name):
    def hurt(self, *arguments):
        next(iter(()))
    hurt.__name__ = name
    return hurt

def hurt(base, *names):
    body = {name: planted(name) for name in names} | {"__module__": "hessview.planted"}
    return type(base)("Hurt", (base,), body)

widget = hurt(QWidget, "sizeHint", "minimumSizeHint", "paintEvent", "resizeEvent", "showEvent", "eventFilter")()
print(widget.sizeHint() == widget.minimumSizeHint() == QSize())
widget.installEventFilter(widget)
widget.show()
widget.resize(80, 60)
widget.render(QPixmap(80, 60))
table = QTableView()
model = hurt(QAbstractTableModel, "rowCount", "columnCount", "data", "headerData", "sort")()
print(model.rowCount(), model.columnCount(), model.data(QModelIndex()), model.headerData(0, Qt.Orientation.Vertical))
table.setModel(model)
table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
table.show()
scene = QGraphicsScene()
scene.addItem(hurt(QGraphicsItem, "boundingRect", "paint")())
picture = hurt(QGraphicsView, "viewportEvent", "event")(scene)
picture.show()
picture.grab()
table.grab()
print({*said}, len(said) > 20)
"""

_PAINTING = """
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPainter

class Painting(QWidget):
    __module__ = "hessview.planted"

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("blue"))
        painter.drawPixmap(0, 0, self.made())
        painter.end()

    def made(self):
        pixmap = QPixmap(400, 300)
        painter = QPainter(pixmap)
        painter.setPen(QColor("red"))
        for k in range(3):
            painter.drawLine(0, 0, 100 // (2 - k), 50)
        painter.end()
        return pixmap

widget = Painting()
image = QImage(80, 60, QImage.Format.Format_RGB32)
for _ in range(50):
    outer = QPainter(image)
    widget.render(outer, QPoint())
    print(outer.isActive(), end=" ")
    outer.end()
print({*said}, len(said))
"""

_SWEEP = """
import importlib
import pkgutil
import hessview.app.desk  # what a window begins with
from shiboken6 import Shiboken
from hessview import app, views
for package in (views, app):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)

def below(made):
    return {made}.union(*map(below, type.__subclasses__(made)))

left = set()
for made in below(Shiboken.Object):
    of_qt = [each for each in made.__mro__ if each.__module__.startswith("PySide6.")]
    for name, method in vars(made).items():
        if made.__module__.startswith("hessview.") and callable(method) and not name.startswith("__"):
            if any(name in vars(each) for each in of_qt) and not hasattr(method, "__wrapped__"):
                left.add(name)
print(sorted(left))
"""


def _said(program: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=_ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_errors_in_handlers_within_handlers_are_each_reported_and_the_program_goes_on() -> None:
    assert _said(_PLANTED + _NESTED) == ["False", "False ['IndexError', 'ZeroDivisionError']"]


def test_qt_is_answered_by_whatever_fails() -> None:
    first, second, last = _said(_PLANTED + _EVERYTHING)
    assert (first, second, last) == ("True", "0 0 None None", "{'StopIteration'} True")


def test_no_class_of_ours_lets_an_error_out_to_qt() -> None:
    # What Qt does not call (`render`), and the one method to which there is no answer but a handle (`createHandle`).
    assert _said(_SWEEP) == ["['createHandle', 'render']"]


def test_painters_that_an_error_leaves_behind_are_ended_before_what_they_paint_on_is_gone() -> None:
    painted, said = _said(_PLANTED + _PAINTING)[0].split("{")
    assert painted.split() == ["True"] * 50
    assert said == "'ZeroDivisionError'} 50"
