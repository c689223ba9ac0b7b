"""What leaves a chain of decompositions, and what cannot be chained."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from terreau.analytics import chained, dunn
from terreau.core.errors import BadInput

# Farhauer and Kröll (2013), Standorttheorien: three regions that make a nation, four industries.
FK_BASE = [[90, 20, 10, 60], [60, 30, 30, 40], [250, 100, 110, 300]]
FK_FINAL = [[100, 40, 10, 55], [85, 55, 40, 35], [255, 115, 85, 390]]


@pytest.mark.parametrize("period", [0, 1, 2])
def test_a_cell_hidden_once_leaves_the_whole_chain(period: int) -> None:
    history = np.array([FK_BASE, FK_FINAL, FK_BASE], float)
    history[period, 0, 0] = np.nan
    effects = chained(dunn, history)
    assert not effects.kept[0, 0]
    without = np.where(np.arange(12).reshape(3, 4) == 0, 0.0, np.nan_to_num(history))
    np.testing.assert_allclose(
        effects.local[effects.kept], chained(dunn, without).local[effects.kept]
    )


def test_a_cell_the_reference_loses_on_the_way_is_not_kept() -> None:
    effects = chained(dunn, [[[5, 5]]] * 3, [[9, 50], [0, 50], [9, 50]])
    assert effects.kept.tolist() == [[False, True]]
    assert np.isnan(effects.total[0, 0])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((FK_BASE,), "(period, territory, sector)"),
        (([FK_BASE],), "at least two periods"),
        (([FK_BASE, FK_FINAL], FK_BASE), "same periods"),
        (([FK_BASE, FK_FINAL], [[1, 2], [1, 2]]), "one number per sector"),
        (([[["a"]], [["b"]]],), "must hold numbers"),
        (([[[1.0]], [[-1.0]]],), "-1.0"),
    ],
)
def test_what_cannot_be_chained_is_refused(arguments: tuple[Any, ...], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        chained(dunn, *arguments)
    assert says in str(refused.value)
