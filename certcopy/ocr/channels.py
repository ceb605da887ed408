"""The greatest and the least of the three colours of every pixel; much quicker than along so short an axis."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", bound=np.generic)


def most(pixels: NDArray[T]) -> NDArray[T]:
    """Of an array of rows, columns and three colours."""
    return _joined(np.maximum, pixels)


def least(pixels: NDArray[T]) -> NDArray[T]:
    """Of an array of rows, columns and three colours."""
    return _joined(np.minimum, pixels)


def _joined(join: np.ufunc, pixels: NDArray[T]) -> NDArray[T]:
    red, green, blue = (pixels[:, :, channel] for channel in range(3))
    joined: NDArray[Any] = join(join(red, green), blue)
    return joined
