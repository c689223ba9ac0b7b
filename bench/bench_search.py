"""How long a search takes among 50 000 descriptions, and how many right answers it finds.

Run with ``python bench/bench_search.py [DESCRIPTIONS]``. They are made of the vocabulary of trades
and of the descriptions of our set of questions; FTS5 is asked the same in the same run. Two tables
are printed and written to ``docs/reference/search-quality.md``.
"""

from __future__ import annotations

import os
import platform
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from fts5 import Fts5, Fts5Fused

from terreau.matching.search import SearchIndex
from terreau.matching.semantic import SemanticIndex, embedded
from terreau.matching.vocabulary import vocabulary

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/reference/search-quality.md"
sys.path.insert(0, str(ROOT / "tests" / "support"))
from search_quality import TYPES, Question, descriptions, questions, recall  # noqa: E402

Find = Callable[[str], list[int]]
ENGINES = ("ours", "ours and the extra", "FTS5, words", "FTS5, stems and trigrams fused")


@dataclass(frozen=True)
class Times:
    """What an engine took: building, a query on the clock and on the processor, and its size."""

    build_s: float
    median_ms: float
    p95_ms: float
    computing_ms: float
    size_mb: float


def main() -> None:
    """Measure quality, then times, and write the page."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    quality = as_quality(measured_quality())
    print(quality)
    times = as_times(measured_times(fictitious(number)))
    print(times)
    write_page(quality, times, number)


def measured_quality() -> Mapping[str, Mapping[str, float]]:
    """Return the recall among five of each engine, by type of question."""
    texts = descriptions()
    ids, asked = list(texts), questions()
    ours = SearchIndex.build(list(texts.values()))
    engines: dict[str, Find] = {
        "ours": numbers(ours),
        "ours and the extra": numbers(SemanticIndex(ours, embedded(list(texts.values())))),
        "FTS5, words": Fts5(list(texts.values())).search,
        "FTS5, stems and trigrams fused": Fts5Fused(list(texts.values())).search,
    }
    rows: dict[str, list[Question]] = {
        type_: [question for question in asked if question.type == type_] for type_ in TYPES
    }
    rows["all"] = asked
    rows["of these, held out"] = [question for question in asked if question.is_held_out]
    return {
        f"{row} ({len(some)})": {
            name: recall(lambda text, find=find: [ids[place] for place in find(text)], some)  # type: ignore[misc]
            for name, find in engines.items()
        }
        for row, some in rows.items()
    }


def numbers(index: SearchIndex | SemanticIndex) -> Find:
    """Return the search of an index as numbers of texts."""
    return lambda text: [hit.number for hit in index.search(text, top=5)]


def measured_times(texts: list[str]) -> Mapping[str, Times]:
    """Return what each engine takes to build its index and to answer every question of the set."""
    asked = [question.text for question in questions()]
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(len(texts), 384)).astype(
        np.float32
    )  # as long to compare as true ones

    def made_ours() -> tuple[Find, float]:
        index = SearchIndex.build(texts)
        return numbers(index), len(index.to_bytes()) / 1e6

    def made_both() -> tuple[Find, float]:
        index = SemanticIndex(SearchIndex.build(texts), vectors)
        return numbers(index), (len(index.words.to_bytes()) + vectors.nbytes) / 1e6

    def made(engine: type[Fts5]) -> Callable[[], tuple[Find, float]]:
        def make() -> tuple[Find, float]:
            index = engine(texts)
            return index.search, index.size_mb()

        return make

    makers = (made_ours, made_both, made(Fts5), made(Fts5Fused))
    return {name: timed(make, asked) for name, make in zip(ENGINES, makers, strict=True)}


def timed(make: Callable[[], tuple[Find, float]], asked: list[str]) -> Times:
    """Measure one engine."""
    start = time.perf_counter()
    find, size = make()
    built = time.perf_counter() - start
    find(asked[0])
    took, computed = [], []
    for text in asked:
        start, computing = time.perf_counter(), time.process_time()
        find(text)
        computed.append((time.process_time() - computing) * 1000)
        took.append((time.perf_counter() - start) * 1000)
    p95 = [float(np.percentile(times, 95)) for times in (took, computed)]
    return Times(built, statistics.median(took), p95[0], p95[1], size)


def fictitious(number: int) -> list[str]:
    """Return descriptions of firms that do not exist: a few trades each, and a name of its own."""
    rng = random.Random(7)
    names = [term.names for term in vocabulary().values()]
    sentences = [part for text in descriptions().values() for part in text.split(",")]
    syllables = "ba be bo cha do du fa gue jo la li mar mi no pa quin ra ri sa ta to val vi".split()  # noqa: SIM905
    texts = []
    for _ in range(number):
        own = "".join(rng.choices(syllables, k=rng.randint(2, 4))).capitalize()
        trades = [rng.choice(some) for some in rng.sample(names, rng.randint(2, 6))]
        texts.append(f"{own} : {', '.join([*trades, *rng.sample(sentences, rng.randint(1, 3))])}.")
    return texts


def as_quality(rows: Mapping[str, Mapping[str, float]]) -> str:
    """Return the table of recall in Markdown."""
    lines = [f"| questions | {' | '.join(ENGINES)} |", "| --- |" + " ---: |" * len(ENGINES)]
    lines += [
        f"| {row} | {' | '.join(f'{found[name]:.2f}' for name in ENGINES)} |"
        for row, found in rows.items()
    ]
    return "\n".join(lines)


def as_times(rows: Mapping[str, Times]) -> str:
    """Return the table of times in Markdown."""
    lines = [
        "| engine | build, s | query: median, ms | p95, ms | p95 computing, ms | size, MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {name} | {took.build_s:.1f} | {took.median_ms:.1f} | {took.p95_ms:.1f} | "
        f"{took.computing_ms:.1f} | {took.size_mb:.0f} |"
        for name, took in rows.items()
    ]
    return "\n".join(lines)


def write_page(quality: str, times: str, number: int) -> None:
    """Write the page of reference."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    PAGE.write_text(
        "# Quality of the search\n\n"
        "Written by `python bench/bench_search.py`. How it works: "
        "[know-how search](../explanation/know-how-search.md).\n\n"
        "## Right answers among the first five\n\n"
        f"Mean share of the right answers, {len(descriptions())} descriptions of fictitious firms, "
        f"{len(questions())} questions (`tests/matching/quality`). Descriptions, questions and "
        "vocabulary were written by the same people: on other texts expect less. Misses of the "
        "questions held out were read, and led to more words in the vocabulary.\n\n"
        f"{quality}\n\n"
        "“FTS5, words” is SQLite's index of words without accents; the last is its index of stems "
        "(Snowball French), words put right by rapidfuzz, and its index of trigrams, fused by "
        "reciprocal rank.\n\n"
        f"## Times among {number} descriptions\n\n"
        f"{times}\n\n"
        "The extra's times are with vectors at random, of the true size; to make those of the "
        "texts takes some 20 to 60 ms a text, once. Computing is the p95 of processor time, "
        "what a machine that does nothing else takes. The size is that of the index as it is kept. "
        f"{os.cpu_count()} cores shared with whatever else ran, load {os.getloadavg()[0]:.1f} at "
        f"the end, {platform.system()}, Python {platform.python_version()}, NumPy "
        f"{np.__version__}; peak of memory of the whole bench {peak:.0f} MB.\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
