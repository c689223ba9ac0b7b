"""A scheme, its terms and its calls, as people write them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.matching.eligibility.rules import as_object
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.enums import OrganisationKind
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.funding.enums import Recurrence, SchemeKind
from terreau.web.apps.funding.forms.choices import OperatorField
from terreau.web.apps.funding.forms.offers import OFFERS, PercentField, offer_fields
from terreau.web.apps.funding.labels import SCHEME, TERMS
from terreau.web.apps.funding.permissions import can_open_scheme
from terreau.web.apps.funding.rules.conditions import RuleParts, naf_codes, parts_of, rule_of
from terreau.web.apps.funding.rules.facts import FACTS, SIZES, Shape
from terreau.web.apps.funding.selectors.catalogue import SchemeShown
from terreau.web.apps.funding.selectors.writing import (
    country_to_write,
    list_operators,
    list_places,
    may_be_everywhere,
    readable_among,
)
from terreau.web.apps.funding.services.scheme_fields import (
    OfferFields,
    SchemeFields,
    TermsFields,
)
from terreau.web.apps.network.forms import NamedTerritory
from terreau.web.apps.plans.enums import TaxBasis
from terreau.web.apps.plans.forms.agreements import version_field
from terreau.web.apps.plans.forms.sheet import day_field
from terreau.web.apps.plans.themes import THEMES
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.forms import PageForm

HEAD = (
    "name", "kind", "theme", "operator", "operator_names", "funder_names", "perimeter",
    "recurrence", "contact",
)  # fmt: skip
TERMS_ASKED = (
    "summary", "beneficiaries", "eligible_costs", "conditions", "own_share", "tax_basis",
    "starts_on", "ends_on", "what_changed",
)  # fmt: skip
RULE = (
    "kinds", "sizes", "headcount_from", "headcount_to", "age_from", "naf_in", "naf_out", "needs",
    "excludes", "more",
)  # fmt: skip
_TEXTS = ("summary", "beneficiaries", "eligible_costs", "conditions")
_YES_NO = [(each.key, each.label) for each in FACTS.values() if each.shape is Shape.YES_NO]


def _lines(name: str, rows: int, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=TERMS[name],
        required=False,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        **more,
    )


def _several(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
    )


def _codes_field(label: Any) -> forms.CharField:
    example = _("Exemple : 24, 25.11")
    return forms.CharField(label=label, required=False, max_length=400, help_text=example)


class SchemeForm(PageForm):
    """A scheme: what it is, its terms, whom it fits."""

    name = forms.CharField(label=SCHEME["name"], max_length=200)
    kind = forms.ChoiceField(label=SCHEME["kind"], choices=SchemeKind.choices)
    theme = forms.ChoiceField(
        label=SCHEME["theme"],
        required=False,
        choices=[("", _("Aucun en particulier")), *((k, t.label) for k, t in THEMES.items())],
    )
    operator = OperatorField(
        label=_("Qui le porte, dans l’annuaire"),
        required=False,
        queryset=Organisation.objects.none(),
        empty_label=_("Un autre : je l’écris"),
    )
    operator_names = forms.CharField(
        label=_("Qui le porte, s’il n’est pas dans l’annuaire"), required=False, max_length=300
    )
    funder_names = forms.CharField(label=SCHEME["funder_names"], required=False, max_length=300)
    perimeter = forms.ModelChoiceField(
        label=SCHEME["perimeter"], required=False, queryset=Perimeter.objects.none()
    )
    recurrence = forms.ChoiceField(label=SCHEME["recurrence"], choices=Recurrence.choices)
    contact = forms.CharField(label=SCHEME["contact"], required=False, max_length=300)
    links = forms.CharField(
        label=SCHEME["links"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Un par ligne"),
    )
    summary = _lines("summary", 3, 4000)
    beneficiaries = _lines("beneficiaries", 2, 2000)
    eligible_costs = _lines("eligible_costs", 2, 2000)
    conditions = _lines("conditions", 4, 4000)
    own_share = PercentField(label=TERMS["own_share"], help_text=_("En %, de ce que cela coûte"))
    tax_basis = forms.ChoiceField(label=TERMS["tax_basis"], choices=TaxBasis.choices)
    starts_on = day_field(TERMS["starts_on"])
    ends_on = day_field(TERMS["ends_on"])
    kinds = _several(_("Sortes d’organisations"), OrganisationKind.choices)
    sizes = _several(_("Tailles"), SIZES)
    headcount_from = forms.IntegerField(label=_("Salariés, au moins"), required=False, min_value=0)
    headcount_to = forms.IntegerField(label=_("Salariés, au plus"), required=False, min_value=0)
    age_from = forms.IntegerField(label=_("Années d’existence, au moins"), required=False,
                                  min_value=0)  # fmt: skip
    naf_in = _codes_field(_("Activités admises (débuts de codes NAF)"))
    naf_out = _codes_field(_("Activités exclues (débuts de codes NAF)"))
    needs = _several(_("Il faut que"), _YES_NO)
    excludes = _several(_("Il ne faut pas que"), _YES_NO)
    more = forms.CharField(
        label=_("Autres conditions, en données"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("Une règle, comme la documentation de l’éligibilité les écrit"),
    )
    what_changed = forms.CharField(
        label=TERMS["what_changed"],
        required=False,
        max_length=300,
        help_text=_("Si les conditions changent : on le lira avec elles"),
    )
    version = version_field()

    def __init__(
        self, *args: Any, scope: Scope, shown: SchemeShown | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._scope = scope
        most = max(OFFERS, len(shown.version.offers.all()) if shown else 0)
        self._rows = range(1, most + 1)
        for number in self._rows:
            for name, field in offer_fields(number):
                field.widget.attrs.setdefault(
                    "class", "form-select" if name.startswith("instrument") else "form-control"
                )
                self.fields[name] = field
        scheme = shown.scheme if shown else None
        self._country = scheme.country if scheme else country_to_write(scope)
        operator = self.fields["operator"]
        operator.queryset = list_operators(scope, scheme)  # type: ignore[attr-defined]
        operator.readable = readable_among(scope, operator.queryset)  # type: ignore[attr-defined]
        is_national = scheme is not None and scheme.perimeter is None
        self._place(
            list_places(scope, scheme),
            may_be_everywhere=is_national or may_be_everywhere(scope, self._country),
        )

    def _place(self, places: Any, *, may_be_everywhere: bool) -> None:
        """Offer the territories that one may choose, and the whole country to who may."""
        field = NamedTerritory(
            label=SCHEME["perimeter"],
            queryset=places,
            required=not may_be_everywhere,
            empty_label=_("Dans tout le pays") if may_be_everywhere else None,
        )
        field.widget.attrs["class"] = "form-select"
        self.fields["perimeter"] = field

    def clean(self) -> dict[str, Any]:
        """Refuse, without losing a word, what one may not write, and a row without instrument."""
        said: dict[str, Any] = super().clean() or {}
        place, operator = said.get("perimeter"), said.get("operator")
        country = place.country if place else self._country
        if not can_open_scheme(self._scope, country, place, operator.pk if operator else None):
            refused = _("Choisissez votre opérateur, ou un territoire qui est le vôtre.")
            self.add_error("operator", refused)
        for number in self._rows:
            instrument, *bounds = (said.get(name) for name, _field in offer_fields(number))
            if not instrument and any(each is not None for each in bounds):
                self.add_error(f"instrument{number}", _("Choisissez l’instrument de cette aide."))
        return said

    def clean_more(self) -> Any:
        """Read the other conditions as data."""
        written = self.cleaned_data["more"].strip()
        if not written:
            return None
        try:
            return json.loads(written, object_pairs_hook=as_object)
        except (ValueError, RecursionError) as bad:
            raise forms.ValidationError(_("Ce ne sont pas des données JSON.")) from bad

    def clean_naf_in(self) -> tuple[str, ...]:
        """Read beginnings of trade codes."""
        return naf_codes(self.cleaned_data["naf_in"])

    def clean_naf_out(self) -> tuple[str, ...]:
        """Read beginnings of trade codes."""
        return naf_codes(self.cleaned_data["naf_out"])

    @property
    def head_fields(self) -> list[forms.BoundField]:
        """What it is."""
        return [self[name] for name in (*HEAD, "links")]

    @property
    def terms_fields(self) -> list[forms.BoundField]:
        """On which terms, but for its offers."""
        return [self[name] for name in TERMS_ASKED]

    @property
    def rule_fields(self) -> list[forms.BoundField]:
        """Whom it fits."""
        return [self[name] for name in RULE]

    def offer_rows(self) -> Iterator[list[forms.BoundField]]:
        """Yield the fields of each instrument, for its row."""
        for number in self._rows:
            yield [self[name] for name, _field in offer_fields(number)]

    @property
    def written(self) -> SchemeFields:
        """What the service takes."""
        said = self.cleaned_data
        parts = RuleParts(
            kinds=tuple(said["kinds"]),
            sizes=tuple(said["sizes"]),
            headcount_from=said["headcount_from"],
            headcount_to=said["headcount_to"],
            age_from=said["age_from"],
            naf_in=said["naf_in"],
            naf_out=said["naf_out"],
            needs=tuple(said["needs"]),
            excludes=tuple(said["excludes"]),
            more=said["more"],
        )
        terms = TermsFields(
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            own_share=said["own_share"],
            tax_basis=said["tax_basis"],
            rule=rule_of(parts),
            offers=list(self._offers()),
            what_changed=said["what_changed"],
            **{name: said[name] for name in _TEXTS},
        )
        return SchemeFields(
            country=self._country,
            links=said["links"].splitlines(),
            terms=terms,
            **{name: said[name] for name in HEAD},
        )

    def _offers(self) -> Iterator[OfferFields]:
        for number in self._rows:
            instrument, *bounds = (self.cleaned_data[name] for name, _field in offer_fields(number))
            if instrument:
                yield OfferFields(instrument, *bounds)


def initial_of(shown: SchemeShown) -> dict[str, Any]:
    """Return what the form of a scheme begins with."""
    scheme, version = shown.scheme, shown.version
    terms = ("starts_on", "ends_on", "own_share", "tax_basis", *_TEXTS)
    parts = parts_of(version.rule)
    told: dict[str, Any] = {
        **{name: getattr(scheme, name) for name in (*HEAD, "version")},
        **{name: getattr(version, name) for name in terms},
        **{name: list(getattr(parts, name)) for name in ("kinds", "sizes", "needs", "excludes")},
        **{name: getattr(parts, name) for name in ("headcount_from", "headcount_to", "age_from")},
        "naf_in": ", ".join(parts.naf_in),
        "naf_out": ", ".join(parts.naf_out),
        "links": "\n".join(each.url for each in scheme.links.all()),
        "more": "" if parts.more is None else json.dumps(parts.more, ensure_ascii=False),
    }
    for number, offer in enumerate(version.offers.all(), start=1):
        values = (offer.instrument, offer.rate_from, offer.rate_to, offer.floor_eur_cents,
                  offer.ceiling_eur_cents)  # fmt: skip
        for (name, _field), value in zip(offer_fields(number), values, strict=True):
            told[name] = value
    return told
