"""Along what the picture of more than two variables looks: its chooser, the dialog, and the eigenvectors by one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt

from hessview.document.planes import ChooseAxes, ChoosePlane
from hessview.views.theme import LIGHT

if TYPE_CHECKING:
    from hessview.analysis.curvature import Curvature
    from hessview.app.desk import Desk
    from hessview.views.plane_chooser import PlaneChooser
    from hessview.views.theme import Theme


class PlaneChoice:
    """Shows the chooser below the picture's axes while there is more than one plane, and does what it is asked for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._theme: Theme = LIGHT
        self.chooser: PlaneChooser | None = None

    @property
    def is_possible(self) -> bool:
        """Whether there is more than one plane to look along."""
        formula = self._desk.controller.results.formula
        return formula is not None and formula.dimension > 2

    def follow(self) -> None:
        """Take in what has changed."""
        if self.chooser is None and not self.is_possible:
            return
        if self.chooser is None:
            self.chooser = self._make_chooser()
        self.chooser.setVisible(self.is_possible)
        formula, state = self._desk.controller.results.formula, self._desk.store.state
        if formula is not None and self.is_possible:
            from hessview.figure.plane_words import axis_names

            variables = formula.variables
            i, j = state.axis_indices(variables)
            axes = (variables[i], variables[j]) if state.plane is None else None
            self.chooser.render_axes(variables, axes, axis_names(state, variables))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.chooser is not None:
            self.chooser.set_theme(theme)

    def ask(self) -> None:
        """Ask along what the picture shall look."""
        from hessview.app.plane_dialog import PlaneDialog

        state, results = self._desk.store.state, self._desk.controller.results
        if results.formula is None or not self.is_possible:
            return
        dialog = PlaneDialog(self._desk.window, state, results.formula.variables, self._known_curvature())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: None if dialog.command is None else self._desk.store.dispatch(dialog.command))
        dialog.open()

    def look_along_extremes(self) -> None:
        """Look along the eigenvectors of the greatest and of the least eigenvalue at the probe."""
        curvature = self._known_curvature()
        if curvature is None or not self.is_possible or not np.all(np.isfinite(curvature.eigenvectors)):
            self._desk.tell("The Hessian has no eigenvectors here that are known.")
            return
        n, v = len(curvature.point), curvature.eigenvectors
        self._desk.store.dispatch(ChoosePlane((tuple(v[:, n - 1].tolist()), tuple(v[:, 0].tolist())), (n, 1)))

    def look_along_variables(self) -> None:
        """Look along the two variables that were on the axes before a plane was chosen."""
        formula, state = self._desk.controller.results.formula, self._desk.store.state
        if formula is not None and state.plane is not None and formula.dimension > 2:
            i, j = state.axis_indices(formula.variables)
            self._desk.store.dispatch(ChooseAxes((formula.variables[i], formula.variables[j])))

    def _known_curvature(self) -> Curvature | None:
        """Return the curvature at the probe; None while it is that of another point."""
        state, results = self._desk.store.state, self._desk.controller.results
        formula, curvature = results.formula, results.curvature
        if formula is None or curvature is None or curvature.variables != formula.variables:
            return None
        return curvature if tuple(curvature.point.tolist()) == state.point(formula.variables) else None

    def _make_chooser(self) -> PlaneChooser:
        from hessview.views.plane_chooser import PlaneChooser

        made = PlaneChooser(self._desk.window.picture.viewport(), self._theme)
        made.axes_chosen.connect(lambda axes: self._desk.store.dispatch(ChooseAxes(axes)))
        made.plane_wanted.connect(self.ask)
        self._desk.window.pictures.add_stops(made.across, made.up, made.plane)
        return made
