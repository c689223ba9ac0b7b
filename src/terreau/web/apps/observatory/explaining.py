"""The provenance of each number of a profile, in the reader's language."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.core.provenance import Provenance
from terreau.datasets.dataset import Dataset
from terreau.datasets.licences import is_share_alike
from terreau.web.apps.observatory.measuring import Measures
from terreau.web.apps.observatory.profile import Choice
from terreau.web.apps.observatory.rules import METHODS
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.selectors import Territory
from terreau.web.shared.formatting import format_number


@dataclass(frozen=True)
class Explainer:
    """Writes provenances for one territory."""

    territory: Territory

    def of_population(self, year: int, missing: int) -> Provenance:
        """Explain a population of a reference year."""
        example = self.territory.is_example
        source = (
            _("Pays d’exemple fictif de Terreau")
            if example
            else _("Insee, population municipale, par @etalab/decoupage-administratif")
        )
        return Provenance(
            source=source,
            vintage=str(year),
            licence="" if example else "Licence Ouverte 2.0",
            geography=self.geography(None),
            coverage=_("%(count)s communes sans population pour cette année, non comptées")
            % {"count": format_number(missing)}
            if missing
            else _("toutes les communes"),
            formula=_("somme des communes d’aujourd’hui, fusions reportées"),
            command=self._command("population." + str(year)),
            is_example=example,
        )

    def of_figure(
        self,
        key: str,
        dataset: Dataset,
        choice: Choice,
        *,
        formula: str,
        measures: Measures | None = None,
        hidden_cells: int = 0,
        unknown: int = 0,
        is_paired: bool = True,
    ) -> Provenance:
        """Explain a figure computed from a dataset; ``is_paired`` when it compares dates."""
        return Provenance(
            source=f"{dataset.publisher}, {dataset.title}",
            dataset=f"{dataset.id}@{dataset.checksum}",
            vintage=dataset.vintage,
            licence=dataset.licence,
            obligation=obligation_words(dataset),
            geography=self.geography(dataset),
            absent=absent_words(dataset),
            coverage=_coverage(
                dataset, measures, hidden_cells, unknown=unknown, is_paired=is_paired
            ),
            formula=formula,
            command=self._command(key, choice),
            is_example=dataset.is_example,
        )

    def of_dataset(self, dataset: Dataset, *, coverage: str) -> Provenance:
        """Explain what figures share that no choice of the reader changes."""
        return Provenance(
            source=f"{dataset.publisher}, {dataset.title}",
            dataset=f"{dataset.id}@{dataset.checksum}",
            vintage=dataset.vintage,
            licence=dataset.licence,
            obligation=obligation_words(dataset),
            geography=self.geography(dataset),
            absent=absent_words(dataset),
            coverage=coverage,
            is_example=dataset.is_example,
        )

    def with_command(
        self, provenance: Provenance, key: str, choice: Choice | None = None
    ) -> Provenance:
        """Return the provenance of a sister number: the same but for the command."""
        return provenance.for_command(self._command(key, choice))

    def version_label(self) -> str:
        """Name the version of the perimeter."""
        version = self.territory.version
        if version is None:
            return _("communes non connues")
        return _("périmètre %(vintage)d, version %(number)d") % {
            "vintage": version.valid_to,
            "number": version.number,
        }

    def geography(self, dataset: Dataset | None) -> str:
        """Name the perimeter, its version and the geography of the codes of a table."""
        name = f"{self.territory.kind_label} {self.territory.name}, {self.version_label()}"
        if dataset is None or dataset.geography is None:
            return name
        return _("%(name)s ; codes du tableau : géographie %(year)d") % {
            "name": name,
            "year": dataset.geography,
        }

    def _command(self, key: str, choice: Choice | None = None) -> str:
        return f"{_asked(self.territory.kind, self.territory.code, choice)} --show {key}"


@lru_cache(maxsize=256)
def _asked(kind: str, code: str, choice: Choice | None) -> str:
    """Return the command that prints a profile; the same for its two hundred numbers."""
    words = ["terreau", "profile", code, "--kind", kind]
    if choice:
        words += ["--source", choice.source, "--from", str(choice.start), "--to", str(choice.end)]
        words += ["--level", choice.level] if choice.level else []
        words += [] if choice.method == METHODS[0] else ["--method", choice.method]
    return shlex.join(words)


def obligation_words(dataset: Dataset) -> str:
    """Say what the licence of a table asks beyond naming its source; "" for nothing."""
    if not is_share_alike(dataset.licence):
        return ""
    return _(
        "donner sous la même licence (%(licence)s) toute base de données tirée de ces chiffres, et "
        "en citer la source (partage à l’identique)"
    ) % {"licence": dataset.licence}


def absent_words(dataset: Dataset) -> str:
    """Say what a cell that is not in a table means."""
    if dataset.absent == "zero" and not dataset.covers_nation:
        return _(
            "aucun emploi, là où le tableau dit quelque chose ; ce dont il ne dit rien n’est pas "
            "connu"
        )
    if dataset.absent == "zero" and dataset.rows_hidden:
        return _(
            "aucun emploi, dit la source ; ce qu’elle marque secret n’est pas compté, et ne vaut "
            "jamais zéro"
        )
    return {
        "zero": _("aucun emploi, dit la source"),
        "secret": _("sous secret statistique : non comptées, jamais remplacées par zéro"),
        "missing": _("non collectées : non comptées, jamais remplacées par zéro"),
    }[dataset.absent]


def hidden_words(dataset: Dataset, count: int) -> str:
    """Name the cells that are not known: what each is, and why it is not.

    Where the source says that an absent row is a zero, only what it marks secret is not known.
    """
    if dataset.nomenclature and dataset.territory_kind == PerimeterKind.COMMUNE:
        cells = ngettext("croisement commune × secteur", "croisements commune × secteur", count)
    else:
        cells = ngettext("effectif", "effectifs", count)
    state = (
        ngettext(
            "sous secret statistique ou manquant", "sous secret statistique ou manquants", count
        )
        if dataset.absent == "missing"
        else _("sous secret statistique")
    )
    words = {"count": format_number(count), "cells": cells, "state": state}
    return _("%(count)s %(cells)s %(state)s") % words


def unknown_words(dataset: Dataset, count: int) -> str:
    """Name the territories of which a table says nothing."""
    if dataset.territory_kind == PerimeterKind.COMMUNE:
        words = ngettext(
            "%(count)s commune sans aucune ligne dans le tableau, non comptée",
            "%(count)s communes sans aucune ligne dans le tableau, non comptées",
            count,
        )
    else:
        words = ngettext(
            "%(count)s territoire sans aucune ligne dans le tableau, non compté",
            "%(count)s territoires sans aucune ligne dans le tableau, non comptés",
            count,
        )
    return words % {"count": format_number(count)}


def _coverage(
    dataset: Dataset,
    measures: Measures | None,
    hidden_cells: int,
    *,
    unknown: int,
    is_paired: bool,
) -> str:
    parts = []
    unknown = measures.unknown if measures else unknown
    hidden = hidden_cells or (int(measures.hidden.sum()) if measures else 0)
    if hidden and is_paired:
        parts.append(
            _("%(cells)s, non comptés, à aucune des dates")
            % {"cells": hidden_words(dataset, hidden)}
        )
    elif hidden:
        parts.append(
            _("c’est un minimum : %(cells)s, non comptés")
            % {"cells": hidden_words(dataset, hidden)}
        )
    if unknown:
        parts.append(unknown_words(dataset, unknown))
    if measures and measures.rebased:
        parts.append(
            _("dont %(jobs)s emplois de communes fusionnées depuis, reportés sur la nouvelle")
            % {"jobs": format_number(measures.rebased)}
        )
    if measures and measures.uncertain:
        parts.append(
            _("dont %(jobs)s emplois de communes dont l’histoire est incertaine (scissions)")
            % {"jobs": format_number(measures.uncertain)}
        )
    return " ; ".join(parts) or _("tout ce que la source publie")
