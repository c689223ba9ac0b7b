"""What the content of a source must pass: shared checks, each giving sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from terreau.core.said import Said, count_fr, some
from terreau.datasets import reference
from terreau.datasets.sources.model import Check, Remark, Stored, Weight

# A commune without a single employee is in no file of jobs.
_LEAST_COMMUNES = 0.6
_SHOWN = 8
# What `covers_the_communes` looks at, for a person.
ALL_COMMUNES = Said(
    "Departments with less than 60% of their communes are listed: the file is then not the whole "
    "country, and no figure is compared with its sum.",
    "Les départements dont moins de 60 % des communes y sont figurent dans une liste : le fichier "
    "n’est alors pas tout le pays, et aucun chiffre n’est comparé à sa somme.",
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
        named, least = some(lacking, _SHOWN), f"{100 * _LEAST_COMMUNES:.0f}"
        yield Remark(
            Said(
                f"{len(lacking)} of {len(expected)} departments have less than {least}% of their "
                f"communes in the file ({named.en}): it is not the whole country, and no figure "
                "is compared with its sum",
                f"{len(lacking)} départements sur {len(expected)} ont moins de {least} % de leurs "
                f"communes dans le fichier ({named.fr}) : ce n’est pas tout le pays, et aucun "
                "chiffre n’est comparé à sa somme",
            ),
            Weight.PARTIAL,
        )


def at_least(rows: int) -> Check:
    """Return the check that refuses a table of fewer rows: cut short, or another file."""

    def check(stored: Stored) -> Iterator[Remark]:
        if stored.contents.rows < rows:
            yield Remark(
                Said(
                    f"The file gives {stored.contents.rows} rows where {rows} at least are "
                    "expected: it may be cut short",
                    f"Le fichier donne {count_fr(stored.contents.rows)} lignes où {count_fr(rows)} "
                    "au moins sont attendues : il est peut-être tronqué",
                ),
                Weight.REFUSAL,
            )

    return check
