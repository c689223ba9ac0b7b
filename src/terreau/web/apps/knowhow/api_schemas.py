"""What the API of know-how takes and answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.timezone import localdate
from ninja import Field, Schema

from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.tags import names_of


class CapacityIO(Schema):
    """A range of what a machine or a process takes, in the unit of its dimension."""

    dimension: str = Field(description="length, diameter, force, mass…", max_length=24)
    low: float | None = Field(None, description="From, null where nothing bounds it")
    high: float | None = Field(None, description="To, null where nothing bounds it")


class KnowHowOut(Schema):
    """One line of what an organisation can do, has or seeks."""

    id: int = Field(description="Its number")
    organisation: int = Field(description="Number of its organisation")
    organisation_name: str = Field(description="Name of its organisation")
    kind: str = Field(description="makes, machine, certification, material, reference or seeks")
    text: str = Field(description="Its words")
    terms: list[str] = Field(description="Codes of the vocabulary of processes and materials")
    naf: list[str] = Field(description="Codes of activities")
    rome: list[str] = Field(description="Codes of occupations")
    labels: list[str] = Field(description="What all these codes are called, in the same order")
    capacities: list[CapacityIO] = Field(description="Ranges, at most one a dimension")
    visibility: str = Field(description="public, territory, partners or private")
    source: str = Field(description="told, keeper, visit, answer or register")
    written_on: date = Field(description="When its words were last written")
    verified_on: date | None = Field(description="When a keeper of the directory verified it")
    confirmed_on: date | None = Field(description="When its organisation last said yes to it")
    ended_on: date | None = Field(description="Since when it is not true any more")
    is_doubted: bool = Field(description="Whether nobody has held it for true for two years")
    version: int = Field(description="To be given back with a change")
    is_example: bool = Field(description="Whether it belongs to the fictitious example country")


class KnowHowListOut(Schema):
    """A page of the list."""

    total: int = Field(description="How many there are in all")
    know_how: list[KnowHowOut] = Field(description="In the order of the names of organisations")


class KnowHowIn(Schema):
    """What is written of a line."""

    kind: str = Field(description="makes, machine, certification, material, reference or seeks")
    text: str = Field(description="Its words", max_length=2000)
    visibility: str = Field("territory", description="public, territory, partners or private")
    terms: list[str] | None = Field(
        None, description="Codes of the vocabulary; not given, they are read in the words"
    )
    naf: list[str] | None = Field(None, description="Codes of activities; as the terms")
    rome: list[str] | None = Field(None, description="Codes of occupations; as the terms")
    capacities: list[CapacityIO] | None = Field(None, description="Ranges; as the terms")
    channel: str = Field(
        "", description="How the organisation said it to who writes: phone, paper, email, meeting"
    )


class KnowHowPatch(Schema):
    """What changes of a line; what is not given stays."""

    version: int = Field(description="What it was at when it was read", ge=1, le=2_000_000_000)
    kind: str | None = Field(None, description="makes, machine, certification…")
    text: str | None = Field(None, description="Its words", max_length=2000)
    visibility: str | None = Field(None, description="public, territory, partners or private")
    terms: list[str] | None = Field(None, description="Codes of the vocabulary")
    naf: list[str] | None = Field(None, description="Codes of activities")
    rome: list[str] | None = Field(None, description="Codes of occupations")
    capacities: list[CapacityIO] | None = Field(None, description="Ranges")
    channel: str = Field("", description="How the organisation said it to who writes")


class ReadVersion(Schema):
    """What was read of a line."""

    version: int = Field(description="What it was at when it was read", ge=1, le=2_000_000_000)


class Said(Schema):
    """How the organisation said it."""

    channel: str = Field("", description="phone, paper, email or meeting; empty: by who writes")


class SaidVersion(ReadVersion, Said):
    """What was read of a line, and how the organisation said that it holds."""


def know_how_as_json(line: KnowHow) -> dict[str, Any]:
    """Return a line as the API answers it."""
    about = line.organisation
    held = ("kind", "text", "terms", "naf", "rome", "visibility", "source", "verified_on")
    return {name: getattr(line, name) for name in held} | {
        "id": line.pk,
        "organisation": about.pk,
        "organisation_name": about.name,
        "labels": names_of(line.terms, line.naf, line.rome),
        "capacities": [
            {
                "dimension": each.dimension,
                "low": None if each.low is None else float(each.low),
                "high": None if each.high is None else float(each.high),
            }
            for each in line.capacities.all()
        ],
        "written_on": localdate(line.changed_at),
        "confirmed_on": line.confirmed_on,
        "ended_on": line.ended_on,
        "is_doubted": line.is_doubted,
        "version": line.version,
        "is_example": about.seat is not None and about.seat.country == "XX",
    }
