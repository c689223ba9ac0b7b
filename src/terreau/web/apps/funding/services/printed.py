"""The schemes that documents print, written once as a dated history: nothing of it holds today."""

from __future__ import annotations

from django.db import transaction

from terreau.core.text import fold
from terreau.datasets.printed.schemes import PrintedScheme, list_schemes
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import OPERATOR
from terreau.web.apps.directory.rules import LONGEST_FOLDED
from terreau.web.apps.funding.enums import Origin
from terreau.web.apps.funding.models import Scheme, SchemeLink, SchemeVersion
from terreau.web.apps.funding.services.schemes import searched_text


@transaction.atomic
def seed_printed_schemes() -> bool:
    """Write each scheme that a document prints where it is not here yet.

    Returns
    -------
    bool
        Whether something was written.
    """
    known = set(Scheme.objects.filter(origin=Origin.PRINTED).values_list("source_key", flat=True))
    missing = [each for each in list_schemes() if each.id not in known]
    for each in missing:
        _write(each)
    return bool(missing)


def _write(printed: PrintedScheme) -> None:
    operators = " · ".join(printed.operators)
    funders = " · ".join(each.fr for each in printed.funders)
    said = (*printed.beneficiaries, *printed.conditions)
    words = [word for each in said for word in (each.fr, each.en)]
    scheme = Scheme.objects.create(
        name=printed.name,
        folded_name=fold(printed.name)[:LONGEST_FOLDED],
        folded_text=searched_text(printed.name, printed.kind, operators, funders, *words),
        kind=printed.counted_as,
        theme=printed.theme,
        operator_names=operators,
        funder_names=funders,
        origin=Origin.PRINTED,
        source_title=printed.document,
        source_date=printed.document_date,
        source_key=printed.id,
        remark=printed.note.as_dict() if printed.note else {},
    )
    SchemeVersion.objects.create(scheme=scheme, number=1, printed=_as_printed(printed))
    SchemeLink.objects.bulk_create(SchemeLink(scheme=scheme, url=url) for url in printed.links)
    record(OPERATOR, Verb.CREATED, scheme, {"name": (None, scheme.name)})


def _as_printed(printed: PrintedScheme) -> dict[str, object]:
    return {
        "kind": printed.kind,
        "is_operator_inferred": printed.is_operator_inferred,
        "beneficiaries": [each.as_dict() for each in printed.beneficiaries],
        "conditions": [each.as_dict() for each in printed.conditions],
        "amounts": [each.as_dict() for each in printed.amounts],
        "days": [[each.when.as_dict(), each.what.as_dict()] for each in printed.days],
        "status": printed.status.as_dict() if printed.status else None,
    }
