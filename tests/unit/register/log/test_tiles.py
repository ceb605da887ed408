"""Tiles by name and by tree size, as the specification's examples have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certcopy.register.log.tiles import Tile, bundle, parse_path, tiles_between, unbundle


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(1, 0, 17), "tile/1/000.p/17"),
        (Tile(None, 999), "tile/entries/999"),
        (Tile(None, 1000, 255), "tile/entries/x001/000.p/255"),
    ],
)
def test_names_are_those_of_the_specification(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert parse_path(path) == tile


@pytest.mark.parametrize(
    "path",
    ["tile/64/000", "tile/00/000", "tile/0/0", "tile/0/x000/001", "tile/0/000.p/256", "tile/0/000.p/0", "tile/0/../0"],
)
def test_other_names_are_refused(path: str) -> None:
    with pytest.raises(ValueError, match="name"):
        parse_path(path)


def test_a_tree_of_70_000_leaves_has_the_tiles_of_the_specification() -> None:
    tiles = [each for each in tiles_between(0, 70_000) if each.level is not None]
    partial = {(each.level, each.width) for each in tiles if not each.full}
    assert partial == {(0, 112), (1, 17), (2, 1)}
    assert sum(each.full for each in tiles if each.level == 0) == 273
    assert [each.path for each in tiles_between(255, 256)] == ["tile/0/000", "tile/entries/000", "tile/1/000.p/1"]


@given(st.integers(0, 2000), st.integers(0, 1000))
def test_growth_in_two_steps_writes_all_that_one_step_would(size: int, more: int) -> None:
    assert {*tiles_between(0, size + more)} <= {*tiles_between(0, size), *tiles_between(size, size + more)}


@given(st.lists(st.binary(max_size=40)))
def test_a_bundle_gives_back_its_entries(entries: list[bytes]) -> None:
    assert unbundle(bundle(entries)) == entries
