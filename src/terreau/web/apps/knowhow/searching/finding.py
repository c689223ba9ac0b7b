"""What may answer a search, as the index proposes it: `verifying` reads it again."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terreau.matching.search import Question, Reason
from terreau.web.apps.directory.standing import Standing
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.searching.asked import Asked, Order, distances, kept_by
from terreau.web.apps.knowhow.searching.documents import LINE_KINDS, Part
from terreau.web.apps.knowhow.searching.fresh import Pool, pools
from terreau.web.apps.knowhow.searching.rights import readable

# So many organisations are told; that there are more is said, not counted.
MOST = 1_000
# Several lines of one organisation may answer.
_PROPOSED = 3_000
# What answers a fifth of what the best does is no answer.
_LEAST_SHARE = 0.2
# Who seeks it too is told after who can do it.
_SOUGHT = 0.6


@dataclass(frozen=True)
class Proposal:
    """A text that answers: its key in the database, and how well.

    Parameters
    ----------
    organisation, line : int
        Keys of the organisation, of the know-how; 0 where the text is no line.
    part : Part
        Which text it is.
    stamp : int
        Of what the index read.
    score : float
        How well it answers; 0 where nothing was asked in words.
    km : float or None
        From the commune asked; None where it is not known.
    pool, number, question : where its reasons are found; no question where none was asked in words.
    """

    organisation: int
    line: int
    part: Part
    stamp: int
    score: float
    km: float | None
    pool: Pool
    number: int
    question: Question | None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it was found: takes time, for what is shown."""
        question = self.question
        return self.pool.index.reasons(question, self.number) if question else ()


@dataclass(frozen=True)
class Proposed:
    """All the texts that answer, the best first, by organisation in their order."""

    by_organisation: Mapping[int, Sequence[Proposal]]
    is_cut: bool


def propose(standing: Standing, asked: Asked, *, most: int = MOST) -> Proposed:
    """Return what may answer a search, of what the reader may read.

    Parameters
    ----------
    standing : Standing
        Where the reader stands.
    asked : Asked
        What is looked for.
    most : int
        At most so many organisations.
    """
    searched = [(pool, _allowed(pool, standing, asked)) for pool in pools()]
    if asked.certification:
        certified = _certified([pool for pool, _ in searched], standing, asked.certification)
        searched = [
            (pool, allowed & np.isin(pool.documents.organisation, certified))
            for pool, allowed in searched
        ]
    found = [_answering(pool, allowed, asked) for pool, allowed in searched]
    return _grouped([each for each in found if len(each.number)], asked, most)


def _allowed(pool: Pool, standing: Standing, asked: Asked) -> NDArray[np.bool_]:
    """Return which texts of a pool are read by who asks, and kept by the filters."""
    return pool.current & readable(pool.documents, standing) & kept_by(asked, pool.documents)


def _certified(searched: Iterable[Pool], standing: Standing, words: str) -> NDArray[np.int64]:
    """Return the organisations that have a certification, of what the reader may read."""
    found = []
    for pool in searched:
        told = pool.documents.line_kind == LINE_KINDS[KnowHowKind.CERTIFICATION]
        seen = pool.current & readable(pool.documents, standing) & told
        ranked = pool.index.ranked(pool.index.read(words), top=int(seen.sum()), allowed=seen)
        whole = [number for number, score in ranked if score > ranked[0][1] / 2]
        found.append(pool.documents.organisation[whole])
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class _Answering:
    """The texts of a pool that answer: (answer,) arrays; ``km`` is inf where it is not known."""

    pool: Pool
    question: Question | None
    number: NDArray[np.int64]
    score: NDArray[np.float64]
    km: NDArray[np.float64]

    def proposal(self, row: int) -> Proposal:
        number, km = int(self.number[row]), float(self.km[row])
        documents = self.pool.documents
        return Proposal(
            organisation=int(documents.organisation[number]),
            line=int(documents.line[number]),
            part=Part(documents.part[number]),
            stamp=int(documents.stamp[number]),
            score=float(self.score[row]),
            km=km if math.isfinite(km) else None,
            pool=self.pool,
            number=number,
            question=self.question,
        )


def _answering(pool: Pool, allowed: NDArray[np.bool_], asked: Asked) -> _Answering:
    documents = pool.documents
    far = np.full(len(documents), np.inf)
    if asked.near:
        far = np.nan_to_num(distances(documents, asked.near)[documents.seat], nan=np.inf)
    question = pool.index.read(asked.words) if asked.query else None
    if question:
        ranked = pool.index.ranked(question, top=_PROPOSED, allowed=allowed)
        number = np.array([each for each, _score in ranked], dtype=np.int64)
        score = np.array([score for _each, score in ranked])
    else:
        number = _all_lines(pool, allowed, far if asked.near else None)
        score = np.zeros(len(number))
    is_sought = documents.line_kind[number] == LINE_KINDS[KnowHowKind.SEEKS]
    return _Answering(
        pool, question, number, np.where(is_sought, score * _SOUGHT, score), far[number]
    )


def _grouped(found: Sequence[_Answering], asked: Asked, most: int) -> Proposed:
    """Return the best of several pools, by organisation: a proposal is made for these only."""
    if not found:
        return Proposed({}, is_cut=False)
    places = [(pool, row) for pool, each in enumerate(found) for row in range(len(each.number))]
    score, km = (np.concatenate([getattr(each, of) for each in found]) for of in ("score", "km"))
    organisation, line = (
        np.concatenate([getattr(each.pool.documents, of)[each.number] for each in found])
        for of in ("organisation", "line")
    )
    first = (km, -score) if asked.order == Order.DISTANCE else (-score, km)
    order = np.lexsort((line, organisation, *reversed(first)))
    grouped: dict[int, list[Proposal]] = {}
    is_cut = len(places) >= _PROPOSED
    for place in order[score[order] >= score.max() * _LEAST_SHARE].tolist():
        key = int(organisation[place])
        if key not in grouped and len(grouped) == most:
            is_cut = True
            continue
        pool, row = places[place]
        grouped.setdefault(key, []).append(found[pool].proposal(row))
    return Proposed(grouped, is_cut)


def _all_lines(
    pool: Pool, allowed: NDArray[np.bool_], km: NDArray[np.float64] | None
) -> NDArray[np.int64]:
    """Return the lines that filters alone leave: the nearest, or the last written."""
    lines = np.flatnonzero(allowed & (pool.documents.part == Part.LINE))
    by = -pool.documents.stamp[lines] if km is None else km[lines]
    return lines[np.argsort(by, kind="stable")[:_PROPOSED]]


def rank_of(each: Proposal, asked: Asked) -> tuple[float, float, int, int]:
    """Return what proposals are put in order by."""
    far = math.inf if each.km is None else each.km
    first = (far, -each.score) if asked.order == Order.DISTANCE else (-each.score, far)
    return (*first, each.organisation, each.line)
