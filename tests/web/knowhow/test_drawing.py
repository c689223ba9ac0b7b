"""Where answers sit, drawn: names that can be read, a territory under them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from terreau.datasets.commune_points import commune_points
from terreau.web.apps.knowhow.searching.drawing import WIDTH, drawn

MAINLAND = [code for code in sorted(commune_points()) if code[:2].isdigit() and code < "96"]


@dataclass(frozen=True)
class Commune:
    """A commune of a drawing."""

    code: str
    name: str
    country: str = "FR"


@dataclass(frozen=True)
class Answer:
    """What sits in a commune."""

    pk: int
    seat: Commune | None


def answers_in(codes: list[str]) -> list[Answer]:
    seats = (Commune(code, f"Commune de {code}") for code in codes)
    return [Answer(pk, seat) for pk, seat in enumerate(seats)]


@given(st.lists(st.sampled_from(MAINLAND), min_size=1, max_size=60))
@settings(max_examples=30)
def test_a_name_stands_on_no_other_and_on_no_circle(codes: list[str]) -> None:
    drawing = drawn(answers_in(codes))
    assert drawing is not None
    assert sum(point.count for point in drawing.points) == len(codes)
    named = [point for point in drawing.points if point.name_side]
    assert named  # the fullest, where several fill the picture
    boxes = [point.box(point.name_side) for point in named]
    circles = [
        (p.x - p.radius, p.y - p.radius, p.x + p.radius, p.y + p.radius) for p in drawing.points
    ]
    for one, other in [*combinations(boxes, 2), *((b, c) for b in boxes for c in circles)]:
        across = one[0] < other[2] and one[2] > other[0]
        assert not (across and one[1] < other[3] and one[3] > other[1])
    assert all(box[0] >= 0 and box[2] <= WIDTH for box in boxes)


def test_how_many_sit_there_is_said_with_the_name() -> None:
    drawing = drawn(answers_in(["44184", "44184", "44151"]))
    assert drawing is not None
    said = "".join(point.markup for point in drawing.points)
    assert "Commune de 44184 (2)" in said
    assert "Commune de 44151<" in said


def test_the_communes_of_a_territory_are_drawn_under_it() -> None:
    drawing = drawn(answers_in(["44184"]), ["44184", "44151", "unknown"])
    assert drawing is not None
    assert drawing.ground.count("M") == 2
    assert drawn([Answer(1, None)], ["44184"]) is None
