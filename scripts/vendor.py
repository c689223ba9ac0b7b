"""Bring pages' files and typefaces in from npm: exact versions, checked digests, no address kept.

``make vendor`` runs it; with ``--check`` it only compares the files with their manifest and
asks nobody. It asks the npm client for each pinned package, refuses any
archive whose digest is not the pinned one, copies the few files that pages and reports use, and
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

SOURCES = Path(__file__).parent.parent / "src/terreau"


@dataclass(frozen=True)
class Package:
    """One npm package and what the pages take of it.

    Parameters
    ----------
    folder : str
        Folder under that of its use.
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


def _printed(family: str, version: str, integrity: str, weights: tuple[str, ...]) -> Package:
    """Return a typeface for what is printed: whole, upright, a file a weight."""
    name = "".join(word.capitalize() for word in family.split("-"))
    return Package(
        folder=family,
        name=f"@expo-google-fonts/{family}",
        version=version,
        integrity=integrity,
        licence="OFL-1.1",
        files=tuple(f"{weight}/{name}_{weight}.ttf" for weight in weights),
        licences=("LICENSE_FONT",),
    )


PAGES = (
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


REPORTS = (
    _printed(
        "source-sans-3",
        "0.4.1",
        "sha512-sxsO4kfxQnVMT6ri/yWiBefkgem6suvc7KWJ4m/kWGTGqxkGouxG7MQsZ8XR6wqasxYZxdWK1gtusMBLSZDiiA==",
        ("400Regular", "600SemiBold"),
    ),
    _printed(
        "source-serif-4",
        "0.4.1",
        "sha512-Ej4UXDjW1kwYPHG8YLq6fK1bqnJGb3K35J3S5atSL0ScKFAFLKvndxoTWeCls7mybtlS9x99hzwDeXCBkiI3rA==",
        ("600SemiBold",),
    ),
)
FOLDERS = {"web/shared/static/vendor": PAGES, "reporting/fonts": REPORTS}


def main() -> None:
    """Write each folder anew (untouched when anything is wrong), or check them."""
    if "--check" in sys.argv[1:]:
        sys.exit("\n".join(line for name in FOLDERS for line in _altered(name)) or None)
    for name, packages in FOLDERS.items():
        folder = SOURCES / name
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            made = Path(scratch) / "made"
            manifest = [_vendored(package, made, Path(scratch)) for package in packages]
            _write(made / "manifest.json", json.dumps(manifest, indent=2).encode() + b"\n")
            shutil.rmtree(folder, ignore_errors=True)
            made.rename(folder)
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


def _altered(name: str) -> Iterator[str]:
    """Yield a sentence for each difference between the files, the manifest and the pins."""
    folder = SOURCES / name
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    pinned = [(package.name, package.version) for package in FOLDERS[name]]
    if [(entry["name"], entry["version"]) for entry in manifest] != pinned:
        yield f"{name}/manifest.json does not hold the pinned versions: run make vendor."
    digests = {path: digest for entry in manifest for path, digest in entry["sha256"].items()}
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for path in sorted(present ^ digests.keys() ^ {"manifest.json"}):
        yield f"{name}/{path}: in the folder or in the manifest, not in both."
    for path in sorted(present & digests.keys()):
        if hashlib.sha256((folder / path).read_bytes()).hexdigest() != digests[path]:
            yield f"{name}/{path}: not the file npm gave."


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    main()
