"""Every template and every file of our own that pages load is used."""

from __future__ import annotations

from pathlib import Path

import allauth

ALLAUTH = Path(allauth.__file__).parent / "templates"
WEB = Path(__file__).parents[2] / "src/terreau/web"
# Django finds these by their name alone.
BY_NAME = {"400.html", "404.html", "500.html"}


def named_in_the_web_layer() -> str:
    """Return all that could name a file: modules, templates, style sheets, scripts."""
    own = (path for path in WEB.rglob("*") if path.suffix in {".py", ".html", ".css", ".js"})
    return "\n".join(p.read_text(encoding="utf-8") for p in own if "vendor" not in p.parts)


def test_every_template_is_used() -> None:
    sources = named_in_the_web_layer()
    templates = {
        path.relative_to(folder).as_posix()
        for folder in WEB.rglob("templates")
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert templates, "no template was found: the folders have moved"
    # django-allauth asks for its own by their names; those of ours stand in their place.
    theirs = {path.relative_to(ALLAUTH).as_posix() for path in ALLAUTH.rglob("*.*")}
    # A letter is asked for by what its subject and its message share (`accounts/alerts.py`).
    letters = {
        name
        for name in templates
        if name.startswith("accounts/email/")
        and f'"{name.removeprefix("accounts/email/").rpartition("_")[0]}"' in sources
    }
    unused = templates - BY_NAME - theirs - letters
    assert {name for name in unused if name not in sources} == set()


def test_every_file_of_ours_is_loaded() -> None:
    sources = named_in_the_web_layer()
    folder = WEB / "shared/static"
    files = [
        path.relative_to(folder)
        for path in folder.rglob("*")
        if path.is_file() and "vendor" not in path.parts
    ]
    assert files, "no file was found: the folder has moved"
    assert [str(path) for path in files if path.name not in sources] == []


def test_every_vendored_file_is_loaded() -> None:
    sources = named_in_the_web_layer()
    vendored = (WEB / "shared/static/vendor").rglob("*.min.*")
    sheets = (WEB / "shared/static/vendor").rglob("fonts.css")
    names = [path.relative_to(WEB / "shared/static") for path in [*vendored, *sheets]]
    assert [str(name) for name in names if name.as_posix() not in sources] == []
