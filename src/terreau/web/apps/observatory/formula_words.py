"""The formula of an indicator in words: what is divided by what, where and when."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from terreau.datasets.indicators.definition import Indicator, Term
from terreau.datasets.indicators.formula import YEARS
from terreau.datasets.reference import naf
from terreau.web.shared.formatting import format_number

_COUNTED: Mapping[str, Promise] = {
    "population": gettext_lazy("habitants"),
    "employment": gettext_lazy("emplois"),
    "establishments": gettext_lazy("établissements"),
    "creations": gettext_lazy("établissements créés"),
    "census": gettext_lazy("actifs occupés de 25 à 54 ans"),
    "unemployment": gettext_lazy("taux de chômage"),
}
_FUNCTIONS: Mapping[str, Promise] = {
    "nation": gettext_lazy("%(first)s dans le pays"),
    "krugman": gettext_lazy("indice de Krugman de %(first)s"),
    "hachman": gettext_lazy("indice de Hachman de %(first)s"),
    "herfindahl": gettext_lazy("concentration de %(first)s"),
    "entropy": gettext_lazy("entropie de %(first)s"),
    "largest": gettext_lazy("part de la première activité dans %(first)s"),
    "present": gettext_lazy("nombre d’activités présentes dans %(first)s"),
    "macro": gettext_lazy("effet national de %(first)s à %(last)s"),
    "structural": gettext_lazy("effet structurel de %(first)s à %(last)s"),
    "local": gettext_lazy("effet local de %(first)s à %(last)s"),
}
# Sign, and how strongly it binds.
_SIGNS: Mapping[type[ast.operator], tuple[str, int]] = {
    ast.Add: ("+", 1),
    ast.Sub: ("−", 1),
    ast.Mult: ("×", 2),
    ast.Div: ("÷", 2),
    ast.Pow: ("^", 3),
}
_ALONE = 4


def formula_in_words(indicator: Indicator) -> str:
    """Write a formula with what its terms stand for in place of their names."""
    words = {name: term_in_words(term) for name, term in indicator.terms}
    words[YEARS] = _("années écoulées")
    terms = {name: _("« %(title)s »") % {"title": said} for name, said in words.items()}
    return _written(ast.parse(indicator.formula.text, mode="eval").body, terms)[0]


def term_in_words(term: Term) -> str:
    """Say what a term counts: of which activities, and of when."""
    parts = [str(_COUNTED[term.table])]
    if term.level and term.is_vector:
        parts.append(_("par activité (%(level)s)") % {"level": term.level})
    elif term.level:
        parts[0] += f" ({', '.join(term.sectors)})"
    if term.back is None:
        parts.append(_("la première année"))
    elif term.back:
        parts.append(
            ngettext("%(count)s an avant", "%(count)s ans avant", term.back) % {"count": term.back}
        )
    return ", ".join(parts)


def activities_in_words(indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """Return the code and the name of each activity that a formula names."""
    language = (get_language() or "fr")[:2]
    named = dict.fromkeys(
        (term.level, code) for _name, term in indicator.terms if term.level for code in term.sectors
    )
    return tuple((code, naf.label(level, code, language)) for level, code in named)


def _written(node: ast.expr, terms: Mapping[str, str]) -> tuple[str, int]:
    """Return an expression and how strongly it binds; a formula was checked when it was read."""
    match node:
        case ast.BinOp(left, operator, right):
            sign, strength = _SIGNS[type(operator)]
            # Beside a sign as strong, parentheses change the value: to the right, and of a power.
            one = _inside(left, terms, strength + isinstance(operator, ast.Pow))
            two = _inside(right, terms, strength + 1)
            return f"{one} {sign} {two}", strength
        case ast.UnaryOp(_operator, operand):
            return f"−{_inside(operand, terms, _ALONE)}", _ALONE
        case ast.Call(ast.Name(name), arguments):
            named = [_written(each, terms)[0] for each in arguments]
            return str(_FUNCTIONS[name]) % {"first": named[0], "last": named[-1]}, _ALONE
        case ast.Name(name):
            return terms[name], _ALONE
        case ast.Constant(float() | int() as value):
            decimals = 0 if value == int(value) else 2
            return format_number(value, decimals), _ALONE
        case _:  # What no formula holds.
            raise TypeError(ast.unparse(node))


def _inside(node: ast.expr, terms: Mapping[str, str], strength: int) -> str:
    text, own = _written(node, terms)
    return text if own >= strength else f"({text})"
