"""The defaults that H at the start suggests are numbers, wherever the start is."""

from __future__ import annotations

import numpy as np
import pytest

from hessview.optimizers.methods import METHODS
from hessview.optimizers.spectrum import Spectrum


@pytest.mark.parametrize("sizes", [(5e-324, 5e-324), (1e-310, 1e300), (1e308, 1.7e308), (0.0, 0.0), (-1e-320, 2.0)])
def test_every_default_is_a_finite_number_and_nothing_is_warned_of(sizes: tuple[float, float]) -> None:
    spectrum = Spectrum(np.sort(np.array([sizes])))
    for method in METHODS:
        for setting in method.settings:
            assert np.isfinite(setting.suggested(spectrum)).all(), (method.name, setting.name)
