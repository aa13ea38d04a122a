"""What lies on the map below the runs, on demand: the basins of a method and the skeleton, with the page about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hessview.app.basins import Basins
from hessview.app.skeletons import Skeletons

if TYPE_CHECKING:
    from collections.abc import Callable

    from hessview.app.desk import Desk
    from hessview.compute.descent_requests import Settings
    from hessview.document.drawings import Drawing
    from hessview.figure.marks import Figure
    from hessview.views.basins_page import BasinsPage
    from hessview.views.theme import Theme

PAGE = "Basins"
PAGE_TIP = "Basins & skeleton: which end each start leads to, and how minima are joined over saddles."


class BasinGround:
    """Basins and skeleton of one desk.

    Parameters
    ----------
    chosen
        Returns the name of the method whose basins are asked for.
    used, is_coming
        Return the settings of its run in the race, None where it has none, and whether that is on its way.
    """

    def __init__(
        self, desk: Desk, chosen: Callable[[], str], used: Callable[[], Settings | None],
        is_coming: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._desk = desk
        self.basins: Basins = Basins(desk, chosen, used, is_coming, self._refresh)
        self.skeleton: Skeletons = Skeletons(desk, self._refresh)
        self.page: BasinsPage | None = None

    @property
    def is_shown(self) -> bool:
        """Whether one of them is wanted."""
        return self.basins.is_shown or self.skeleton.is_shown

    def make_page(self, theme: Theme) -> BasinsPage:
        """Return the page, connected to what its hands do."""
        from hessview.views.basins_page import BasinsPage

        made = self.page = BasinsPage(theme)
        made.basins_wanted.connect(self.basins.toggle)
        made.skeleton_wanted.connect(self.skeleton.toggle)
        made.again_wanted.connect(self.again)
        made.stop_wanted.connect(self.stop)
        made.node_chosen.connect(self.go_to)
        self.follow()
        return made

    def again(self) -> None:
        """Ask anew for what is out of date."""
        if self.basins.is_stale:
            self.basins.ask()
        if self.skeleton.is_stale:
            self.skeleton.ask()

    def stop(self) -> None:
        """Stop what runs; what is known stays."""
        self.basins.cancel()
        self.skeleton.cancel()

    def go_to(self, number: int) -> None:
        """Bring the probe to a critical point of the skeleton, and the view if it is out of sight; one step of undo."""
        found = self.skeleton.found
        if found is not None and number < len(found.points):
            self._desk.store.seal()
            self._desk.critical.places.go(found.points[number].x.tolist())

    def on_map(self, figure: Figure) -> Figure:
        """Return the map with both."""
        return self.skeleton.on_map(self.basins.on_map(figure))

    def drawn(self) -> tuple[Drawing, ...]:
        """Return what a file draws to show both."""
        return (*self.basins.drawn(), *self.skeleton.drawn())

    def follow(self) -> None:
        """Take in what has changed."""
        self.basins.follow()
        self.skeleton.follow()
        page = self.page
        if page is None or not page.isVisible():
            return
        runs = self.basins.is_running or self.skeleton.is_running
        page.render_state(
            basins=self.basins.is_shown, skeleton=self.skeleton.is_shown,
            is_stale=self.basins.is_stale or self.skeleton.is_stale, share=self.basins.share if runs else None,
        )  # fmt: skip
        page.render_words((*self.basins.said(), *self.skeleton.said()), self.skeleton.tree())

    def close(self) -> None:
        """Stop what runs."""
        self.basins.close()
        self.skeleton.close()

    def _refresh(self) -> None:
        self.follow()
        if self._desk.controller.results.wanted is not None:
            self._desk.controller.show_picture()
        self._desk.actions.refresh()
