"""Every address × method × mandate answers what the table says, and a refusal changes nothing.

`table.toml` lists every address of the resolver, the operations of the API among them. An address
that it lacks fails here, one that no longer exists too, and a status that differs is told by its
cell. To add an address:

1. find the group whose actors get the same statuses, or write one: its title, a status by method
   and by actor, ``send`` where a write needs a form;
2. add ``"name" = "path"``. A path names objects of the world of `conftest.py`: ``{organisation}``
   (of the territory of "here" actors, at the level "territory"), ``{mandate}`` and ``{token}`` (of
   "here.project_manager"), ``{kind}`` and ``{code}`` (of their territory). Another kind of object
   is one more line in ``_world``;
3. give ``shows = "organisation"`` to a group whose pages show the fields of ``{organisation}``, so
   that `test_visibility.py` looks for them there.

Pages that everyone reads are asked by three actors. The others follow where no mandate was read:
roles are known by nothing else, so that an answer which read none is the same for all of them.
Of those who act elsewhere, the project manager, who may most there, always asks, and two others
whom the seed of the run draws for each address: over runs, all of them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from terreau.web.api import api

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# One who is nobody, one who is somebody, one with rights: the first to ask.
FIRST = ("anonymous", "bare", "here.project_manager")
ELSEWHERE, DRAWN = "there.project_manager", 2

# Asked on one engine: it is long, and what it holds the rights to is tested on both, use by use.
pytestmark = pytest.mark.one_engine


def addresses(
    resolver: URLResolver, namespace: str = "", before: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield the name and the route of every address under a resolver."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            route = str(pattern.pattern).removeprefix("^")
            yield f"{namespace}{pattern.name}", f"{before}{route}"
        else:
            inside = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inside, f"{before}{pattern.pattern}")


def test_every_address_stands_in_the_table(table: list[Any]) -> None:
    names = [row.name for row in table]
    assert sorted(names) == sorted(dict(addresses(get_resolver())))


def test_every_operation_of_the_api_has_its_method_in_the_table(table: list[Any]) -> None:
    """An operation added to an address that exists already is a cell, not an address."""
    told = {row.name: {m for m in METHODS if m in row.group} for row in table}
    for path, operations in api.get_openapi_schema()["paths"].items():
        name = resolve(re.sub(r"{[a-z_]+}", "1", path)).view_name
        assert told[name] == {method.upper() for method in operations}, path


def test_every_actor_gets_what_the_table_says(
    row: Any, world: Any, undo: Any, drawing: Any
) -> None:
    asked = resolve(row.path.format(**world.objects).partition("?")[0])
    # Two operations of one address, by two methods, bear two names.
    named = dict(addresses(get_resolver()))
    assert named[row.name] == asked.route
    differences = [
        f"{actor} {method} {row.path}: {status}, the table says {row.expected(method, actor)}"
        for method in METHODS
        for actor, status in answers(row, method, world, undo, drawing)
        if status != row.expected(method, actor)
    ]
    assert not differences, "\n".join(differences)


def asking(actors: dict[str, Any]) -> list[str]:
    """Return who asks an address, the first ones first."""
    others = [name for name in actors if name.startswith("there.") and name != ELSEWHERE]
    left_out = set(random.sample(others, len(others) - DRAWN))
    return sorted(actors.keys() - left_out, key=lambda name: (name not in FIRST, name))


def answers(
    row: Any, method: str, world: Any, undo: Any, drawing: Any
) -> Iterator[tuple[str, int]]:
    """Yield each actor and the status they get; a read or a refusal that writes is a failure."""
    knows_mandates = bool(row.rules(method).keys() - {"anonymous", "everyone"})
    drawing.begin()
    for actor in asking(world.actors):
        if actor not in FIRST and not knows_mandates:
            continue
        with undo():
            seen = world.ask(actor, method, row)
            if method == "GET" or seen.status >= 400 or is_foreign(row, method, actor):
                assert seen.written == [], (actor, method, row.path)
        knows_mandates |= "directory_mandate" in seen.read
        yield actor, seen.status


def is_foreign(row: Any, method: str, actor: str) -> bool:
    """Whether somebody writes to an object of a territory that is not theirs, and not to all."""
    is_write = method in row.group and method != "GET" and "open" not in row.group
    return is_write and row.is_about_an_object and actor.startswith("there.")


def test_an_object_does_not_exist_for_who_writes_to_it_from_elsewhere(table: list[Any]) -> None:
    """Said of the table itself; a group whose objects anyone may write to says why (``open``)."""
    for row in table:
        for method in METHODS[1:]:
            if method in row.group and row.is_about_an_object and "open" not in row.group:
                assert row.expected(method, "there.project_manager") == 404, (row.name, method)


def test_a_cookie_writes_nothing_through_the_api(table: list[Any], world: Any, undo: Any) -> None:
    """Whoever they are: a form of another site would send their cookie too.

    What answers everyone alike, cookie or not, does so here too.
    """
    browser = world.actors["here.project_manager"].browser
    writes = [
        (row, m)
        for row in table
        if row.name.startswith("api-1:")
        for m in METHODS[1:]
        if m in row.group and row.rules(m).keys() != {"everyone"}
    ]
    for row, method in writes:
        with undo():
            answer = browser.generic(
                method, row.path.format(**world.objects), "{}", "application/json"
            )
        assert answer.status_code in {401, 404}, row.name
