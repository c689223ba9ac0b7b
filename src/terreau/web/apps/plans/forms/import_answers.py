"""What the page of a spreadsheet sends back: cells corrected or confirmed, lines chosen."""

from __future__ import annotations

from django.http import QueryDict

from terreau.web.apps.plans.selectors.import_lines import Becomes
from terreau.web.apps.plans.selectors.import_preview import ImportPreview
from terreau.web.apps.plans.services.importing import Answers

# Of each at once: a form holds a thousand fields.
MOST_CELLS = 60


def answers_of(preview: ImportPreview, sent: QueryDict) -> Answers:
    """Return what a page sent: only what it showed is said."""
    looks = {look.key: look for look in preview.to_look}
    shown = [looks[key] for key in sent.getlist("shown")[:MOST_CELLS] if key in looks]
    texts: dict[str, str | None] = {}
    for look in shown:
        typed = sent.get(f"cell-{look.key}")
        if typed is not None and typed.split() != look.cell.written.split():
            texts[look.key] = typed.strip()
    confirmed = {look.key: f"ok-{look.key}" in sent for look in shown if not look.is_error}
    if "confirm_all" in sent:
        confirmed |= {look.key: True for look in preview.to_look if look.waits}
    return Answers(texts, confirmed, _lines(preview, sent), _takes(preview, sent))


def ticked_of(preview: ImportPreview, sent: QueryDict | None) -> set[str]:
    """Return the boxes of lines that are ticked, by their id: as sent, else as they are kept."""
    if sent is None or not {"lines", "shown-line"} & sent.keys():
        imported = [line.key for line in preview.of(Becomes.NEW)]
        takes = {line.key: [each.name for each in line.takes] for line in preview.lines}
        other: list[str] = []
    else:
        imported, other = sent.getlist("in"), sent.getlist("other")
        takes = {key: sent.getlist(f"take-{key}") for key in sent.getlist("shown-line")}
    return {
        *(f"in-{key}" for key in imported),
        *(f"other-{key}" for key in other),
        *(f"take-{key}-{name}" for key, names in takes.items() for name in names),
    }


def _lines(preview: ImportPreview, sent: QueryDict) -> dict[int, str]:
    """Return what becomes of the lines that a page showed: imported or not, another sheet."""
    imported, other = set(sent.getlist("in")), set(sent.getlist("other"))
    found = dict.fromkeys((line.line for line in preview.lines if str(line.line) in other), "new")
    if "lines" not in sent:
        return found
    for line in preview.lines:
        is_in, is_double = str(line.line) in imported, line.proposed.double_of is not None
        if line.becomes is Becomes.NEW and not is_in:
            found[line.line] = "" if is_double else "leave"
        elif line.becomes in (Becomes.DOUBLE, Becomes.LEFT) and is_in:
            found[line.line] = "new" if is_double else ""
    return found


def _takes(preview: ImportPreview, sent: QueryDict) -> dict[int, frozenset[str]]:
    shown = set(sent.getlist("shown-line"))
    found = {}
    for line in preview.of(Becomes.CHANGED):
        names = frozenset(sent.getlist(f"take-{line.line}"))
        if "fill" in sent:
            names |= {each.name for each in line.takes}
            names |= {each.name for each in line.differences if not each.here}
        if str(line.line) in shown or "fill" in sent:
            found[line.line] = names
    return found
