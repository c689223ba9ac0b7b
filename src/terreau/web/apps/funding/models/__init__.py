"""Schemes, what they offer and when, what organisations say of themselves: the door of models."""

from terreau.web.apps.funding.models.facts import StatedFact
from terreau.web.apps.funding.models.scheme import (
    Call,
    Scheme,
    SchemeLink,
    SchemeOffer,
    SchemeVersion,
)

__all__ = ["Call", "Scheme", "SchemeLink", "SchemeOffer", "SchemeVersion", "StatedFact"]
