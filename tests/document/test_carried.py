"""What docks draw on the pictures of an animation, and what is said of the rest."""

from __future__ import annotations

from hessview.document.carried import carried
from hessview.document.drawings import Basins, Paths, Runs, Skeleton
from hessview.document.motions import Motion, motions
from tests.document.test_motions import document

BOX = ((-2.0, 2.0), (-2.0, 2.0))
BASINS = Basins("newton", (), 50, (-2.0, 2.0, -2.0, 2.0), (9, 9))
DRAWN = (Paths("a"), BASINS, Skeleton(BOX), Runs((("newton", 3),), 2))


def motion(kind: str) -> Motion:
    return next(each for each in motions(document(), ("x", "y")) if str(each.kind) == kind)


def test_while_the_surface_turns_all_of_it_stays() -> None:
    state, kept, words = carried(DRAWN, motion("rotation"), document(), ("x", "y"))
    assert (state, kept) == (document(), DRAWN)
    assert words == "With paths, basins, skeleton and runs."


def test_while_the_probe_moves_the_runs_stay_those_from_where_it_is() -> None:
    state, kept, words = carried(DRAWN, motion("path"), document(x=1.5), ("x", "y"))
    assert kept == DRAWN
    assert state.race.start == (("x", 1.5), ("y", 0.0))
    assert words.endswith("The runs stay those from where the probe is now.")


def test_while_a_parameter_moves_the_race_is_run_anew_and_what_belongs_to_one_value_is_left_out() -> None:
    _, kept, words = carried(DRAWN, motion("parameter"), document(), ("x", "y"))
    assert kept == (Paths("a"), Runs((), 2))
    assert words == (
        "With paths and runs. The race is run anew in each picture."
        " Left out: basins and skeleton, which belong to one value of the parameter."
    )
    _, kept, words = carried((Paths("b"),), motion("parameter"), document(), ("x", "y"))
    assert kept == ()
    assert words == "Left out: paths, which belong to one value of the parameter."


def test_basins_belong_to_one_plane_of_more_variables() -> None:
    _, kept, words = carried((BASINS,), motion("path"), document(), ("x", "y", "z"))
    assert kept == ()
    assert words == "Left out: basins, which belong to one plane through the probe."


def test_where_docks_draw_nothing_nothing_is_said() -> None:
    assert carried((), motion("rotation"), document(), ("x", "y")) == (document(), (), "")
