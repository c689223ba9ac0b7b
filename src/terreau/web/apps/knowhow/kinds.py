"""What sort of know-how each line of a text is: by the heading above it, else by its own words.

It is a guess, shown to who writes before anything is kept; one press corrects it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from terreau.core.text import fold
from terreau.matching.vocabulary import terms_in, vocabulary
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.rules import bare

_HEADINGS = {
    KnowHowKind.MAKES: (
        "savoir faire", "activites", "metiers", "competences", "prestations", "services",
        "sait faire", "savons faire", "sais faire", "faisons", "procedes", "fabrications",
        "productions", "what we do", "know how", "we make", "services offered",
    ),
    KnowHowKind.MACHINE: (
        "machines", "machine", "parc machines", "parc machine", "parc", "equipements", "moyens",
        "moyens techniques", "moyens de production", "materiel", "outillage", "capacites",
        "machines et capacites", "machine ou capacite", "equipment", "locaux",
    ),
    KnowHowKind.CERTIFICATION: (
        "certifications", "certification", "labels", "label", "qualifications", "qualification",
        "agrements", "habilitations", "normes", "certificates",
    ),
    KnowHowKind.MATERIAL: (
        "matieres", "matiere", "materiaux", "matieres travaillees", "matiere travaillee",
        "matieres premieres", "materials",
    ),
    KnowHowKind.REFERENCE: (
        "references", "reference", "clients", "client", "realisations", "realisation", "chantiers",
        "font confiance", "customers",
    ),
    KnowHowKind.SEEKS: (
        "cherche", "cherchons", "recherche", "recherchons", "recherches", "besoins", "besoin",
        "demandes", "a la recherche de", "en recherche de", "we seek", "seeks", "looking for",
        "needs", "avons besoin de", "a besoin de",
    ),
}  # fmt: skip
_KIND_OF_HEADING = {words: kind for kind, each in _HEADINGS.items() for words in each}
# What may surround a heading: "Ce que nous cherchons en ce moment", "Nos principaux clients".
_AROUND = re.compile(
    r"^(?:(?:ce|que|qu|nous|on|elle|il|ils|je|j|nos|notre|ses|son|leurs?|les|la|le|des|our|the|nos"
    r"|principa(?:les|ux)|quelques|autres) )+|(?: (?:en ce moment|actuellement|aujourd hui))$"
)
_LONGEST_HEADING = 60
_SEEKS = re.compile(
    r"^(?:(?:nous|on|elle|il|je|l entreprise) )?(?:cherch(?:e|ons|ent|er)|recherch(?:ons|ent|er)"
    r"|recherche(?= (?:un|une|des|du|d un|d une)\b)|(?<=e )recherche)\b"
    r"|^(?:avons |a )?besoin\b|^en (?:quete|recherche)\b|^a la recherche\b"
    r"|^souhait\w+ (?:trouver|acheter|louer|emprunter)\b"
    r"|^(?:nous )?(?:manqu(?:e|ons)|achet(?:e|ons)|emprunt(?:e|ons|er|erait))\b"
    r"|^(?:we (?:need|seek)|seeks?|looking for)\b"
)
# With its accent: a laboratory of "recherche" seeks nothing.
_IS_SOUGHT = re.compile(r"\b(?:recherché|demandé|souhaité|cherché)e?s?$", re.IGNORECASE)
_CERTIFIED = re.compile(
    r"^(?:certifi\w+|qualifi\w+|labels?|labellis\w+|agree\w*|agrement\w*|habilit\w+"
    r"|conformite|declaration|attestation)\b"
    r"|^(?:(?:nf|en|iso|iatf|din|ipc|a) ?)+\d{3,}"
    r"|\b(?:certifie|qualifie|agree|labellise|habilite)e?s?\b"
)
# The thing itself, after how many of it there are.
_MACHINE = re.compile(
    r"^(?:\d+ |une? |deux |trois |quatre |des |nos |parc de )*"
    r"(?:machines?(?! (?:special|sur|a facon))|presses?|plieuses?|tours?(?! de)|fours?|lasers?"
    r"|centres? (?:d )?(?:usinage|de)|robots?|cobots?|lignes?|bancs?"
    r"|ponts?|palans?|scies?|cisailles?|plasmas?|imprimantes?|etuves?|cabines?|bains? de"
    r"|entrepots?|ateliers? de \d|quais?|autoclaves?|compresseurs?|broyeurs?|chariots?|nacelles?"
    r"|camions?|grues?|vehicules?|parcs?|equipements?|plateau(?:x)? technique|salles?|chambres?"
    r"|mmt|extrudeuses?|moules? de|metiers? a tisser|silos?|hangars?|\w{3,}euses?)\b"
)
# "Charpente de la halle, 2024", "Cuves (2023)": what was done ends with its year.
_REFERENCE = re.compile(
    r"^(?:références?|references?|clients?|réalisations?|chantiers?)\b"
    # Who works for whom names them: "fournisseur de pièces" names nobody.
    r"|^(?:fournisseur|sous-traitant|prestataire)(?:e?s)? (?:de |du |des |d[’'])"
    r"(?:la |les |l[’'])?(?-i:[A-ZÀ-Ý])"
    r"|(?:[,(–—-]|\ben)\s*(?:19[5-9]|20[0-3])\d\)?$",
    re.IGNORECASE,
)
_MATTER = re.compile(
    r"^(?:tou(?:s|tes) )?(?:matieres?|materiau\w*|bois|chene|douglas|hetre|meleze|pin|lin|chanvre"
    r"|coton|laine|cuir|acier|aciers|inox|alu|aluminium|cuivre|laiton|bronze|titane|fontes?|zinc"
    r"|zamac|zamak|polypropylene|polyethylene|polyamide|abs|pvc|pehd|resines?|verre|carton|papier"
    r"|beurre de cacao|cacao|noisettes?|amandes?|farines?|sucres?|houblon|malt"
    r"|granit|marbre|pierre|argile|caoutchouc|silicone|plastiques?)\b"
)
_LONGEST_NAME = 2  # words, of a certification: "formation ISO 9001" is none
_LIST = 2  # commas


@dataclass(frozen=True)
class KindedLine:
    """A line and what sort it is.

    Parameters
    ----------
    kind : KnowHowKind
        As said or guessed.
    text : str
        Its words, without the heading that they may begin with.
    heading : str
        That says the kind; empty where it was guessed.
    """

    kind: KnowHowKind
    text: str
    heading: str = ""


def kinded_lines(typed: str) -> list[KindedLine]:
    r"""Return the lines of a text with their kinds; a heading is no line.

    Examples
    --------
    >>> for line in kinded_lines("Soudure\nNous cherchons :\n- du sable\nMachines : un tour CN"):
    ...     print(line.kind, "|", line.text)
    makes | Soudure
    seeks | du sable
    machine | un tour CN
    """
    return list(_kinded(typed))


def guessed_kind(text: str) -> KnowHowKind:
    """Return what sort of know-how a line is by its own words: what it can do, where none says.

    Examples
    --------
    >>> [str(guessed_kind(text)) for text in ("Presse plieuse 220 t", "ISO 9001", "Pliage")]
    ['machine', 'certification', 'makes']
    """
    words = fold(text)
    if _SEEKS.search(words) or _IS_SOUGHT.search(text.rstrip(" .!")):
        return KnowHowKind.SEEKS
    if _CERTIFIED.search(words) or _is_a_certification(text):
        return KnowHowKind.CERTIFICATION
    if _MACHINE.search(words):
        return KnowHowKind.MACHINE
    if _REFERENCE.search(text.rstrip(" .")):
        return KnowHowKind.REFERENCE
    return KnowHowKind.MATERIAL if _is_a_material(text) else KnowHowKind.MAKES


def _is_a_certification(text: str) -> bool:
    kinds = [vocabulary()[code].kind for code in terms_in(text)]
    is_name = len(text.split()) <= _LONGEST_NAME
    return kinds[:1] == ["certification"] or (is_name and "certification" in kinds)


def _is_a_material(text: str) -> bool:
    """Whether it begins by a material, and says nothing that is done of it: "bois massif"."""
    found = _MATTER.search(fold(text))
    if found is None or text.count(",") >= _LIST:
        return found is not None
    named = terms_in(found[0])
    return all(code in named or vocabulary()[code].kind == "material" for code in terms_in(text))


def heading_of(kind: str) -> str:
    """Return a heading that gives a kind to the lines under it."""
    return f"{KnowHowKind(kind).label} :"


def _kinded(typed: str) -> Iterator[KindedLine]:
    heading, kind = "", None
    # A heading under which nothing stands was a line.
    waiting = ""
    for line in filter(fold, map(bare, typed.splitlines())):
        told, rest = _told(line)
        if told and rest:
            yield KindedLine(told, rest, line.partition(":")[0].strip())
            continue
        if told:
            if waiting:
                yield KindedLine(guessed_kind(waiting), waiting)
            heading, kind, waiting = line.rstrip(" :"), told, line
            continue
        if line.endswith(":"):
            heading, kind = "", None
        waiting = ""
        yield KindedLine(kind or guessed_kind(line), line, heading)
    if waiting:
        yield KindedLine(guessed_kind(waiting), waiting)


def _told(line: str) -> tuple[KnowHowKind | None, str]:
    """Return the kind that a heading says, and what stands after it on its line."""
    head, _colon, rest = line.partition(":")
    if len(head) > _LONGEST_HEADING:
        return None, ""
    words, shorter = fold(head), _AROUND.sub("", fold(head))
    while words != shorter:
        words, shorter = shorter, _AROUND.sub("", shorter)
    labels = {fold(str(kind.label)): kind for kind in KnowHowKind}
    return (_KIND_OF_HEADING | labels).get(words), rest.strip()
