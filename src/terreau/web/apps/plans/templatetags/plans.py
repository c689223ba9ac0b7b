"""What templates ask of a tracking indicator."""

from __future__ import annotations

from django import template

from terreau.web.apps.plans.services.tracking import in_figures
from terreau.web.apps.plans.sheet_words import progress_in_words

register = template.Library()
register.filter("in_figures", in_figures)
register.filter("progress_said", progress_in_words)
