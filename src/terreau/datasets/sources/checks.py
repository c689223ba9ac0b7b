"""What the content of a source must pass: shared checks, each giving sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from terreau.datasets import reference
from terreau.datasets.sources.model import Check, Remark, Stored, Weight

# A commune without a single employee is in no file of jobs.
_LEAST_COMMUNES = 0.6
# What `covers_the_communes` looks at, for a person.
ALL_COMMUNES = (
    "Departments with less than 60% of their communes are listed: the file is then not the whole "
    "country, and no figure is compared with its sum."
)


def covers_the_communes(stored: Stored) -> Iterator[Remark]:
    """Tell when communes are those of a part of the country: its sum is then no national figure."""
    yield from covers(stored.territories())


def covers(codes: Iterable[str]) -> Iterator[Remark]:
    """Tell when these communes, of any vintage, are those of a part of the country."""
    communes = reference.load("communes")
    departement_of = dict(
        zip(communes["code"].to_pylist(), communes["departement"].to_pylist(), strict=True)
    )
    today = reference.current_codes()
    held = {today.get(code) for code in codes}
    expected: dict[str, int] = {}
    found: dict[str, int] = {}
    for code in set(today.values()):
        departement = departement_of[code]
        if reference.is_france(departement):
            expected[departement] = expected.get(departement, 0) + 1
            found[departement] = found.get(departement, 0) + (code in held)
    lacking = [d for d in sorted(expected) if found[d] < _LEAST_COMMUNES * expected[d]]
    if lacking:
        yield Remark(
            f"{len(lacking)} of {len(expected)} departments have less than "
            f"{_LEAST_COMMUNES:.0%} of their communes in the file ({_some(lacking)}): it is not "
            "the whole country, and no figure is compared with its sum",
            Weight.PARTIAL,
        )


def at_least(rows: int) -> Check:
    """Return the check that refuses a table of fewer rows: cut short, or another file."""

    def check(stored: Stored) -> Iterator[Remark]:
        if stored.contents.rows < rows:
            yield Remark(
                f"The file gives {stored.contents.rows} rows where {rows} at least are expected: "
                "it may be cut short",
                Weight.REFUSAL,
            )

    return check


def _some(codes: list[str], limit: int = 8) -> str:
    shown = ", ".join(codes[:limit])
    return shown if len(codes) <= limit else f"{shown} and {len(codes) - limit} others"
