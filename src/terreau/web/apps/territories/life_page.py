"""The life of a perimeter in words: what its page and the API show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.web.apps.territories import presenters
from terreau.web.apps.territories.enums import Country
from terreau.web.apps.territories.enums import PerimeterKind as Kind
from terreau.web.apps.territories.life import Event
from terreau.web.apps.territories.life_titles import title_of
from terreau.web.apps.territories.lives import Life
from terreau.web.shared.formatting import format_percent


@dataclass(frozen=True)
class Named:
    """A territory that an event names; ``url`` is empty where it has no page."""

    code: str
    name: str
    url: str


@dataclass(frozen=True)
class EventRow:
    """An event as it is told."""

    kind: str
    title: str
    communes: tuple[Named, ...]
    elsewhere: Named | None
    elsewhere_label: str
    note: str


@dataclass(frozen=True)
class YearRow:
    """The events of one vintage; the year is None where no source dates them."""

    year: int | None
    events: tuple[EventRow, ...]


@dataclass(frozen=True)
class BelongingRow:
    """Where a commune belongs over a run of vintages."""

    kind_label: str
    perimeter: Named
    first: int
    last: int


@dataclass(frozen=True)
class LifePage:
    """The life of a perimeter, ready to be shown."""

    sentence: str
    years: tuple[YearRow, ...]
    belongings: tuple[BelongingRow, ...]
    doubt: str
    notes: tuple[str, ...]


def life_page(life: Life) -> LifePage:
    """Put a life in words, in the reader's language."""
    return LifePage(
        sentence=_sentence(life),
        years=tuple(
            YearRow(year, tuple(_row(event, life) for event in events))
            for year, events in groupby(life.events, key=lambda event: event.year)
        ),
        belongings=tuple(
            BelongingRow(
                str(Kind(b.perimeter.kind).label),
                Named(b.perimeter.code, b.perimeter.name, presenters.as_result(b.perimeter).url),
                b.first,
                b.last,
            )
            for b in life.belongings
        ),
        doubt=_doubt(life),
        notes=tuple(_notes(life)),
    )


def _sentence(life: Life) -> str:
    told = [event for event in life.events if event.kind != "first_known"]
    if life.territory.kind != Kind.COMMUNE and not life.versions:
        return _("Ses communes ne sont pas connues, sa vie non plus.")
    if not told:
        return _(
            "Rien n’a changé entre %(first)d et %(last)d : ni communes, ni nom, ni statut."
        ) % {
            "first": life.years[0],
            "last": life.years[-1],
        }
    if life.territory.kind == Kind.COMMUNE:
        return _of_commune(told, life)
    return ngettext(
        "Un même périmètre depuis %(since)d, %(changes)s.",
        "%(count)d périmètres successifs, %(changes)s.",
        len(life.versions),
    ) % {
        "count": len(life.versions),
        "since": life.versions[0].valid_from,
        "changes": ngettext("%(n)d événement", "%(n)d événements", len(told)) % {"n": len(told)},
    }


def _of_commune(told: Sequence[Event], life: Life) -> str:
    """Say what a commune has become, or what last happened to it."""
    last = told[-1]
    into = _commune(last.into, life, last.year).name
    if last.kind == "absorbed":
        words = {"year": last.year, "commune": into}
        if last.year is None:
            return _("N’existe plus : elle est dans %(commune)s.") % words
        return _("N’existe plus depuis %(year)d : elle est dans %(commune)s.") % words
    changes = ngettext("%(count)d changement connu", "%(count)d changements connus", len(told)) % {
        "count": len(told)
    }
    if len(told) == 1 or last.year is None:
        return f"{changes}."
    return _("%(changes)s, le dernier en %(year)d.") % {"changes": changes, "year": last.year}


def _row(event: Event, life: Life) -> EventRow:
    into = _commune(event.into, life, event.year)
    own = life.territory.code if life.territory.kind == Kind.COMMUNE else ""
    other = life.perimeters.get(event.elsewhere)
    is_coming = event.kind in {"created", "enlarged", "joined"}
    return EventRow(
        kind=event.kind,
        title=title_of(event, into.name if event.kind == "recoded" else _with_code(into)),
        communes=tuple(_commune(code, life, None) for code in event.codes if code != own),
        elsewhere=Named(other.code, other.name, presenters.as_result(other).url) if other else None,
        elsewhere_label=_("Auparavant :") if is_coming else _("Désormais :"),
        note=_note(event, into, is_commune=bool(own)),
    )


def _note(event: Event, into: Named, *, is_commune: bool) -> str:
    if event.kind == "first_known" and is_commune:
        return _("De ce qui s’est passé avant, la source ne dit que les fusions et leurs fins.")
    if event.kind == "first_known":
        return _("Ce qui s’est passé avant n’est pas dans la source.")
    if event.is_ambiguous:
        return _(
            "On ne sait pas répartir les emplois d’avant entre %(commune)s et ce qui s’en sépare : "
            "ils étaient comptés ensemble."
        ) % {"commune": into.name or into.code}
    return ""


def _commune(code: str, life: Life, year: int | None) -> Named:
    """Name a commune, as it was called in a year where that is known."""
    name, has_page = life.communes.get(code, ("", False))
    name = next(
        (s.name for s in life.named.get(code, ()) if s.first <= (year or 0) <= s.last), name
    )
    url = reverse("territories:life", args=("commune", code)) if has_page else ""
    return Named(code, name or code, url)


def _with_code(commune: Named) -> str:
    if commune.name == commune.code:
        return commune.code
    return f"{commune.name} ({commune.code})"


def _doubt(life: Life) -> str:
    if life.doubt is None:
        return ""
    return _(
        "Les communes concernées comptent %(share)s des emplois de ce périmètre en %(period)d "
        "(%(dataset)s) : ce qui est dit d’elles seules avant la séparation est incertain."
    ) % {
        "share": format_percent(life.doubt.share),
        "period": life.doubt.period,
        "dataset": life.doubt.dataset.title,
    }


def _notes(life: Life) -> Iterator[str]:
    """Yield what the source does not tell of this kind of perimeter."""
    kind = life.territory.kind
    yield _("Millésimes connus : %(years)s.") % {"years": ", ".join(map(str, life.years))}
    if life.territory.country != Country.FRANCE:
        return
    if kind in (Kind.COMMUNE, Kind.DEPARTEMENT, Kind.REGION, Kind.NATION):
        yield _(
            "Celui des communes de 2020 n’existe pas dans la source : un changement de 2020 est "
            "daté de 2021."
        )
    elif kind == Kind.EPT:
        yield _(
            "La source ne donne les établissements publics territoriaux que depuis 2023 ; ceux de "
            "2024 y sont ceux de 2023, ceux de 2026 ceux de 2025."
        )
    elif kind in (Kind.ZONE_EMPLOI, Kind.BASSIN_DE_VIE):
        yield _(
            "Ce zonage est tracé une fois pour plusieurs années : la liste donnée est la seule "
            "connue, seules les communes y changent."
        )
    elif kind == Kind.TERRITOIRE_INDUSTRIE:
        yield _(
            "La liste officielle nomme des intercommunalités : leurs changements sont les siens ; "
            "les entrées et sorties d’intercommunalités n’y sont pas datées."
        )
    if kind in (Kind.EPCI, Kind.TERRITOIRE_INDUSTRIE, Kind.CUSTOM):
        yield _(
            "La composition publiée pour 2026 est celle de 2025 : un changement de 2026 ne se voit "
            "pas encore."
        )
