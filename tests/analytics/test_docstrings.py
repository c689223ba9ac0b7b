"""What the library offers says its inputs, its answer, its refusals, its source and an example."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from terreau import analytics

OFFERED: dict[str, Any] = {name: getattr(analytics, name) for name in analytics.__all__}
FUNCTIONS = {name: found for name, found in OFFERED.items() if inspect.isfunction(found)}
CLASSES = {name: found for name, found in OFFERED.items() if inspect.isclass(found)}

# What refuses nothing: its arrays come from functions that did.
NEVER_REFUSES = {"component_bounds", "log_ratio_distances"}
# What shows that a result can be had; those of others are results that a function hands back.
MADE_BY_HAND = {"SecrecyRule"}


def sections(documented: Any) -> dict[str, str]:
    """Return the sections of a docstring by title, the summary as ""."""
    text = inspect.getdoc(documented) or ""
    parts = re.split(r"^(\w+)\n-{3,}\n", text, flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def named(section: str) -> set[str]:
    """Return the names that a section of parameters lists."""
    lines = re.findall(r"^(\S[^:\n]*?) :", section, flags=re.MULTILINE)
    return {name.strip().lstrip("*") for line in lines for name in line.split(",")}


def parameters(function: Callable[..., Any]) -> set[str]:
    return set(inspect.signature(function).parameters) - {"self", "cls"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_says_all_that_is_to_know(name: str) -> None:
    found = sections(FUNCTIONS[name])
    wanted = {"Parameters", "Returns", "Raises", "References", "Examples"}
    if name in NEVER_REFUSES:
        wanted -= {"Raises"}
    assert wanted - found.keys() == set()
    assert parameters(FUNCTIONS[name]) - named(found["Parameters"]) == set()
    assert ">>> " in found["Examples"]
    # Who, when: a paper, a book, an official guide, or the function whose references it shares.
    assert re.search(r"\b(1[89]|20)\d\d\b|INSEE|Those of `", found["References"])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_arrays_have_shapes_and_what_is_missing_a_meaning(name: str) -> None:
    text = " ".join((inspect.getdoc(FUNCTIONS[name]) or "").split())
    answer = inspect.signature(FUNCTIONS[name]).return_annotation
    if "Array" in str(answer) or "Interval" in str(answer):
        returned = sections(FUNCTIONS[name])["Returns"]
        assert re.search(r"\([\w ,+]+\)|As `|as `", returned), "the shape of the answer"
    assert re.search("NaN|null|not known|missing|secret|partial|undefined|absent|not have", text)


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_says_its_fields(name: str) -> None:
    documented = CLASSES[name]
    found = sections(documented)
    if is_dataclass(documented) and "Parameters" not in found:
        # A subclass without a field of its own: its summary says whose they are.
        assert not documented.__annotations__
        assert "`" in found[""]
    elif is_dataclass(documented):
        own = {
            field.name for field in fields(documented) if field.name in documented.__annotations__
        }
        assert own - named(found["Parameters"]) == set()
    if name in MADE_BY_HAND:
        assert {"Raises", "Examples"} <= found.keys()


def methods() -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, documented in CLASSES.items():
        for method, function in vars(documented).items():
            if inspect.isfunction(function) and not method.startswith("_"):
                yield f"{name}.{method}", function


@pytest.mark.parametrize(("name", "method"), list(methods()))
def test_a_method_says_its_refusals(name: str, method: Callable[..., Any]) -> None:
    found = sections(method)
    refuses = re.search(r"\braise |_position\(|refuse_", inspect.getsource(method))
    assert not refuses or "Raises" in found
    if parameters(method):
        assert "Returns" in found or found[""].startswith("Return"), name
