"""What this machine may lack: another pull's lock, room on the disk, a package."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from terreau.core.errors import BadInput, StoreFailure
from terreau.datasets.pulling import parts

Bench = Any  # the folder that conftest.py makes
Site = Any  # the site that conftest.py plays

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def test_two_pulls_of_the_same_file(bench: Bench, site: Site) -> None:
    wanted = bench.wanted(site.play("/f", site.official(bench.table(3000), pace=0.05)))
    done: list[Any] = []
    first = threading.Thread(target=lambda: done.append(bench.fetch(wanted)))
    first.start()
    while not site.asked:
        time.sleep(0.01)
    with pytest.raises(StoreFailure, match="Another pull of this file is running"):
        bench.fetch(wanted)
    bench.fetch(bench.wanted(site.play("/g", site.official(b"a;b\n")), edition="2025"))
    first.join()
    assert done[0].is_new


@pytest.mark.parametrize("at", [0, 3])
@pytest.mark.parametrize("is_held", [False, True])
def test_a_full_disk_gives_its_space_back(
    bench: Bench, site: Site, monkeypatch: pytest.MonkeyPatch, at: int, is_held: bool
) -> None:
    old, body = b"commune;jobs\n", bench.table(3000)
    wanted = bench.wanted(site.play("/f", site.official(old, etag='"old"')))
    if is_held:
        bench.fetch(wanted)
    site.play("/f", site.official(body))
    with monkeypatch.context() as patch:
        left = [at]

        def full(descriptor: int) -> None:
            if left[0] == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            left[0] -= 1

        patch.setattr(parts.os, "fsync", full)
        with pytest.raises(StoreFailure, match="No space left on device") as raised:
            bench.fetch(wanted)
    assert "Free some space there" in str(raised.value)
    assert [name for name in bench.names if not name.startswith(".")] == (
        ["official.csv", "record.json"] if is_held else []
    )
    if is_held:
        assert (bench.folder / "official.csv").read_bytes() == old
    assert bench.fetch(wanted).path.read_bytes() == body
    assert bench.names == ["official.csv", "record.json"]


def test_a_file_for_which_there_is_no_room_is_not_begun(
    bench: Bench, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Room:
        f_bavail, f_frsize = 2, 4

    monkeypatch.setattr(parts.os, "statvfs", lambda folder: Room)
    with pytest.raises(StoreFailure, match=r"no room.*9 bytes are to come and 8 are free"):
        bench.fetch(bench.wanted(site.play("/f", site.whole(b"a;b\n1;22\n"))))
    assert bench.names == []


def test_a_folder_that_cannot_be_written(bench: Bench, site: Site) -> None:
    bench.home.mkdir()
    (bench.home / "pulls").write_text("in the way")
    with pytest.raises(StoreFailure, match="The disk refused the folder of pulls"):
        bench.fetch(bench.wanted(site.play("/f", site.whole(b"a;b\n"))))


def test_without_httpcore_a_sentence_says_what_to_install(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "httpcore", None)
    monkeypatch.delitem(sys.modules, "terreau.datasets.pulling.connection", raising=False)
    with pytest.raises(BadInput, match=r"'httpcore'. Install terreau\[data\]"):
        bench.fetch(bench.wanted("https://example.org/f"))


def test_pulling_is_light_until_something_is_fetched(tmp_path: Path) -> None:
    heavy = {"httpcore", "h11", "certifi", "ssl", "pyarrow", "numpy"}
    code = (
        "import sys, terreau.datasets.pulling as p; p.pull_state(); "
        f"print(*({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env=os.environ | {"TERREAU_HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.stdout.split() == []
