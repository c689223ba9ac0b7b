"""The few tags that every template has: numbers, the thread, icons of sign."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.core.provenance import Provenance
from terreau.core.said import Said
from terreau.web.shared import formatting, thread
from terreau.web.shared import source_words as sources

register = template.Library()
_OPTION = re.compile(r"--[a-z-]+")


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    """Write a number in the active language."""
    return formatting.format_number(value, decimals)


@register.filter
def signed(value: float | None, decimals: int = 0) -> str:
    """Write a number with its sign."""
    return formatting.format_number(value, decimals, is_signed=True)


@register.filter
def percent(value: float | None, decimals: int = 1) -> str:
    """Write a ratio as a percentage."""
    return formatting.format_percent(value, decimals)


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """Write a day, or that of an instant; nothing where there is none."""
    return formatting.format_day(value) if value else ""


@register.filter
def euros(cents: int | None) -> str:
    """Write cents in euros, to the cent; an en dash where nobody said."""
    return "–" if cents is None else formatting.format_euros(cents)


@register.filter
def source_words(text: str) -> SafeString:
    """Show words of a source: ours translated, official ones marked as French."""
    return sources.source_words(text)


@register.filter
def said(sentence: Said) -> str:
    """Write what the library says of data in the reader's language."""
    return sentence.in_language(get_language() or settings.LANGUAGE_CODE)


@register.inclusion_tag("shared/components/thread.html")
def thread_at(current: str) -> dict[str, object]:
    """Show the thread with the current step marked."""
    return {"steps": thread.steps(current)}


@register.simple_tag
def figure(number: Any, *, signed: bool = False) -> SafeString:
    """Show a figure: its written form for people, its exact value and its name for machines.

    Parameters
    ----------
    number : Number
        A figure with ``key``, ``value`` and ``display``.
    signed : bool
        Colour a gain and a loss; the written sign says the same without colour.
    """
    tone = ""
    if signed and number.display[:1] in {"+", formatting.MINUS}:
        tone = "up" if number.value > 0 else "down"
    exact = "" if number.value is None else repr(number.value)
    # Two hundred a page: only what a table may have written is escaped.
    key, display = escape(number.key), escape(number.display)
    return mark_safe(  # noqa: S308
        f'<data value="{exact}" data-figure="{key}" class="{tone}">{display}</data>'
    )


@register.simple_tag
def interval(number: Any) -> SafeString:
    """Show the bounds of a figure in small, with two decimals; nothing without bounds.

    Parameters
    ----------
    number : Number
        A figure with ``lower`` and ``upper``.
    """
    if number.lower is None or number.upper is None:
        return SafeString("")
    lower, upper = (formatting.format_number(bound, 2) for bound in (number.lower, number.upper))
    return mark_safe(f'<small class="interval">{lower}–{upper}</small>')  # noqa: S308


@register.simple_tag
def provenance_list(provenance: Provenance) -> SafeString:
    """Show what is known of where a figure comes from, as a list of terms.

    Parameters
    ----------
    provenance : Provenance
        Of a figure.
    """
    # What a table's description says; the rest is written by us, in the reader's language.
    words = source_words if provenance.dataset else escape
    source = words(provenance.source)
    if provenance.vintage:
        source += escape(" · " + _("millésime") + f" {provenance.vintage}")
    said = (
        (_("Source"), source),
        (_("Licence"), words(provenance.licence)),
        (_("Ce que la licence demande"), escape(provenance.obligation)),
        (_("Géographie"), escape(provenance.geography)),
        (_("Formule"), escape(provenance.formula)),
        (_("Lignes absentes du fichier"), escape(provenance.absent)),
        (_("Couverture"), escape(provenance.coverage)),
    )
    items = "".join(f"<div><dt>{term}</dt><dd>{text}</dd></div>" for term, text in said if text)
    title = _("Refaire ce calcul")
    again = f"<dt>{title}</dt><dd><code>{_command(provenance.command)}</code></dd>"
    return mark_safe(f'<dl class="provenance">{items}<div>{again}</div></dl>')  # noqa: S308


def _command(command: str) -> str:
    # A line breaks before an option, never inside "--level".
    return _OPTION.sub(r'<span class="option">\g<0></span>', escape(command))
