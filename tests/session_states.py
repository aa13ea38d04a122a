"""Documents whose files are tried: whatever a session can hold is in one of them."""

from __future__ import annotations

from hessview.document.limits import OVERLAYS
from hessview.document.state import (
    Appearance,
    Arrangement,
    Box,
    ColourBy,
    Eigenplane,
    Layout,
    Scale,
    Slider,
    State,
    SurfaceLook,
)

_OF_FOUR = "f(w, x, y, z) = x^2 y z - w"
_EIGENPLANE = ((0.0, 0.6, 0.8, 0.0), (0.0, 0.8, -0.6, 1e-17))

STATES: tuple[State, ...] = (
    State("x y^2 z - sin x +", "x y^2 z - sin x", (("x", 0.1), ("y", 0.2), ("z", 0.3)),
          plane=((1.0, 0.0, 0.0), (0.0, 0.6, 0.8)), axes=("z", "x")),
    State("", ""),
    State("x^2", "x^2", (("x", -1e-300),), Box(-1e-6, 1e-6, -1.0, 1e12)),
    State('λ = 2\n"(\\x)" & <y> ]]> &amp; (x^2', "where(x > 0, x^2 (y + 1), |y|)", (("x", 1.5), ("λ", 2.0)),
          appearance=Appearance("cividis", 1, True, False, ())),
    State("f(u, v) = u v\n", "f(u, v) = u v\n", (("u", 1.7976931348623157e308),), hessian_layout=Layout.NUMBERS),
    State("sum(x[i]^2, i, 1, 10)", "sum(x[i]^2, i, 1, 10)", tuple((f"x{k}", k / 3) for k in range(1, 11)),
          plane=((1.0,) + (0.0,) * 9, (0.0, 1.0) * 5)),
    State("🦋 \u202e?" + "(" * 300, "a = 2\na x^2 + y^2", (), Box(-1e299, 1e299, 5e-324, 1.0),
          appearance=Appearance("tide", 200, overlays=("principal-axes", "gradient"))),
    State("a = -1\nx^4 + a x^2 + y^2", "a = -1\nx^4 + a x^2 + y^2", (("x", 0.5), ("y", -0.0)),
          appearance=Appearance("tide", 12, False, True, OVERLAYS, ColourBy.SMALLEST, Scale.LOGARITHMIC, -1e-300, 0.01),
          arrangement=Arrangement.BOTH, surface=SurfaceLook(180.0, -90.0, 20.0, False, True, True, False),
          direction=-180.0, sliders=(Slider("a", -1e300, 1e300, 1e-300), Slider("b", -5e-324, 0.0, 5e-324))),
    State(_OF_FOUR, _OF_FOUR, (("w", 0.1), ("x", 1.0), ("y", 0.1), ("z", -0.3)), plane=_EIGENPLANE,
          arrangement=Arrangement.SURFACE, direction=33.3, pairs=(("x", "z"), ("z", "w"), ("w", "y")),
          eigenplane=Eigenplane(4, 1, (0.1, 1.0, 0.1, -0.3), _EIGENPLANE, _OF_FOUR)),
)  # fmt: skip
"""Documents of many kinds: empty, broken, of one and of ten variables, oblique, at the ends of the numbers; seen from
the side, with parameters, and in the plane of two eigenvectors."""
