"""Descriptions: every mistake is told with its line, the key and what to write."""

from __future__ import annotations

import re

import pytest

from terreau.core.errors import BadDescription
from terreau.datasets.description import parse_description, read_description

SOUND = """\
[dataset]
id = "own"
title = "Emploi"
publisher = "Un observatoire"
licence = "Licence Ouverte 2.0"
vintage = "2024"
measure = "employment"
[columns]
territory = "code"
sector = "a38"
period = "annee"
value = "eff"
[territory]
kind = "commune"
[sector]
nomenclature = "A38"
[absent]
cell = "zero"
"""

# What is replaced, by what, the line of the message (None: no line), what the message holds.
MISTAKES = [
    ('title = "Emploi"', 'titre = "Emploi"', 3, "'titre'", "Did you mean 'title'?"),
    ('title = "Emploi"\n', "", 1, "dataset.title is missing", "Add it under [dataset]"),
    ('title = "Emploi"', 'title = ""', 3, "dataset.title is missing", ""),
    ('title = "Emploi"', 'title = "  "', 3, "dataset.title is missing", ""),
    ('kind = "commune"', 'kind = "commune"\ngeography = -1', 15, "Not a year: -1", "= 2019"),
    ('kind = "commune"', f'kind = "commune"\ngeography = {"9" * 20}', 15, "Not a year: 999", ""),
    ('cell = "zero"', 'cell = "zero"\n[format]\nencoding = "hex"', 20, "'hex'", "latin-1"),
    ('cell = "zero"', 'cell = "zero"\n[format]\nencoding = "utf\\u0000-8"', 20, "utf", "latin-1"),
    ('cell = "zero"', f'cell = "zero"\n[format]\nheader_line = {"9" * 9}', 20, "line 1000 at", "1"),
    ('cell = "zero"', f'cell = "zero"\nx = {"[" * 5000}', None, "not valid TOML", "recursion"),
    ('cell = "zero"', f'cell = "zero"\nx = {"9" * 5000}', None, "not valid TOML", "digits"),
    ('id = "own"', 'id = "Own table/../x"', 2, "Not an identifier", "lower-case"),
    ('vintage = "2024"', "vintage = 2024", 6, "wrong type: 2024", "a text in quotes"),
    ('measure = "employment"', 'measure = "turnover"', 7, "'turnover'", "employment"),
    ('measure = "employment"\n', "", 1, "dataset.measure is missing", ""),
    ('publisher = "Un', 'country = "DE"\npublisher = "Un', 4, "'DE'", "FR, XX"),
    ('kind = "commune"', 'kind = "canton"', 14, "'canton'", "zone_emploi"),
    ('nomenclature = "A38"', 'nomenclature = "A39"', 16, "'A39'", "A38"),
    ('[sector]\nnomenclature = "A38"\n', "", None, "columns.sector and [sector]", "neither"),
    ('cell = "zero"', 'cell = "nothing"', 18, "'nothing'", "zero, secret, missing"),
    ('[absent]\ncell = "zero"\n', "", None, "absent.cell is missing", "[absent]"),
    ('period = "annee"\n', "", 8, "exactly one place: 'nowhere'", "[periods]"),
    ('value = "eff"', 'value = "eff {year}"', 11, "exactly one place", "columns.period"),
    ('value = "eff"\n', "", 8, "columns.value is missing", ""),
    ('[territory]\nkind', '[territories]\nkind', 13, "Unknown section: 'territories'", "territory"),
    ('cell = "zero"', 'cell = "zero"\n[format]\nseparator = ";;"', 20, "one character", ""),
    ('cell = "zero"', 'cell = "zero"\n[format]\nencoding = "utf-9"', 20, "'utf-9'", "latin-1"),
    ('cell = "zero"', 'cell = "zero"\n[format]\nheader_line = 0', 20, "counted from 1: 0", "1"),
    ('cell = "zero"', 'cell = "zero"\n[coverage]\nnation = "yes"', 20, "'yes'", "true or false"),
    ('cell = "zero"', 'cell = "zero"\n[status]\nsecret = "K"', 20, "'K'", "a list of texts"),
    ('cell = "zero"', 'cell = "zero"\n[perimeter]\nkind = "epci"', 19, "no place here", "Remove"),
    ('cell = "zero"', 'cell = "zero"\n[periods]\neff_19 = 19', 11, "exactly one place", ""),
    ('sector = "a38"', 'sector = "a38"\nmember = "x"', 11, "'member'", "Known here: territory"),
    ('kind = "commune"', 'kind = "commune', None, "not valid TOML", "line 14"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "what", "remedy"), MISTAKES)
def test_a_mistake_is_told_with_its_line(
    old: str, new: str, line: int | None, what: str, remedy: str
) -> None:
    assert old in SOUND
    with pytest.raises(BadDescription) as caught:
        parse_description(SOUND.replace(old, new), file="own.toml")
    assert caught.value.place.line == line
    assert what in str(caught.value)
    assert remedy in str(caught.value)
    assert str(caught.value).startswith("own.toml")


def test_a_sound_description_says_what_is_written() -> None:
    read = parse_description(SOUND, file="own.toml")
    assert (read.id, read.country, read.content, read.absent) == ("own", "FR", "figures", "zero")
    assert read.columns == {
        "territory": "code", "sector": "a38", "period": "annee", "value": "eff"
    }  # fmt: skip
    assert (read.nomenclature, read.covers_nation, read.address) == ("A38", False, "")


def test_columns_of_years_and_roles_exclude_each_other() -> None:
    wide = SOUND.replace('period = "annee"\nvalue = "eff"', "[periods]\neff_19 = 2019")
    assert parse_description(wide, file="own.toml").periods == {"eff_19": 2019}
    with pytest.raises(BadDescription, match="names the columns of values by itself"):
        parse_description(
            wide.replace('sector = "a38"', 'sector = "a38"\nunits = "n"'), file="own.toml"
        )
    with pytest.raises(BadDescription, match=re.escape("Not a year: 19.")):
        parse_description(wide.replace("2019", "19"), file="own.toml")
    with pytest.raises(BadDescription, match="line 12: Two columns have this year: 2019"):
        parse_description(wide.replace("2019", "2019\nb = 2019"), file="own.toml")


def test_a_pattern_must_stand_in_the_value_too() -> None:
    text = SOUND.replace('value = "eff"', 'value = "eff"\nunits = "n {year}"')
    with pytest.raises(BadDescription, match=r"not in columns\.value: 'n \{year\}'"):
        parse_description(text, file="own.toml")


def test_files_that_cannot_be_descriptions(tmp_path) -> None:
    with pytest.raises(BadDescription, match="No such description"):
        read_description(tmp_path / "absent.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes(SOUND.replace("Emploi", "Salariés").encode("latin-1"))
    with pytest.raises(BadDescription, match=r"not UTF-8.*Save it as UTF-8"):
        read_description(latin)
    with pytest.raises(BadDescription, match="cannot be read"):
        read_description(tmp_path)
