"""The network for lines that is in the package."""

from __future__ import annotations

import pathlib

import numpy as np
from PIL import Image

from certcopy.ocr.engine import MODELS, NETWORK
from certcopy.ocr.line_network import LineNetwork
from certcopy.ocr.strip import HEIGHT
from model.__main__ import write


def test_it_is_what_comes_out_of_tesseracts_trained_data(tmp_path: pathlib.Path) -> None:
    write(tmp_path / NETWORK)
    assert (tmp_path / NETWORK).read_bytes() == (MODELS / NETWORK).read_bytes()


def test_it_knows_the_letters_and_the_words_of_vietnamese() -> None:
    alphabet = LineNetwork(MODELS / NETWORK).alphabet
    assert set("aăâbcdđeêghiklmnoôơpqrstuưvxyẰẫỶ0123456789/-.,:") <= set(alphabet.letters)
    assert all(map(alphabet.has, ("chứng", "Thực", "BẢN", "sao,", "(điện", "tử)")))
    assert not alphabet.has("chứg")


def test_each_line_gets_its_own_answer_whatever_is_read_beside_it() -> None:
    network = LineNetwork(MODELS / NETWORK)
    noise = np.random.default_rng(7).integers(0, 256, (HEIGHT, 900), dtype=np.uint8)
    lines = [Image.fromarray(noise[:, :width]) for width in (9, 900, 300, 301, 600, 30)]
    together = network.chances(lines)
    assert [len(found) for found in together] == [3, 300, 100, 100, 200, 10]
    assert all(np.allclose(found.sum(axis=1), 1, atol=1e-4) for found in together)
    assert network.chances([]) == []
