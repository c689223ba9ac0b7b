"""One word a concept: models, fields and classes against docs/glossary.toml."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]
GLOSSARY: dict[str, dict[str, object]] = tomllib.loads(
    (ROOT / "docs/glossary.toml").read_text(encoding="utf-8")
)
KEYS = {"french", "definition", "source", "forbidden"}


def camel(identifier: str) -> str:
    """Return ``action_sheet`` as ``ActionSheet``."""
    return "".join(word.capitalize() for word in identifier.split("_"))


def models() -> dict[str, type]:
    """Return the platform's own models by ``app.Model``."""
    return {
        f"{model._meta.app_label}.{model.__name__}": model
        for model in apps.get_models()
        if model.__module__.startswith("terreau.")
    }


@pytest.mark.parametrize("identifier", GLOSSARY)
def test_a_concept_is_complete(identifier: str) -> None:
    concept = GLOSSARY[identifier]
    assert concept.keys() - {"model"} == KEYS
    assert all(concept[key] for key in ("french", "definition", "source"))
    assert concept.get("model", camel(identifier)).rpartition(".")[2] == camel(identifier)


def test_every_model_is_a_concept() -> None:
    named = {concept["model"] for concept in GLOSSARY.values() if "model" in concept}
    assert models().keys() == named


def test_no_field_says_a_concept_otherwise() -> None:
    wrong = []
    for concept in GLOSSARY.values():
        model = models().get(str(concept.get("model")))
        for field in model._meta.get_fields() if model else ():
            words = f"_{field.name}_"
            wrong += [
                f"{concept['model']}.{field.name}: not {synonym!r}"
                for synonym in concept["forbidden"]
                if f"_{synonym}_" in words
            ]
    assert wrong == []


def test_no_class_bears_a_forbidden_synonym() -> None:
    right = {camel(identifier) for identifier in GLOSSARY}
    forbidden = {
        camel(synonym): identifier
        for identifier, concept in GLOSSARY.items()
        for synonym in concept["forbidden"]
    }
    wrong = {}
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name in forbidden.keys() - right:
                wrong[f"{path.relative_to(ROOT)}: {node.name}"] = f"say {forbidden[node.name]}"
    assert wrong == {}
