"""The ring of a seal taken off the print that it runs over: ink along the circle that goes no further than the ring is
thick. Where a stroke of a letter crosses it, the letter keeps its ink."""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from certcopy.domain.page import Box
from certcopy.ocr.bands import DARK

ANGLES = 240
LEAST = 0.5
"""Of the directions of a circle: with less ink it is no ring, as where coloured ink was cleared."""
STEPS = (4, 2, 1)
"""Pixels by which the circle is moved and widened in search of the one with the most ink."""
THICKEST = 0.03
"""Of its width: how thick the outer line of a seal is, at most."""
THICKER = 1.3
"""How much thicker than usual the ring may be in places."""

Circle = tuple[float, float, float]
"""Where its middle is, across and down, and its radius."""
Places = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Rows and columns."""
Outward = tuple[NDArray[np.float64], NDArray[np.float64]]
"""How far one step away from the middle of a circle leads, down and across."""


def without_ring(grey: Image.Image, seal: Box) -> Image.Image:
    """The levelled picture without the outer ring of a seal whose box is about this."""
    ink = np.asarray(grey) < DARK
    circle = _fitted(ink, (*seal.middle, seal.width / 2))
    if _inked(ink, np.array([circle]))[0] < LEAST:
        return grey
    cleared = np.array(grey)
    rows, columns = _of_ring(ink, circle)
    cleared[rows, columns] = 255
    return Image.fromarray(cleared)


def _fitted(ink: NDArray[np.bool_], circle: Circle) -> Circle:
    """The circle near this one that has the most ink."""
    for step in STEPS:
        moves = np.array(list(itertools.product((-2 * step, -step, 0, step, 2 * step), repeat=3)))
        near = np.array(circle) + moves
        circle = tuple(near[int(_inked(ink, near).argmax())])
    return circle


def _inked(ink: NDArray[np.bool_], circles: NDArray[np.float64]) -> NDArray[np.float64]:
    """In what share of its directions each circle shows ink."""
    angles = np.linspace(0, 2 * math.pi, ANGLES, endpoint=False)
    middle, foot, radius = (circles[:, [place]] for place in range(3))
    shares: NDArray[np.float64] = _at(ink, foot + radius * np.sin(angles), middle + radius * np.cos(angles)).mean(
        axis=1
    )
    return shares


def _at(ink: NDArray[np.bool_], down: NDArray[np.float64], across: NDArray[np.float64]) -> NDArray[np.bool_]:
    rows, columns = np.rint(down).astype(int), np.rint(across).astype(int)
    inside = (rows >= 0) & (rows < ink.shape[0]) & (columns >= 0) & (columns < ink.shape[1])
    found: NDArray[np.bool_] = inside & ink[rows * inside, columns * inside]
    return found


def _of_ring(ink: NDArray[np.bool_], circle: Circle) -> Places:
    """The rows and columns of the ink that is the ring's alone."""
    middle, foot, radius = circle
    thickest = math.ceil(2 * THICKEST * radius)
    rows, columns = np.nonzero(ink)
    away = np.hypot(rows - foot, columns - middle)
    near = np.abs(away - radius) <= thickest
    rows, columns, away = rows[near], columns[near], away[near]
    outward = (rows - foot) / away, (columns - middle) / away
    beside = np.arange(1, 2 * thickest + 1)
    lengths = 1 + sum(_run(ink, (rows, columns), outward, way * beside) for way in (1, -1))
    thin = lengths <= math.ceil(THICKER * float(np.median(lengths)))
    return rows[thin], columns[thin]


def _run(ink: NDArray[np.bool_], places: Places, outward: Outward, steps: NDArray[np.intp]) -> NDArray[np.intp]:
    """How far from each place the ink goes on without a gap, outward or inward as the steps go."""
    down, across = (place[:, None] + way[:, None] * steps for place, way in zip(places, outward, strict=True))
    run: NDArray[np.intp] = np.logical_and.accumulate(_at(ink, down, across), axis=1).sum(axis=1)
    return run
