"""How effects are told apart, in words: the name of each method and the formula of each part."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

TITLES = {
    "dunn": lambda: _("simple, entre deux dates"),
    "chained": lambda: _("année par année"),
    "rest": lambda: _("face au reste du pays"),
    "esteban": lambda: _("en séparant la spécialisation"),
}
HELP = {
    "dunn": lambda: _(
        "Les emplois de la première année, au rythme du pays puis de leurs secteurs."
    ),
    "chained": lambda: _(
        "La même chose pour chaque année, puis la somme : le poids des secteurs suit les années."
    ),
    "rest": lambda: _(
        "Le territoire ne compte pas dans ce à quoi on le compare : utile quand il pèse lourd."
    ),
    "esteban": lambda: _(
        "L’effet local est partagé entre ce que les secteurs font de mieux et ce que sa "
        "spécialisation y ajoute."
    ),
}


def method_title(method: str) -> str:
    """Return the name of a method in the reader's language."""
    return TITLES[method]()


def method_help(method: str) -> str:
    """Say in one sentence what a method does."""
    return HELP[method]()


def formulas_of(method: str) -> Mapping[str, str]:
    """Return the formula of every figure that a method changes, in the reader's language."""
    parts = {
        "total": _("b − a = national + sectoriel + local (Dunn)"),
        "macro": _("Dunn : national = a × (E¹/E⁰ − 1)"),
        "structural": _("Dunn : sectoriel = a × (E¹ᵢ/E⁰ᵢ − E¹/E⁰)"),
        "local": _("Dunn : local = b − a × E¹ᵢ/E⁰ᵢ"),
        "not_compared": _(
            "b − a − national − sectoriel − local : secteurs sans emploi dans la référence, "
            "cellules non publiées à une année de la chaîne"
        ),
        "local_rate": _("effet local ÷ emplois de départ"),
        "without_first": _("effet local − effet local de ce secteur"),
    }
    if method in {"chained", "rest"}:
        parts["total"] = _("b − a = national + sectoriel + local + sans comparaison (Dunn)")
    if method == "esteban":
        parts |= {
            "total": _("b − a = national + sectoriel + local (Esteban-Marquillas)"),
            "macro": _("Esteban-Marquillas, comme Dunn : national = a × (E¹/E⁰ − 1)"),
            "structural": _("Esteban-Marquillas, comme Dunn : sectoriel = a × (E¹ᵢ/E⁰ᵢ − E¹/E⁰)"),
            "local": _(
                "Esteban-Marquillas : local = h × (g − Gᵢ) + (a − h) × (g − Gᵢ) + secteurs "
                "nouveaux, avec h = aⱼ × E⁰ᵢ/E⁰"
            ),
            "competitive": _("Esteban-Marquillas : h × (g − Gᵢ), avec h = aⱼ × E⁰ᵢ/E⁰"),
            "allocation": _("Esteban-Marquillas : (a − h) × (g − Gᵢ)"),
            "entry": _("emplois d’arrivée des secteurs absents au départ"),
        }
    # A sector that is only here: the same formula, and what it can but give.
    parts["void"] = parts["local"] + _(
        " ; 0 par construction : tout ce secteur du pays est ici, comparé à lui-même"
    )
    more = {
        "chained": _(" ; somme des effets de chaque année (Barff et Knight)"),
        "rest": _(" ; E : le pays sans ce territoire"),
        "esteban": "",
        "dunn": "",
    }[method]
    return {part: formula + more for part, formula in parts.items()}
