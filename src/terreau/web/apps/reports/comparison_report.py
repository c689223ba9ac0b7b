"""A comparison as a report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.provenance import Provenance
from terreau.reporting.document import (
    Block,
    Chart,
    Document,
    Note,
    Paragraph,
    Section,
    State,
    Table,
)
from terreau.reporting.figures import Lines, Point, Series
from terreau.web.apps.observatory.comparing import Comparison, Curves, Line
from terreau.web.apps.reports.wording import language, mark, typeset, words
from terreau.web.shared.formatting import format_day


def comparison_report(found: Comparison, *, state: State, address: str) -> Document:
    """Return the report of a comparison.

    Parameters
    ----------
    found : Comparison
        As the page shows it.
    state : State
        The data it was made from.
    address : str
        Of the page.
    """
    day = timezone.localdate()
    sections = []
    # Two years hold under their chart; more are looked up in an annex.
    has_years_between = found.curves is not None and len(found.curves.rows) > 2
    if found.curves:
        first, last = found.curves.rows[0][0], found.curves.rows[-1][0]
        title = _("L’emploi, année par année")
        if not has_years_between:
            title = _("%(first)d et %(last)d") % {"first": first, "last": last}
        under = () if has_years_between else (_years(found.curves),)
        sections.append(Section(title, (*_curves(found.curves), *under)))
    numbers = tuple(range(1, 1 + len(found.lines)))
    certainty = (Paragraph(found.certainty),) if found.certainty else ()
    sections.append(Section(_("Côte à côte"), (*certainty, _table(found)), numbers))
    if found.curves and has_years_between:
        title = _("Annexe : l’emploi, année par année")
        sections.append(Section(title, (_years(found.curves),), is_annex=True))
    return typeset(
        Document(
            title=_(" et ").join(one.name for one in found.compared)
            if len(found.compared) == 2
            else ", ".join(one.name for one in found.compared),
            subtitle=" · ".join(dict.fromkeys(one.kind_label for one in found.compared)),
            lead=found.sentence,
            sections=tuple(sections),
            notes=tuple(
                Note(number, line.title, _in_words(line, found))
                for number, line in zip(numbers, found.lines, strict=True)
            ),
            state=state,
            address=address,
            words=words(),
            language=language(),
            made_on=format_day(day),
            day=day,
            mark=mark(is_example=found.is_example),
            scope=_scope(found),
        )
    )


def _scope(found: Comparison) -> str:
    """Return on one line where the figures come from and what they count."""
    names = dict.fromkeys(re.sub(r" \([\d, –-]+\)$", "", source) for source in found.sources)
    years = [int(y) for line in found.lines for y in re.findall(r"\d{4}", line.period)]
    years += [year for year, _numbers in found.curves.rows] if found.curves else []
    span = "–".join(map(str, dict.fromkeys((min(years), max(years))))) if years else ""
    return " · ".join(filter(None, (" ; ".join(names), span)))


def _in_words(line: Line, found: Comparison) -> Provenance:
    """Return where a line comes from as one reads it: what it is, not how it is programmed."""
    names = ", ".join(one.name for one in found.compared)
    told = line.provenance
    # The title of the report names them already.
    geography = "" if told.geography == names else told.geography
    return replace(told, formula=line.definition, geography=geography)


def _curves(curves: Curves) -> Iterator[Block]:
    columns = list(zip(*(numbers for _year, numbers in curves.rows), strict=True))
    drawn = [
        (place, name, numbers)
        for place, (name, numbers) in enumerate(zip(curves.names, columns, strict=True))
        if all(number.value is not None for number in numbers)
    ]
    if not drawn:
        yield Paragraph(_("Trop peu est publié, année après année, pour tracer des courbes."))
        return
    title = _("Emploi, 100 en %(year)d") % {"year": curves.rows[0][0]}
    country = len(curves.names) - 1
    figure = Lines(
        title=title,
        series=tuple(
            Series(
                name,
                tuple(Point(n.period, n.value or 0.0, n.display) for n in numbers),
                is_country=place == country,
            )
            for place, name, numbers in drawn
        ),
        headings=(_("Année"), *(name for _place, name, _numbers in drawn)),
    )
    ends = tuple(numbers[-1] for _place, _name, numbers in drawn)
    said = ", ".join(f"{name} {numbers[-1].display}" for _place, name, numbers in drawn)
    yield Chart(figure, f"{title} : {said}", ends)
    yield Paragraph(_("Une même échelle pour tous, qui ne part pas de zéro."))


def _years(curves: Curves) -> Table:
    return Table(
        title="",
        headings=(_("Année"), *curves.names),
        rows=tuple((str(year), *numbers) for year, numbers in curves.rows),
        note=_("Emploi, 100 la première année."),
    )


def _table(found: Comparison) -> Table:
    return Table(
        title="",
        headings=(_("Indicateur"), *(one.name for one in found.compared), _("Pays")),
        rows=tuple(
            (
                ", ".join(part for part in (f"{line.title}, {line.period}", line.unit) if part),
                *(cell.number for cell in line.cells),
                line.nation,
            )
            for line in found.lines
        ),
        note=_("Une valeur dont des cellules sont secrètes est un minimum : les notes le disent.")
        if any(cell.is_partial for line in found.lines for cell in line.cells)
        else "",
    )
