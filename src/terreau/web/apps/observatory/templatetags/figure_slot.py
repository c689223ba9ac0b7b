"""The link by which something begins from a figure; nothing for who may begin nothing."""

from __future__ import annotations

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from terreau.core.number import Number

register = template.Library()
_MOST = 200


@register.simple_tag(takes_context=True)
def begin_from(context: Context, number: Number | None, unit: str = "") -> SafeString:
    """Show what the reader may begin from a figure, of the ``figure_slot`` of the page.

    Parameters
    ----------
    context : Context
        Of the page: its ``figure_slot`` and its ``territory``.
    number : Number or None
        The figure; nothing begins from one that is not known.
    unit : str
        As written after its value; "" = that of what it counts, where it is to be said.
    """
    slot = context.get("figure_slot")
    if slot is None or number is None or number.value is None:
        return SafeString("")
    words = figure_words(number, unit, context["territory"].name)
    starts = [(start.name, start.address(words)) for start in slot.starts]
    said = {"label": slot.label, "number": number, "starts": starts}
    return render_to_string("observatory/_begin_from.html", said)


def figure_words(number: Number, unit: str, territory: str) -> str:
    """Return a figure as it is quoted elsewhere: what, when, how much, where, after whom.

    Parameters
    ----------
    number : Number
        The figure.
    unit : str
        As written after its value; "" = that of what it counts.
    territory : str
        Its name.
    """
    counted = {"jobs": _("emplois"), "times": _("fois sa part dans le pays")}
    value = f"{number.display} {unit or counted.get(number.unit, '')}".strip()
    what = f"{number.label}, {number.period}" if number.period else number.label
    words = _("%(what)s : %(value)s (%(territory)s ; %(source)s)") % {
        "what": what,
        "value": value,
        "territory": territory,
        "source": number.provenance.source,
    }
    return Truncator(words).chars(_MOST)
