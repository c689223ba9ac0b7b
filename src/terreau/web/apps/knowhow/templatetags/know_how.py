"""What templates ask of a line."""

from __future__ import annotations

from django import template

from terreau.web.apps.knowhow.just_noted import is_just_noted

register = template.Library()
register.filter("just_noted", is_just_noted)
