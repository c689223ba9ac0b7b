"""A committee on paper: what to decide and what moved, the page of the duo, the minutes."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.reporting.document import Block, Document, Paragraph, Section, Table
from terreau.web.apps.plans.documents.paper import (
    Paper,
    counts,
    document_of,
    euros,
    follow_ups_table,
    lines_table,
    section,
    table,
)
from terreau.web.apps.plans.enums import Ask, Instrument, SheetState
from terreau.web.apps.plans.selectors.committees import CommitteeShown
from terreau.web.apps.plans.selectors.review import Review
from terreau.web.apps.plans.selectors.review_words import (
    committee_in_words,
)
from terreau.web.shared.formatting import format_day

# On the page of the duo, which is one page: what does not hold is on the committee's own.
_FIRST = 6
_LONGEST = 150
# Points left on that page under its head, of a line of a cell, of what is around a row.
_ROOM, _LINE, _AROUND = 400, 11, 7
_CLUSTERS = (44, 46, 20)  # of a line of each column


def committee_document(shown: CommitteeShown, review: Review, *, address: str) -> Document:
    """Return what a committee starts from: its agenda, what is to be decided, what moved."""
    return _document(
        shown,
        lead=lead_of(review),
        sections=[
            section(_("Ordre du jour"), *_paragraphs(shown.committee.agenda)),
            section(_("À décider"), _counts(shown, review), _asked(review)),
            *_moved(shown, review),
            section(
                _("Suites des comités"),
                follow_ups_table(_("En retard"), review.late),
                follow_ups_table(_("À faire"), review.waiting),
                follow_ups_table(_("Faites depuis le dernier comité"), review.done),
            ),
            _annex(review),
        ],
        address=address,
    )


def duo_document(shown: CommitteeShown, review: Review, *, address: str) -> Document:
    """Return the one page of the two who chair: what they are asked, what moved, what is late."""
    moved = _short(lines_table(_("Ce qui a bougé"), review.moved[:_FIRST]))
    late = _short(follow_ups_table("", review.late[:4]))
    room = _ROOM - sum(_height(each) for each in (moved, late) if each is not None)
    asked, count = _asked_within(review, room)
    left = len(review.to_decide) - count
    more = ngettext(
        "Et %(count)s autre fiche, sur la page du comité.",
        "Et %(count)s autres fiches, sur la page du comité.",
        left,
    ) % {"count": left}
    return _document(
        shown,
        lead=lead_of(review),
        sections=[
            section(_("Ce qui vous est demandé"), asked, Paragraph(more) if left > 0 else None),
            section(_("Ce qui a bougé"), moved),
            section(_("Suites en retard"), late),
        ],
        address=address,
    )


def minutes_document(shown: CommitteeShown, *, address: str) -> Document:
    """Return the minutes of a committee: who was there, what was decided, what follows."""
    following = shown.following
    comes = _("Prochain comité : %(day)s") % {"day": format_day(following.on)} if following else ""
    return _document(
        shown,
        title=_("Compte rendu : %(committee)s")
        % {"committee": committee_in_words(shown.committee)},
        lead=" ".join(filter(None, (minutes_lead(shown), comes and f"{comes}."))),
        sections=[
            section(
                _("Présences"),
                _named(_("Présents"), (each.name for each in shown.present)),
                _named(_("Excusés"), (each.name for each in shown.excused)),
            ),
            section(
                _("Décisions"),
                table(
                    "",
                    (_("Fiche"), _("Décision")),
                    (
                        (str(each.sheet) if each.sheet else _("Tout le plan"), each.text)
                        for each in shown.decisions
                    ),
                ),
            ),
            section(_("Suites à donner"), follow_ups_table("", shown.follow_ups)),
            section(_("Ce qui s’est dit"), *_paragraphs(shown.committee.minutes)),
        ],
        address=address,
    )


def lead_of(review: Review) -> str:
    """Say in a sentence what a committee has before it."""
    asked, moved = len(review.to_decide), len(review.moved)
    told = [
        ngettext("**%(count)s fiche** à regarder", "**%(count)s fiches** à regarder", asked)
        % {"count": asked},
    ]
    to_validate = sum(Ask.VALIDATE in line.asks for line in review.to_decide)
    if to_validate:
        told.append(
            ngettext("dont **%(count)s** à valider", "dont **%(count)s** à valider", to_validate)
            % {"count": to_validate}
        )
    if moved:
        told.append(ngettext("%(count)s a bougé", "%(count)s ont bougé", moved) % {"count": moved})
    if review.late:
        told.append(
            ngettext("%(count)s suite en retard", "%(count)s suites en retard", len(review.late))
            % {"count": len(review.late)}
        )
    return f"{', '.join(told)}."


def minutes_lead(shown: CommitteeShown) -> str:
    """Say in a sentence what a committee came to."""
    decided, follow = len(shown.decisions), len(shown.follow_ups)
    told = [
        ngettext("**%(count)s décision**", "**%(count)s décisions**", decided) % {"count": decided},
        ngettext("**%(count)s suite** à donner", "**%(count)s suites** à donner", follow)
        % {"count": follow},
    ]
    return f"{', '.join(told)}."


def _document(
    shown: CommitteeShown, *, lead: str, sections: list[Section], address: str, title: str = ""
) -> Document:
    committee = shown.committee
    name = title or committee_in_words(committee)
    place = f"{committee.place}. " if committee.place else ""
    return document_of(
        Paper(
            plan=committee.plan,
            title=name,
            lead=f"{place}{lead}",
            sections=sections,
            address=address,
            is_of_partners=shown.is_partner,
        )
    )


def _counts(shown: CommitteeShown, review: Review) -> Block:
    """Return of how many sheets each thing is asked, and how many there are."""
    asked = [ask for line in review.to_decide for ask in line.asks]
    told = [("sheets", _("Fiches du plan"), len(review.rows))]
    named = {
        Ask.VALIDATE: _("À valider"),
        Ask.BLOCKED: _("En pause"),
        Ask.LATE: _("En retard"),
        Ask.UNFUNDED: _("Non financées"),
        Ask.WITHOUT_LEAD: _("Sans pilote"),
    }
    told += [(ask.value, name, asked.count(ask)) for ask, name in named.items() if ask in asked]
    return counts(shown.committee.plan, told)


def _asked(review: Review) -> Block:
    found = lines_table(_("Ce qui est demandé"), review.to_decide)
    return found or Paragraph(_("Rien ne demande de décision : le plan avance comme prévu."))


def _moved(shown: CommitteeShown, review: Review) -> list[Section]:
    if shown.previous is None:
        first = Paragraph(_("C’est le premier comité de cette sorte : rien à quoi comparer."))
        return [section(_("Ce qui a bougé"), first)]
    title = _("Ce qui a bougé depuis le %(day)s") % {"day": format_day(shown.previous.on)}
    nothing = Paragraph(_("Rien n’a bougé depuis le dernier comité."))
    return [
        section(title, lines_table(_("Ce qui a bougé"), review.moved) or nothing),
        section(_("L’argent depuis le dernier comité"), _gains(review.gains)),
        section(
            _("Besoins nouveaux"),
            table(
                "",
                (_("Besoin"), _("État"), _("Noté le")),
                ((n.title, n.get_state_display(), format_day(n.raised_on)) for n in review.needs),
            ),
        ),
    ]


def _gains(gains: Iterable[tuple[Instrument, int, int]]) -> Table | None:
    return table(
        "",
        (_("Instrument"), _("Obtenu"), _("Versé")),
        (
            (str(each.label), *(euros(cents or None) for cents in (obtained, paid)))
            for each, obtained, paid in gains
        ),
    )


def _annex(review: Review) -> Section:
    rows = (
        (
            str(row.sheet),
            str(SheetState(row.sheet.state).label),
            ", ".join(row.leads),
            format_day(row.next_due_on) if row.next_due_on else "",
        )
        for row in review.rows
    )
    headings = (_("Fiche"), _("Où elle en est"), _("Pilote"), _("Prochain jalon"))
    found = section(_("Toutes les fiches"), table("", headings, rows))
    return Section(found.title, found.blocks, is_annex=True)


def _named(title: str, names: Iterable[str]) -> Paragraph | None:
    told = ", ".join(names).replace("**", "")
    return Paragraph(f"**{title}** : {told}.") if told else None


def _paragraphs(text: str) -> list[Paragraph]:
    """Return a text as people wrote it, a paragraph a line; its asterisks are not ours."""
    return [Paragraph(line.strip().replace("**", "")) for line in text.splitlines() if line.strip()]


def _asked_within(review: Review, room: float) -> tuple[Table | None, int]:
    """Return what is asked, whole, of as many sheets as hold; the first ones, cut, if few do."""
    for count in range(len(review.to_decide), _FIRST - 1, -1):
        found = lines_table(_("Ce qui est demandé"), review.to_decide[:count])
        if found is not None and _height(found) <= room:
            return found, count
    few = review.to_decide[:_FIRST]
    found = lines_table(_("Ce qui est demandé"), few)
    is_held = found is not None and _height(found) <= room
    return found if is_held else _short(found), len(few)


def _height(found: Table) -> float:
    """Return about how many points a table takes, its headings with it."""
    lines = [
        max(-(-len(str(cell or "")) // held) for cell, held in zip(row, _CLUSTERS, strict=False))
        for row in found.rows
    ]
    return sum(_LINE * max(each, 1) + _AROUND for each in (1, *lines))


def _short(found: Table | None) -> Table | None:
    """Return a table whose cells are cut, so that its page is one."""
    if found is None:
        return None
    rows = tuple(tuple(_cut(str(cell or "")) for cell in row) for row in found.rows)
    return Table(found.title, found.headings, rows)


def _cut(text: str) -> str:
    """Return a text cut between two things said, else between two words: never in an amount."""
    if len(text) <= _LONGEST:
        return text
    held = text[: _LONGEST - 1]
    at = max(held.rfind(sign) for sign in (" · ", "; ", ", "))
    return f"{(held[:at] if at > 0 else held.rpartition(' ')[0] or held).rstrip()}…"
