"""The tree against the vectors of Certificate Transparency, and its proofs against anything flipped."""

from __future__ import annotations

import functools

from hypothesis import given, settings
from hypothesis import strategies as st

from certcopy.register.log import merkle
from certcopy.register.log.merkle import leaf_hash
from certcopy.register.log.tiles import Tile, TileNodes

ENTRIES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""The tests of Certificate Transparency (RFC 6962): the root after so many of the entries."""

LEAVES = [leaf_hash(number.to_bytes(4, "big")) for number in range(70_000)]


@functools.cache
def _node(level: int, index: int) -> bytes:
    if level == 0:
        return LEAVES[index]
    return merkle.perfect_root(b"".join(_node(level - 1, index * 256 + place) for place in range(256)))


class Memory:
    """Tiles of the leaves above, made when asked for."""

    def tile(self, tile: Tile) -> bytes:
        assert tile.level is not None
        span = 256**tile.level
        firsts = range(tile.begin * span, (tile.begin + tile.width) * span, span)
        return b"".join(_node(tile.level, first // span) for first in firsts)


def nodes(size: int) -> TileNodes:
    return TileNodes(Memory(), size)


def edge_of(leaves: list[bytes]) -> list[bytes]:
    edge: list[bytes] = []
    for size, leaf in enumerate(leaves):
        edge = merkle.grown(edge, size, leaf)
    return edge


def test_the_roots_are_those_of_certificate_transparency() -> None:
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES]
    roots = [merkle.edge_root(edge_of(leaves[:size])).hex() for size in range(len(leaves) + 1)]
    assert roots == list(ROOTS)


def test_the_published_proofs_of_the_eight_entries_verify() -> None:
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES]
    path = [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert merkle.includes(bytes.fromhex(ROOTS[8]), 8, 0, leaves[0], [bytes.fromhex(each) for each in path])


sizes = st.integers(1, 700) | st.sampled_from([65_535, 65_536, 65_537, 70_000])


@settings(deadline=None)
@given(st.integers(0, 600))
def test_a_tree_grown_leaf_by_leaf_is_the_tree_read_off_its_tiles(size: int) -> None:
    assert merkle.edge_root(edge_of(LEAVES[:size])) == merkle.root_at(nodes(size), size)


@settings(deadline=None)
@given(st.data(), sizes)
def test_every_leaf_is_proven_and_nothing_else(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    root = merkle.root_at(nodes(size), size)
    proof = merkle.inclusion_proof(nodes(size), index, size)
    assert merkle.includes(root, size, index, LEAVES[index], proof)
    assert not merkle.includes(root, size, index, leaf_hash(b"another"), proof)
    assert not merkle.includes(LEAVES[0] if size > 1 else LEAVES[1], size, index, LEAVES[index], proof)
    assert not merkle.includes(root, size, index, LEAVES[index], [*proof, root])
    if proof:
        wrong = data.draw(st.integers(0, len(proof) - 1))
        flipped = bytes([proof[wrong][0] ^ 1]) + proof[wrong][1:]
        assert not merkle.includes(root, size, index, LEAVES[index], [*proof[:wrong], flipped, *proof[wrong + 1 :]])
        assert not merkle.includes(root, size, index, LEAVES[index], proof[:-1])
        assert not merkle.includes(root, size, index ^ 1, LEAVES[index], proof)


@settings(deadline=None)
@given(st.data(), sizes)
def test_every_earlier_tree_is_a_beginning_and_no_other_is(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(0, new))
    before, after = merkle.root_at(nodes(old), old), merkle.root_at(nodes(new), new)
    proof = merkle.consistency_proof(nodes(new), old, new)
    assert merkle.grows(old, before, new, after, proof)
    assert not merkle.grows(old, leaf_hash(b"fork"), new, after, proof)
    assert old == 0 or not merkle.grows(old, before, new, leaf_hash(b"fork"), proof)
    assert not merkle.grows(old, before, new, after, [*proof, before])
    if proof:
        wrong = data.draw(st.integers(0, len(proof) - 1))
        flipped = bytes([proof[wrong][0] ^ 1]) + proof[wrong][1:]
        assert not merkle.grows(old, before, new, after, [*proof[:wrong], flipped, *proof[wrong + 1 :]])
