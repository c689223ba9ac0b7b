"""Bring the front-end files in from npm: exact versions, checked digests, no address kept.

``make vendor`` runs it; with ``--check`` it only compares the files with their manifest and
asks nobody. It asks the npm client for each pinned package, refuses any
archive whose digest is not the pinned one, copies the few files the pages use, and
writes beside them the licence and a manifest. No Node is needed to run Terreau.
To take a newer version: change the version and the digest below, then run it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "src/terreau/web/shared/static/vendor"


@dataclass(frozen=True)
class Package:
    """One npm package and what the pages take of it.

    Parameters
    ----------
    folder : str
        Folder under ``vendor/``.
    name, version : str
        Exact package and version.
    integrity : str
        Digest of the archive, as npm publishes it (``sha512-…``).
    licence : str
        SPDX identifier; the text is copied from ``licences``.
    files : tuple of str
        Files of the package, copied under their own name.
    fonts : tuple of str
        Font files; they keep their folder and their ``@font-face`` rules.
    licences : tuple of str
        Licence and notice files.
    """

    folder: str
    name: str
    version: str
    integrity: str
    licence: str
    files: tuple[str, ...] = ()
    fonts: tuple[str, ...] = ()
    licences: tuple[str, ...] = ("LICENSE",)


def _fontsource(family: str, version: str, integrity: str) -> Package:
    """Return a variable font: upright for all European languages, italic for the western ones."""
    subsets = ("latin-wght-normal", "latin-ext-wght-normal", "latin-wght-italic")
    return Package(
        folder=family,
        name=f"@fontsource-variable/{family}",
        version=version,
        integrity=integrity,
        licence="OFL-1.1",
        fonts=tuple(f"files/{family}-{subset}.woff2" for subset in subsets),
    )


PACKAGES = (
    Package(
        folder="bootstrap",
        name="bootstrap",
        version="5.3.9",
        integrity="sha512-20cU0rcfw8WdxtVbmfU+xT2EjvVTw9Ror/h1Qvd7DXCujRg8OO9mdBCsmTHdJFf3BuadmBNJtgIuUXsBqSkk/w==",
        licence="MIT",
        files=("dist/css/bootstrap.min.css",),
    ),
    Package(
        folder="htmx",
        name="htmx.org",
        version="2.0.11",
        integrity="sha512-Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
        licence="0BSD",
        files=("dist/htmx.min.js",),
    ),
    # "common": line, bar, pie, scatter, both renderers and the accessibility component. A third
    # lighter than the whole, which maps and custom series will need.
    Package(
        folder="echarts",
        name="echarts",
        version="6.1.0",
        integrity="sha512-q0yaFPggC9FUdsWH4blavRWFmxdrIodbkoKNAjJudAI6CA9gNPxHtV2RcZNEepZVlk4yvBYkOkbk6HIVpIyHZA==",
        licence="Apache-2.0",
        files=("dist/echarts.common.min.js",),
        licences=("LICENSE", "NOTICE", "licenses/LICENSE-d3"),
    ),
    _fontsource(
        "source-sans-3",
        "5.3.0",
        "sha512-dpi0GZk7EQe2tYpg6Q0Fx0OmUgnuGu+0rHPgtXqtKhglYmJuP7jZ12Mu1uN+NfRaJRY1Emn8AQJEWzmoZ4wa9g==",
    ),
    _fontsource(
        "source-serif-4",
        "5.3.1",
        "sha512-4Rtay22SC4lMvw11r/+9kxANB6P3M0X8s1NudBC2v0J1KU2y3DcMoNcT3lBoZ/CqLirzf+StlO6UlJilyrvaUg==",
    ),
)


def main() -> None:
    """Write ``vendor/`` anew (untouched when anything is wrong), or check it."""
    if "--check" in sys.argv[1:]:
        sys.exit("\n".join(_altered()) or None)
    VENDOR.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=VENDOR.parent) as scratch:
        made = Path(scratch) / "vendor"
        manifest = [_vendored(package, made, Path(scratch)) for package in PACKAGES]
        _write(made / "manifest.json", json.dumps(manifest, indent=2).encode() + b"\n")
        shutil.rmtree(VENDOR, ignore_errors=True)
        made.rename(VENDOR)
    for entry in manifest:
        print(f"{entry['name']} {entry['version']} ({entry['licence']})")


def _vendored(package: Package, made: Path, scratch: Path) -> dict[str, object]:
    """Write the files of one package under ``made`` and return its line of the manifest."""
    archive = _fetched(package, scratch)
    folder = made / package.folder
    with tarfile.open(archive) as tar:
        for path in package.licences + package.fonts + package.files:
            content = _content(tar, path)
            name = path if path in package.fonts else Path(path).name
            _write(folder / name, _without_source_map(name, content))
        if package.fonts:
            _write(folder / "fonts.css", "\n\n".join(_faces(tar, package.fonts)).encode() + b"\n")
    return {
        "name": package.name,
        "version": package.version,
        "licence": package.licence,
        "sha256": {
            path.relative_to(made).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
    }


def _fetched(package: Package, scratch: Path) -> Path:
    """Return the archive of a package, its digest checked."""
    asked = ["npm", "pack", f"{package.name}@{package.version}", "--json", "--ignore-scripts"]
    answer = subprocess.run(asked, cwd=scratch, check=True, stdout=subprocess.PIPE)
    archive = scratch / str(json.loads(answer.stdout)[0]["filename"])
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        sys.exit(
            f"{package.name} {package.version}: the archive is not the pinned one "
            f"(sha512-{digest}). Nothing was changed."
        )
    return archive


def _content(tar: tarfile.TarFile, path: str) -> bytes:
    """Return one file of an npm archive."""
    member = tar.extractfile(f"package/{path}")
    if member is None:
        sys.exit(f"The package has no file {path}. Nothing was changed.")
    return member.read()


def _without_source_map(name: str, content: bytes) -> bytes:
    """Drop the pointer to a source map, which manifest storage would look for in vain."""
    if not name.endswith((".css", ".js")):
        return content
    text = re.sub(rb"(/\*|//)# sourceMappingURL=[^\n*]*(\*/)?", b"", content)
    return text.rstrip() + b"\n"


def _faces(tar: tarfile.TarFile, fonts: tuple[str, ...]) -> Iterator[str]:
    """Yield the ``@font-face`` rules whose file is kept."""
    for sheet in ("wght.css", "wght-italic.css"):
        for rule in re.findall(r"@font-face \{.*?\}", _content(tar, sheet).decode(), re.DOTALL):
            if any(f"url(./{font})" in rule for font in fonts):
                yield rule


def _altered() -> Iterator[str]:
    """Yield a sentence for each difference between the files, the manifest and the pins."""
    manifest = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    pinned = [(package.name, package.version) for package in PACKAGES]
    if [(entry["name"], entry["version"]) for entry in manifest] != pinned:
        yield "vendor/manifest.json does not hold the pinned versions: run make vendor."
    digests = {path: digest for entry in manifest for path, digest in entry["sha256"].items()}
    present = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    for path in sorted(present ^ digests.keys() ^ {"manifest.json"}):
        yield f"vendor/{path}: in the folder or in the manifest, not in both."
    for path in sorted(present & digests.keys()):
        if hashlib.sha256((VENDOR / path).read_bytes()).hexdigest() != digests[path]:
            yield f"vendor/{path}: not the file npm gave."


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    main()
