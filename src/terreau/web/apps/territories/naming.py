"""From what a person types in a terminal to one territory, or to the choices there are."""

from __future__ import annotations

from django.utils.translation import gettext as _

from terreau.core.errors import AmbiguousName, BadInput, UnknownPerimeter
from terreau.web.apps.territories import presenters, search, selectors
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.listing import find_named
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import LIST_KIND, Territory


def find_by_name(name: str, *, kind: str = "") -> Territory:
    """Return the territory that a name or a code designates.

    Parameters
    ----------
    name : str
        A name, whatever its case and accents, a code, or a list of codes.
    kind : str
        Keep only that kind; "list" reads ``name`` as a list of names or codes.

    Raises
    ------
    BadInput
        If there is no such kind.
    AmbiguousName
        If several territories have that name; the message lists them.
    UnknownPerimeter
        If none has; the message names the nearest.
    """
    name = _as_text(name)
    kind = kind.replace("-", "_")
    if kind and kind != LIST_KIND and kind not in PerimeterKind.values:
        raise BadInput(
            _("Cette catégorie de territoire n’existe pas"),
            value=kind,
            remedy=_("Choisissez parmi : %(kinds)s.")
            % {"kinds": ", ".join([*PerimeterKind.values, LIST_KIND])},
        )
    if kind == LIST_KIND or ("," in name and name.replace(",", "").isalnum()):
        return selectors.get_listed_territory(codes=name)
    found = _named(name, kind)
    if not found:
        raise _unknown(name, kind)
    if len(found) > 1:
        raise AmbiguousName(
            _("Plusieurs territoires portent ce nom"),
            value=name,
            choices=[_choice(perimeter) for perimeter in found],
            remedy=_("Précisez la catégorie par --kind, ou donnez le code."),
        )
    return selectors.get_territory(kind=found[0].kind, code=found[0].code)


def key_of_name(name: str) -> str:
    """Return "kind:code" of a territory; a text that starts with a kind is left as it is.

    Raises
    ------
    AmbiguousName, UnknownPerimeter
        As `find_by_name`.
    """
    if name.partition(":")[0] in {*PerimeterKind.values, LIST_KIND}:
        return name
    territory = find_by_name(name)
    return f"{territory.kind}:{territory.code}"


def list_named(name: str) -> list[Perimeter]:
    """Return the territories that bear a name or a code, and no other."""
    return _named(_as_text(name), "")


def list_by_name(name: str, *, limit: int = 8) -> list[Perimeter]:
    """Return the territories that a name or a code designates; the nearest where none does."""
    name = _as_text(name)
    return _named(name, "")[:limit] or [
        found.perimeter for found in search.search_perimeters(name, limit=limit)
    ]


def _as_text(name: str) -> str:
    """Return a name without the bytes that are no text, which a terminal may give."""
    return name.encode("utf-8", "replace").decode()


def _named(name: str, kind: str) -> list[Perimeter]:
    among = Perimeter.objects.filter(kind=kind) if kind else Perimeter.objects.all()
    by_code = among.filter(code__in={name, name.upper()}).order_by("kind", "code")
    if exact := list(by_code[:50]):
        return exact
    return find_named(name, (kind,) if kind else ())


def _unknown(name: str, kind: str) -> UnknownPerimeter:
    near = search.search_perimeters(name, kinds=(kind,) if kind else (), limit=3)
    return UnknownPerimeter(
        _("Aucun territoire ne porte ce nom"),
        value=name,
        remedy=_("Les plus proches : %(near)s.")
        % {"near": " ; ".join(_choice(f.perimeter) for f in near)}
        if near
        else _("Essayez un nom plus court, un code Insee ou un SIREN."),
    )


def _choice(perimeter: Perimeter) -> str:
    result = presenters.as_result(perimeter)
    return f"{result.name} ({result.kind_label}, --kind {result.kind}, {result.context})"
