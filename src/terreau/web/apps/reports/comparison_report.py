"""A comparison as a report."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

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
from terreau.web.apps.observatory.comparing import Comparison, Curves
from terreau.web.apps.reports.wording import in_words, language, mark, typeset, words


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
    if found.certainty:
        sections.append(Section(_("Peut-on s’y fier ?"), (Paragraph(found.certainty),)))
    if found.curves:
        title = _("L’emploi, année par année")
        sections.append(Section(title, tuple(_curves(found.curves, title))))
    numbers = tuple(range(1, 1 + len(found.lines)))
    sections.append(Section(_("Côte à côte"), (_table(found),), numbers))
    return typeset(
        Document(
            title=_(" et ").join(one.name for one in found.compared)
            if len(found.compared) == 2
            else ", ".join(one.name for one in found.compared),
            subtitle=" · ".join(dict.fromkeys(one.kind_label for one in found.compared)),
            lead=found.sentence,
            sections=tuple(sections),
            notes=tuple(
                Note(number, line.title, line.provenance)
                for number, line in zip(numbers, found.lines, strict=True)
            ),
            state=state,
            address=address,
            words=words(),
            language=language(),
            made_on=in_words(day),
            day=day,
            mark=mark(is_example=found.is_example),
        )
    )


def _curves(curves: Curves, title: str) -> Iterator[Block]:
    yield Paragraph(_("100 la première année, sur une même échelle, qui ne part pas de zéro."))
    columns = list(zip(*(numbers for _year, numbers in curves.rows), strict=True))
    drawn = [
        (name, numbers)
        for name, numbers in zip(curves.names, columns, strict=True)
        if all(number.value is not None for number in numbers)
    ]
    if drawn:
        figure = Lines(
            title=title,
            series=tuple(
                Series(name, tuple(Point(n.period, n.value or 0.0, n.display) for n in numbers))
                for name, numbers in drawn
            ),
            headings=(_("Année"), *(name for name, _numbers in drawn)),
        )
        ends = tuple(numbers[-1] for _name, numbers in drawn)
        said = ", ".join(f"{name} {numbers[-1].display}" for name, numbers in drawn)
        yield Chart(figure, f"{title} : {said}", ends)
    yield Table(
        title="",
        headings=(_("Année"), *curves.names),
        rows=tuple((str(year), *numbers) for year, numbers in curves.rows),
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
