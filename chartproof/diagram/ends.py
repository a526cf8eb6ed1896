"""Arrows as curves: where they meet boxes, and how well they can be told apart.

A curve is a Bézier spline of cubic pieces. Only its ends are moved, along the side of the box that they meet.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Point = tuple[float, float]
APART, CORNER = 13.0, 9.0
"""How far ends keep from one another, and from a box's corner, in pixels."""
CLOSE, ALONG = 4.0, 5
"""Two curves hide each other where so many of their samples in a row are nearer than this."""


@dataclass(frozen=True)
class Box:
    """A rectangle by its sides."""

    left: float
    top: float
    right: float
    bottom: float

    def side(self, at: Point) -> str:
        """The side that a point is nearest to."""
        away = {
            "top": abs(at[1] - self.top),
            "bottom": abs(at[1] - self.bottom),
            "left": abs(at[0] - self.left),
            "right": abs(at[0] - self.right),
        }
        return min(away, key=away.__getitem__)

    def span(self, axis: int) -> tuple[float, float]:
        """From where to where ends may stand along a side; 0: the upper and the lower one."""
        first, last = (self.left, self.right) if axis == 0 else (self.top, self.bottom)
        corner = min(CORNER, (last - first) / 4)
        return first + corner, last - corner


@dataclass(frozen=True)
class Curve:
    """The points of a spline, from the tail to where the head begins, and the corners of the head."""

    points: tuple[Point, ...]
    head: tuple[Point, ...]

    @property
    def tip(self) -> Point:
        """The corner of the head that is farthest from the line."""
        x, y = self.points[-1]
        return max(self.head, key=lambda p: (p[0] - x) ** 2 + (p[1] - y) ** 2)

    def moved(self, axis: int, by: float, *, head: bool) -> Curve:
        """The curve with one of its ends moved along an axis."""
        last = len(self.points)
        which = {last - 2, last - 1} if head else {0, 1}
        points = tuple(_shifted(p, axis, by) if n in which else p for n, p in enumerate(self.points))
        return replace(self, points=points, head=tuple(_shifted(p, axis, by) for p in self.head) if head else self.head)

    @cached_property
    def samples(self) -> Points:
        """Points along the curve, a dozen a piece; of shape (points, 2)."""
        points = np.array(self.points)
        pieces = np.stack([points[n : len(points) - 3 + n : 3] for n in range(4)])
        return np.concatenate([np.einsum("tk,kpx->ptx", _WEIGHTS, pieces).reshape(-1, 2), points[-1:]])


_T = np.arange(12)[:, None] / 12
_WEIGHTS = np.hstack([(1 - _T) ** 3, 3 * _T * (1 - _T) ** 2, 3 * _T * _T * (1 - _T), _T**3])


def _shifted(point: Point, axis: int, by: float) -> Point:
    return (point[0] + by, point[1]) if axis == 0 else (point[0], point[1] + by)


@dataclass(frozen=True)
class _End:
    """An end of a curve (by number) at a place along a side; `toward`: where the curve comes from or goes, there."""

    curve: int
    head: bool
    at: float
    toward: float


def set_apart(
    curves: Sequence[Curve], joins: Sequence[tuple[int, int]], boxes: Sequence[Box], wide: Sequence[bool]
) -> list[Curve]:
    """The curves with the ends at each box at least `APART` from one another, as far as its sides allow.

    joins: the boxes, by number, that each leads from and to. wide: which boxes have room for several ends.
    """
    found = list(curves)
    sides: dict[tuple[int, str], list[_End]] = {}
    for number, (curve, (source, target)) in enumerate(zip(curves, joins, strict=True)):
        for box, head in ((source, False), (target, True)):
            at = curve.tip if head else curve.points[0]
            side = boxes[box].side(at)
            axis = 0 if side in ("top", "bottom") else 1
            onward = curve.points[max(-5, -len(curve.points))] if head else curve.points[min(4, len(curve.points) - 1)]
            if wide[box]:
                sides.setdefault((box, side), []).append(_End(number, head, at[axis], onward[axis]))
    for (box, side), ends in sides.items():
        axis = 0 if side in ("top", "bottom") else 1
        for end, place in zip(*_places(ends, boxes[box].span(axis)), strict=True):
            if abs(place - end.at) > 0.05:
                found[end.curve] = found[end.curve].moved(axis, place - end.at, head=end.head)
    return found


def _places(ends: Sequence[_End], span: tuple[float, float]) -> tuple[list[_End], list[float]]:
    """The ends in order along a side, and where each is to stand: as near as may be to where it was."""
    ordered = sorted(ends, key=lambda e: (round(e.at + 0.2 * (e.toward - e.at), 1), e.curve, e.head))
    inside = [min(max(e.at, span[0]), span[1]) for e in ordered]
    if all(b - a >= APART for a, b in itertools.pairwise(inside)):
        return ordered, inside
    gap = min(APART, (span[1] - span[0]) / max(1, len(ordered) - 1))
    wanted = [e.at - n * gap for n, e in enumerate(ordered)]
    level = _isotone(wanted)
    last = span[1] - gap * (len(ordered) - 1)
    return ordered, [min(max(w, span[0]), last) + n * gap for n, w in enumerate(level)]


def _isotone(wanted: Sequence[float]) -> list[float]:
    """The nearest values that never fall: neighbours that would are pooled."""
    pools: list[tuple[float, int]] = []
    for value in wanted:
        pools.append((value, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, m), (b, n) = pools[-2:]
            pools[-2:] = [((a * m + b * n) / (m + n), m + n)]
    return [value for value, count in pools for _ in range(count)]


def hiding(curves: Sequence[Curve]) -> int:
    """How many pairs of curves run along each other so closely that they read as one."""
    sampled = [_middle(curve) for curve in curves]
    return sum(_along(a, b) for a, b in itertools.combinations(sampled, 2))


def _middle(curve: Curve) -> Points:
    """The samples that are away from both ends, where curves must meet."""
    ends = np.array([curve.points[0], curve.tip])
    away = ((curve.samples[:, None] - ends) ** 2).sum(2).min(1)
    middle: Points = curve.samples[away > 400]
    return middle


def _along(one: Points, other: Points) -> bool:
    if not len(one) or not len(other):
        return False
    if (one.max(0) + CLOSE < other.min(0)).any() or (other.max(0) + CLOSE < one.min(0)).any():
        return False
    apart = np.abs(one[:, None] - other[None]).max(axis=2)
    near = apart.min(axis=1) < CLOSE
    run = 0
    for close in near.tolist():
        run = run + 1 if close else 0
        if run >= ALONG:
            return True
    return False


def crossed(curves: Sequence[Curve], boxes: Sequence[Box]) -> int:
    """How often a curve runs through a box: pairs of both."""
    if not boxes:
        return 0
    sides = np.array([(b.left, b.top, b.right, b.bottom) for b in boxes])
    found = 0
    for curve in curves:
        at = curve.samples[:, None]
        found += int(((at > sides[:, :2]) & (at < sides[:, 2:])).all(2).any(0).sum())
    return found
