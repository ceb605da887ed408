"""The Merkle tree of RFC 6962, section 2.1, with SHA-256: every hash is 32 bytes."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Protocol

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


class Nodes(Protocol):
    """Where the hashes of perfect subtrees come from."""

    def node(self, height: int, index: int) -> bytes:
        """The hash over the leaves ``index * 2**height`` up to ``(index + 1) * 2**height``."""
        ...


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


def grown(edge: Sequence[bytes], size: int, leaf: bytes) -> list[bytes]:
    """The right edge after one more leaf: the roots of the perfect subtrees a tree falls into, the largest first.

    ``size`` is that of the tree before, whose edge has as many hashes as ``size`` has binary ones.
    """
    after = [*edge, leaf]
    while size & 1:
        right = after.pop()
        after.append(node_hash(after.pop(), right))
        size >>= 1
    return after


def edge_root(edge: Sequence[bytes]) -> bytes:
    """The root of the tree with this right edge."""
    if not edge:
        return EMPTY_ROOT
    root = edge[-1]
    for left in reversed(edge[:-1]):
        root = node_hash(left, root)
    return root


def perfect_root(hashes: bytes) -> bytes:
    """The root over as many hashes, one after the other, as a power of two."""
    while len(hashes) > HASH_BYTES:
        pairs = range(0, len(hashes), 2 * HASH_BYTES)
        hashes = b"".join([sha256(b"\x01" + hashes[pair : pair + 2 * HASH_BYTES]).digest() for pair in pairs])
    return hashes


def root_at(nodes: Nodes, size: int) -> bytes:
    """The root of the tree of the first ``size`` leaves."""
    return _range_root(nodes, 0, size) if size else EMPTY_ROOT


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """The audit path of a leaf (section 2.1.1), from its sibling up to the root's child.

    Raises:
        ValueError: the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(_range_root(nodes, middle, end))
            end = middle
        else:
            path.append(_range_root(nodes, begin, middle))
            begin = middle
    return path[::-1]


def consistency_proof(nodes: Nodes, old: int, new: int) -> list[bytes]:
    """That the tree of ``new`` leaves begins with that of ``old`` (section 2.1.2); empty for an empty or equal one.

    Raises:
        ValueError: the old tree is the larger one.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} cannot begin with one of {old}")
    if old in (0, new):
        return []
    path: list[bytes] = []
    begin, end, whole = 0, new, True
    while old != end:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(_range_root(nodes, middle, end))
            end = middle
        else:
            path.append(_range_root(nodes, begin, middle))
            begin, whole = middle, False
    if not whole:
        path.append(_range_root(nodes, begin, end))
    return path[::-1]


def includes(root: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof leads from the leaf's hash to the root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def grows(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the new tree begins with the old one (RFC 9162, section 2.1.4.2)."""
    if old in (0, new):
        return not proof and old_root == (EMPTY_ROOT if old == 0 else new_root)
    if not 0 < old < new or not proof:
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    then = now = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            then, now = node_hash(sibling, then), node_hash(sibling, now)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            now = node_hash(now, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and then == old_root and now == new_root


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << (size - 1).bit_length() - 1


def _range_root(nodes: Nodes, begin: int, end: int) -> bytes:
    """The root over some leaves; ``begin`` is a multiple of the power of two that covers them, as in every proof."""
    edge: list[bytes] = []
    while begin < end:
        height = (end - begin).bit_length() - 1
        edge.append(nodes.node(height, begin >> height))
        begin += 1 << height
    return edge_root(edge)
