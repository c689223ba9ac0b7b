"""Each key of the known answers is reproduced by the test named here, or its reason is said.

A key must stand in the source of its test, or be made by a pattern that does.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = {
    "reat": "reat/published_outputs.json",
    "textbook": "reat/ellison_c_textbook.json",
    "econgeo": "econgeo/manpage_examples.json",
}

# Test module → the keys it reproduces.
REPRODUCED: dict[str, dict[str, tuple[str, ...]]] = {
    "reat": {
        "test_dunn": (
            "FK2013_A_Dunn", "FK2013_B_Dunn", "FK2013_C_Dunn", "FK2013_A_shifti_Dunn",
            "Freiburg_2008_2014_Dunn", "Goettingen_2008_2017_Dunn",
            "Goettingen_dynamic_2008_2017_Dunn", "Goettingen_shifti",
        ),
        "test_esteban": (
            "FK2013_A_Esteban", "FK2013_B_Esteban", "FK2013_C_Esteban", "FK2013_A_shiftd",
            "Freiburg_2008_2014_Esteban", "Goettingen_2008_2017_Esteban",
            "Goettingen_dynamic_2008_2017_Esteban",
        ),
        "test_gerfin": (
            "FK2013_A_Gerfin", "FK2013_B_Gerfin", "FK2013_C_Gerfin", "Freiburg_2008_2014_Gerfin",
            "Goettingen_2008_2017_Gerfin", "Goettingen_dynamic_2008_2017_Gerfin",
        ),
        "test_location_quotient": ("locq_FK2013", "locq_Goettingen2017", "locq2_Gregions"),
        "test_specialisation": (
            "gini_spec", "krugman_spec_Goettingen2017", "krugman_spec2_FK2013", "herf_Doersam",
            "spec_Gregions",
        ),
        "test_concentration": (
            "germany_gdp2015", "ellison_a_FK2014", "ellison_a2_FK2014_REAT", "conc_Gregions",
        ),
        "test_cluster_index": ("litzenberger_FK2014",),
    },
    "textbook": {"test_concentration": ("gamma_c", "gamma_i")},
    "econgeo": {
        "test_location_quotient": ("input_5x5", "LQ"),
        "test_specialisation": (
            "Hachman", "Krugman", "Herfindahl", "entropy_round3", "spec_coeff", "LQ_avg",
        ),
        "test_concentration": ("locational_gini", "hoover_index_round2"),
        "test_relatedness": (
            "LQ_binary", "cooc", "rel_prob", "rel_assoc", "rel_cosine", "rel_jaccard",
            "reldens_round2",
        ),
        "test_complexity": (
            "input_HH2009", "MORc0", "MORc1", "MORc2", "MORc20", "MORt0", "MORt1", "MORt2",
            "KCI_HH", "input_seed31", "KCI_seed31_RCA",
        ),
    },
}  # fmt: skip
# How a test writes the keys that it makes one after the other.
MADE = {
    "test_dunn": ("FK2013_{region}_Dunn",),
    "test_esteban": ("FK2013_{region}_Esteban", "Goettingen_dynamic_2008_2017_{method}"),
    "test_gerfin": ("FK2013_{region}_Gerfin",),
    "test_complexity": ("MORc{step}", "MORt{step}"),
}
NOT_TO_MATCH = {
    "ellison_c_FK2014_REAT": "12.07 where the formula of the paper gives 0.0890 (textbook gamma_c)",
    "locq2_Gregions_norm_OG_REATBUG": "recycles the mean of a sector along the territories",
    "locq2_Gregions_norm_T_REATBUG": "the same, and zero bases give nothing",
    "note": "words, no answer",
}


@pytest.mark.parametrize("file", FILES)
def test_every_key_is_reproduced_or_has_its_reason(shared: Path, file: str) -> None:
    keys = set(json.loads((shared / "cases/analytics" / FILES[file]).read_text()))
    listed = [key for keys_of_test in REPRODUCED[file].values() for key in keys_of_test]
    assert len(set(listed)) == len(listed)
    assert keys - NOT_TO_MATCH.keys() == set(listed)
    assert {key for key in keys if "REATBUG" in key} <= NOT_TO_MATCH.keys()


def matches(key: str, pattern: str) -> bool:
    """Return whether the pattern, with something for its braces, makes the key."""
    before, after = pattern[: pattern.index("{")], pattern[pattern.index("}") + 1 :]
    return key.startswith(before) and key.endswith(after) and len(key) > len(before + after)


@pytest.mark.parametrize(
    ("test", "key"),
    [(test, key) for tests in REPRODUCED.values() for test in tests for key in tests[test]],
)
def test_the_test_reads_the_key(test: str, key: str) -> None:
    source = (HERE / f"{test}.py").read_text(encoding="utf-8")
    made = [p for p in MADE.get(test, ()) if matches(key, p)]
    assert f'"{key}"' in source or any(f'f"{pattern}"' in source for pattern in made)
