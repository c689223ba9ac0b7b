"""The store under misfortune: kill at every step, full disk, two imports at once."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from terreau.core.errors import StoreFailure
from terreau.datasets import figures_table, store
from terreau.datasets.catalogue import get_dataset, list_datasets, revision
from terreau.datasets.importing import import_table

Says = Callable[..., None]
Bench = Any  # the folder that conftest.py makes

# Imports a table in forks of itself; fork n is killed at its nth act on the disk, until one lives.
KILLER = """
import os, shutil, signal, sys
from pathlib import Path
from terreau.datasets.importing import import_table

file, describe, before, work = map(Path, sys.argv[1:])
acts = [(os, "fsync"), (Path, "rename"), (Path, "replace"), (Path, "mkdir"), (shutil, "rmtree")]

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

os.fsync = lambda descriptor: None  # A kill loses nothing that was written; flushing takes time.
step = 0
while True:
    step += 1
    home = work / f"killed-{step}"
    shutil.copytree(before, home)
    child = os.fork()
    if child == 0:
        die_at(step)
        import_table(file, describe, home=home)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
print(step)
"""


def values(home: Path) -> list[float]:
    table = pq.read_table(get_dataset("own", home).table_path)
    assert table.num_rows == get_dataset("own", home).rows_kept
    return table["value"].to_pylist()


def left_behind(home: Path) -> list[Path]:
    return list((home / "datasets").rglob(".staging-*"))


@pytest.mark.timeout(240)  # Some forty imports: a few seconds, more on a busy machine.
def test_kill_at_every_step_leaves_one_version_whole(
    bench: Bench, home: Path, tmp_path: Path
) -> None:
    import_table(bench.file, bench.describe)
    bench.change("01001;CA;2019;12", "01001;CA;2019;13")
    import_table(bench.file, bench.describe)  # Two versions: the next import removes the first.
    old = values(home)
    bench.change("01001;CA;2019;13", "01001;CA;2019;14")
    new = [14.0 if value == 13.0 else value for value in old]
    work = tmp_path / "work"
    work.mkdir()
    words = [bench.file, bench.describe, home, work]
    run = subprocess.run(
        [sys.executable, "-c", KILLER, *map(str, words)],
        capture_output=True, text=True, timeout=200, check=True,
    )  # fmt: skip
    steps = int(run.stdout)
    assert steps > 10
    found = []
    for step in range(1, steps):
        killed = work / f"killed-{step}"
        found.append(values(killed))
        assert found[-1] in (old, new)
        import_table(bench.file, bench.describe, home=killed)
        assert values(killed) == new
        assert left_behind(killed) == []
    assert old in found
    assert new in found


def test_a_version_put_in_force_by_a_killed_import_is_announced_by_the_next(
    bench: Bench, home: Path
) -> None:
    import_table(bench.file, bench.describe)
    before = revision()
    stamp = (home / "datasets" / "REVISION").stat().st_mtime_ns + 1_000_000_000
    os.utime(home / "datasets" / "own" / "current", ns=(stamp, stamp))
    assert not import_table(bench.file, bench.describe).is_new
    assert revision() != before


def test_a_damaged_stamp_is_a_stamp(bench: Bench, home: Path) -> None:
    import_table(bench.file, bench.describe)
    (home / "datasets" / "REVISION").write_bytes(b"\xff\xfe2026")
    damaged = revision()
    assert damaged
    import_table(bench.file, bench.describe)
    assert get_dataset("own", home)


def no_space(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("owner", "name"),
    [(figures_table.pq, "ParquetWriter"), (store.os, "fsync"), (Path, "rename"), (Path, "replace")],
)
def test_full_disk_leaves_the_version_before(
    bench: Bench, says: Says, monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    home = Path(os.environ["TERREAU_HOME"])
    import_table(bench.file, bench.describe)
    old, seen = values(home), revision()
    bench.change("2024;15", "2024;16")
    file, describe = bench.file, bench.describe
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, no_space)
        with pytest.raises(StoreFailure) as caught:
            import_table(file, describe)
    says(
        caught.value,
        "No space left on device",
        str(home),
        "Free some space",
        "'own' imported before (version",
    )
    assert values(home) == old
    assert revision() == seen
    assert left_behind(home) == []
    assert import_table(file, describe).is_new


def test_full_disk_at_any_act_is_all_or_nothing(
    bench: Bench, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_table(bench.file, bench.describe)
    old = values(home)
    bench.change("2024;15", "2024;16")
    file, describe, room = bench.file, bench.describe, 0
    write_beside = store._write_beside

    def fails_when_full(path: Path, text: str) -> Path:
        nonlocal room
        room -= 1
        if room < 0:
            no_space()
        return write_beside(path, text)

    monkeypatch.setattr(store, "_write_beside", fails_when_full)
    for acts in (0, 1):
        room = acts
        with pytest.raises(StoreFailure):
            import_table(file, describe)
        assert values(home) == old
        assert left_behind(home) == []
    room = 2
    assert import_table(file, describe).is_new


def test_full_disk_at_the_first_import_leaves_nothing(
    bench: Bench, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures_table.pq, "ParquetWriter", no_space)
    with pytest.raises(StoreFailure) as caught:
        import_table(bench.file, bench.describe)
    says(caught.value, "Nothing was imported")
    assert list_datasets() == []


def test_a_disk_that_takes_no_more_bytes(bench: Bench, home: Path) -> None:
    """The kernel itself refuses the write: no file of the child may pass 200 bytes."""
    words = [bench.file, bench.describe]
    code = (
        "import resource, sys; from pathlib import Path; "
        "from terreau.datasets.importing import import_table; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200)); "
        "import_table(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, *map(str, words)], capture_output=True, text=True, check=False
    )
    assert (
        "StoreFailure: The disk refused to store the dataset 'own': 'File too large'" in run.stderr
    )
    assert list_datasets() == []
    assert left_behind(home) == []


def test_a_folder_that_cannot_be_made(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreFailure, match="The disk refused"):
        import_table(bench.file, bench.describe, home=tmp_path / "file")


def test_two_imports_at_once(bench: Bench, home: Path) -> None:
    import_table(bench.file, bench.describe)
    old = values(home)
    bench.change("2024;15", "2024;16")
    with (home / "datasets" / ".locks" / "own").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(StoreFailure, match=r"Another import.*'own'.*Wait.*changed nothing"):
            import_table(bench.file, bench.describe)
        with pytest.raises(StoreFailure, match="Another import"):
            store.remove("own")
    assert values(home) == old


def test_two_real_imports_at_once_leave_one_whole(bench: Bench, home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; "
        "from terreau.datasets.importing import import_table; "
        "import_table(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    bench.rows += "".join(f"33063;FZ;{year};5\n" for year in range(1801, 2200))
    one, describe = bench.file, bench.describe
    two = bench.folder / "two.csv"
    two.write_text(bench.rows.replace("2024;15", "2024;16"))
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(file), str(describe)],
            stderr=subprocess.PIPE, text=True,
        )
        for file in (one, two, one, two)
    ]  # fmt: skip
    for process in running:
        _, errors = process.communicate(timeout=50)
        assert process.returncode == 0 or "Another import" in errors
    assert len(values(home)) == 404
    assert left_behind(home) == []
