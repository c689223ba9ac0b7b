"""A profile put together: arrays become numbers with a label, a unit and a provenance."""

from terreau.web.apps.observatory.composing.page import Composer

__all__ = ["Composer"]
