"""A pull killed at any moment: what was held is whole, and the next pull ends the work."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

Bench = Any  # the folder that conftest.py makes
Site = Any  # the site that conftest.py plays

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

# Pulls in forks of itself. "acts": fork n dies at its nth act on the disk, until one lives.
# "moments": forks die at moments given in milliseconds.
KILLER = """
import json, os, shutil, signal, sys, time
from pathlib import Path
from terreau.datasets.pulling import Limits, Wanted, pull
import terreau.datasets.pulling.connection

before, work, wanted, limits, moments = sys.argv[1:]
wanted = Wanted(**json.loads(wanted) | {"starts_with": ()})
limits = Limits(**json.loads(limits))
acts = [(os, "fsync"), (Path, "replace"), (Path, "mkdir"), (Path, "unlink"), (Path, "open")]

def die_at(step):
    done = 0
    def counted(act):
        def call(*args, **kwargs):
            nonlocal done
            done += 1
            if done == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return act(*args, **kwargs)
        return call
    for owner, name in acts:
        setattr(owner, name, counted(getattr(owner, name)))

os.fsync = lambda descriptor: None

def bring_in(wanted, fetched, progress):
    # An import as the store does it: beside, then in force in one step.
    beside = home / "imported.new"
    beside.write_bytes(fetched.path.read_bytes())
    beside.replace(home / "imported")

step = 0
moments = json.loads(moments)
while True:
    home = work_home = Path(work) / f"killed-{step + 1}"
    shutil.copytree(before, home)
    child = os.fork()
    if child == 0:
        if not moments:
            die_at(step + 1)
        (report,) = pull([wanted], bring_in, home=home, limits=limits)
        os._exit(0 if report.error is None else 3)
    if moments:
        time.sleep(moments[step] / 1000)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL), status
    step += 1
    if (moments and step == len(moments)) or (not moments and status == 0):
        break
print(step)
"""


def kill(bench: Bench, wanted: Any, work: Path, moments: list[int]) -> list[Path]:
    """Return the homes of the pulls that were killed, whatever they had reached."""
    work.mkdir()
    words = [bench.home, work, json.dumps(asdict(wanted)), json.dumps(asdict(bench.quick)), moments]
    run = subprocess.run(
        [sys.executable, "-c", KILLER, *map(str, words)],
        capture_output=True, text=True, timeout=200, check=True,
    )  # fmt: skip
    return [work / f"killed-{n + 1}" for n in range(int(run.stdout))]


def check(bench: Bench, wanted: Any, homes: list[Path], old: bytes, new: bytes) -> set[bytes]:
    """Check each home as the kill left it, then that a pull ends the work; return what was held."""
    seen = set()
    for home in homes:
        folder = home / "pulls" / "sound" / "2024"
        held = (folder / "official.csv").read_bytes()
        assert held in (old, new)
        imported = (home / "imported").read_bytes()
        assert imported in (old, new)
        seen.add(imported)
        fetched = bench.fetch(wanted, home=home)
        assert fetched.path.read_bytes() == new
        assert sorted(path.name for path in folder.glob("*")) == ["official.csv", "record.json"]
        assert json.loads((folder / "record.json").read_text())["sha256"] == bench.sha256(new)
    return seen


@pytest.fixture
def states(bench: Bench, site: Site) -> tuple[Any, bytes, bytes]:
    """Return a wanted file, held in an old state while the site has a new one."""
    old, new = bench.table(200), bench.table(3000, "b")
    wanted = bench.wanted(site.play("/f", site.official(old, etag='"old"')))
    bench.fetch(wanted)
    (bench.home / "imported").write_bytes(old)
    site.play("/f", site.official(new, pace=0.002))
    return wanted, old, new


@pytest.mark.timeout(120)
def test_kill_at_every_act_on_the_disk(
    bench: Bench, site: Site, states: tuple[Any, bytes, bytes], tmp_path: Path
) -> None:
    wanted, old, new = states
    homes = kill(bench, wanted, tmp_path / "work", [])
    assert len(homes) > 30
    assert check(bench, wanted, homes, old, new) == {old, new}
    ranges = {headers["range"] for headers in site.requests("/f") if "range" in headers}
    assert len(ranges) > 3  # Several of them went on from where the kill left them.


@pytest.mark.slow
@pytest.mark.timeout(200)
def test_kill_at_twenty_random_moments(
    bench: Bench, site: Site, states: tuple[Any, bytes, bytes], tmp_path: Path
) -> None:
    wanted, old, _ = states
    new = bench.table(40_000, "c")  # 320 kB: half a second.
    site.play("/f", site.official(new, etag='"c"', pace=0.005))
    moments = [random.randrange(0, 700) for _ in range(20)]  # Not seeded: other moments each time.
    homes = kill(bench, wanted, tmp_path / "work", moments)
    assert len(homes) == 20
    parts = [home / "pulls" / "sound" / "2024" / "official.csv.part" for home in homes]
    assert len({part.stat().st_size for part in parts if part.exists()}) > 3
    check(bench, wanted, homes, old, new)


@pytest.mark.parametrize("has_name", [False, True])
def test_a_file_received_whole_is_not_asked_for_again(
    bench: Bench, site: Site, has_name: bool
) -> None:
    body = bench.table(3000)
    wanted = bench.wanted(site.play("/f", site.official(body)))
    bench.fetch(wanted)
    # As a kill leaves it before the last act, or before the last but one.
    (bench.folder / "record.json").rename(bench.folder / "official.csv.part.json")
    if not has_name:
        (bench.folder / "official.csv").rename(bench.folder / "official.csv.part")
    assert bench.fetch(wanted).path.read_bytes() == body
    assert bench.names == ["official.csv", "record.json"]
    assert site.requests("/f")[1]["if-none-match"] == '"one"'
