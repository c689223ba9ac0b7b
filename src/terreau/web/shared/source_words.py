"""What a page says of a source: words of ours are translated, official titles stay as published."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_noop

# The descriptions of the example country's tables, longest first: one may be part of another.
OURS = tuple(
    sorted(
        (
            gettext_noop("Terreau (pays d'exemple fictif)"),
            gettext_noop("Emploi salarié par commune et secteur (pays d'exemple fictif)"),
            gettext_noop(
                "Emplois de 25 à 54 ans aux recensements, par bassin de vie et secteur "
                "(pays d'exemple fictif)"
            ),
            gettext_noop("Aucune : chiffres inventés, sans valeur hors de Terreau"),
        ),
        key=len,
        reverse=True,
    )
)


def source_words(text: str) -> SafeString:
    """Return the title, the publisher or the licence of a table as a page shows it.

    Parameters
    ----------
    text : str
        As the table's description gives it, alone or within a longer text.

    Returns
    -------
    SafeString
        Translated when the words are ours; otherwise marked as French in a page of another
        language, so that it is read aloud as French.
    """
    said = translated(text)
    written = escape(said)
    if said != text or (get_language() or "fr").startswith("fr"):
        return written
    return mark_safe(f'<span lang="fr">{written}</span>')  # noqa: S308


def translated(text: str) -> str:
    """Return words of a source, those that are ours in the reader's language."""
    for ours in OURS:
        if ours in text:  # A page shows thirty sources, hardly any of them ours.
            text = text.replace(ours, gettext(ours))
    return text
