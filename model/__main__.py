"""``make model``: write the network for lines into the package."""

from __future__ import annotations

import json
import pathlib
import tempfile

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic

from certcopy.ocr.engine import LANGUAGE, MODELS, NETWORK
from model.network import network
from model.trained import Trained


def write(target: pathlib.Path) -> None:
    """The network of ``vie.traineddata``, its recurrent layers in whole numbers of 8 bits, as they were.

    The numbers are unsigned: with signed ones, processors without the newest instructions sum too coarsely.
    """
    trained = Trained(MODELS / f"{LANGUAGE}.traineddata")
    with tempfile.TemporaryDirectory() as folder:
        exact, whole = pathlib.Path(folder, "exact.onnx"), pathlib.Path(folder, "whole.onnx")
        onnx.save(network(trained.layers()), exact)
        quantize_dynamic(exact, whole, ["LSTM"], per_channel=True, weight_type=QuantType.QUInt8)
        model = onnx.load(whole)
    words = sorted({word.lower() for word in trained.words()})
    facts = {"letters": json.dumps(trained.letters()), "words": "\n".join(words)}
    onnx.helper.set_model_props(model, facts)
    onnx.save(model, target)


if __name__ == "__main__":
    write(MODELS / NETWORK)
