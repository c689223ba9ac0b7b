"""Take the pictures of the README from the product itself, served on the example country.

``make pictures`` runs it. It drives /usr/bin/chromium in the light scheme, 1280 pixels wide, on a
server and a TERREAU_HOME of its own, both gone afterwards. Colours are reduced to a palette, so
that a picture weighs little.
"""

from __future__ import annotations

import base64
import os
import socket
import struct
import subprocess  # the server is our own program
import sys
import tempfile
import time
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).parent.parent / "docs/images"
LANGUAGES = {"en": "", "fr": "-fr"}
OWN_NAMES = {"en": "English", "fr": "Français"}
WIDTH = 1280
HEIGHT = 900
MARGIN = 12
COLOURS = 128
START_SECONDS = 90
# What a page runs to hand its picture's pixels over.
PIXELS = """async png => {
  const image = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const bytes = canvas.getImageData(0, 0, image.width, image.height).data;
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768)
    text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return [image.width, image.height, btoa(text)];
}"""


@dataclass(frozen=True)
class Shot:
    """A page to take.

    Parameters
    ----------
    address : str
        Of the page.
    last_heading : str
        The picture ends below the section of this heading; "": at `HEIGHT`.
    charts : int
        How many drawings are waited for.
    person : str
        Of the example people, who reads it; "": a visitor.
    """

    address: str
    last_heading: str = ""
    charts: int = 0
    person: str = ""


SHOTS = {
    "profile": Shot("/observatoire/territoire-industrie/2:ti-x03/", "effects-title", charts=2),
    "home": Shot("/"),
    "know-how": Shot("/annuaire/savoir-faire/?q=couler+une+pi%C3%A8ce+en+fonte"),
    "plan": Shot("/plans/1/", person="Camille Fictive"),
    "network": Shot(
        "/annuaire/reseau/territoires/territoire-industrie/2:ti-x01/", person="Camille Fictive"
    ),
}


def main() -> None:
    """Write every picture and say what it weighs."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with served() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        for (name, shot), language in product(SHOTS.items(), LANGUAGES):
            picture = taken(browser, base, shot, language)
            file = f"{name}{LANGUAGES[language]}.png"
            (IMAGES / file).write_bytes(picture)
            print(f"docs/images/{file}: {len(picture) // 1024} KiB")
        browser.close()


@contextmanager
def served() -> Iterator[str]:
    """Serve the example country from an empty home; yield the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        server = subprocess.Popen(
            [Path(sys.executable).with_name("terreau"), "serve", "--demo", "--port", str(port)],
            env=os.environ | {"TERREAU_HOME": home},
            stdout=subprocess.DEVNULL,
        )
        try:
            base = f"http://127.0.0.1:{port}"
            _wait_for(server, base)
            yield base
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(server: subprocess.Popen[bytes], base: str) -> None:
    # A server holds its port from the start and answers once the territories are in.
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{base}/healthz", timeout=5):  # noqa: S310
            return  # any other answer than a success is an OSError
        time.sleep(0.2)
    sys.exit("The server did not start; its messages are above.")


def taken(browser: Browser, base: str, shot: Shot, language: str) -> bytes:
    """Return the picture of a page in one language."""
    context = browser.new_context(
        viewport={"width": WIDTH, "height": 1400}, color_scheme="light", reduced_motion="reduce"
    )
    context.add_cookies([{"name": "terreau_language", "value": language, "url": base}])
    page = context.new_page()
    if shot.person:
        page.goto(f"{base}/compte/connexion/")
        page.get_by_role("button", name=shot.person).click()
        # Who signs in reads the language of their account.
        other = page.get_by_role("button", name=OWN_NAMES[language], exact=True)
        if other.count():
            other.click()
    page.goto(base + shot.address)
    page.wait_for_load_state("networkidle")
    page.wait_for_function(
        "least => document.querySelectorAll("
        "'.chart-drawing canvas, .chart-drawing svg').length >= least",
        arg=shot.charts,
    )
    page.wait_for_timeout(1500)  # charts draw themselves in
    clip = {"x": 0.0, "y": 0.0, "width": float(WIDTH), "height": _height(page, shot.last_heading)}
    picture = page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
    reduced = with_palette(*_pixels(page, picture))
    context.close()
    return reduced


def _height(page: Page, last_heading: str) -> float:
    if not last_heading:
        return HEIGHT
    box = page.locator(f"section:has(#{last_heading})").bounding_box()
    if box is None:
        sys.exit(f"The page has no section {last_heading!r}: has its template changed?")
    return box["y"] + box["height"] + MARGIN


def _pixels(page: Page, picture: bytes) -> tuple[int, int, npt.NDArray[np.uint8]]:
    page.goto("about:blank")
    width, height, text = page.evaluate(PIXELS, base64.b64encode(picture).decode())
    rgba = np.frombuffer(base64.b64decode(text), dtype=np.uint8).reshape(-1, 4)
    return width, height, rgba[:, :3]


def with_palette(width: int, height: int, rgb: npt.NDArray[np.uint8]) -> bytes:
    """Write pixels as a PNG of at most `COLOURS` colours.

    Parameters
    ----------
    width, height : int
        In pixels.
    rgb : ndarray
        (width × height, 3), row by row.

    Returns
    -------
    bytes
        The most frequent colours are kept; each other one becomes the nearest of them.
    """
    found, place, count = np.unique(rgb, axis=0, return_inverse=True, return_counts=True)
    kept = found[np.argsort(-count, kind="stable")[:COLOURS]]
    distance = ((found[:, None, :].astype(np.int32) - kept[None, :, :]) ** 2).sum(axis=2)
    index = distance.argmin(axis=1).astype(np.uint8)[place.reshape(-1)].reshape(height, width)
    # Each row opens with the number of its filter: 0, none.
    rows = np.hstack([np.zeros((height, 1), np.uint8), index]).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", kept.tobytes()), (b"IDAT", zlib.compress(rows, 9)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in (*chunks, (b"IEND", b"")))


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


if __name__ == "__main__":
    main()
