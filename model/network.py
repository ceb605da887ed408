"""The network for lines as an ONNX graph.

Lines of print, 36 pixels high in a frame of one, pass a convolution of 3 by 3 pixels; the greatest of every 3 by 3 is
kept; a recurrent layer sums every column up from top to bottom; three more run along the line, onwards, back and
onwards; the last layer says how likely each letter is at each step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from certcopy.ocr.strip import HEIGHT
from model.trained import Layer

OPSET, IR = 17, 9
KERNEL = POOL = 3
ROWS = HEIGHT // POOL


class _Graph:
    """Nodes and constants as they are added; each node is named by what it yields."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def numbers(self, name: str, *values: int) -> str:
        return self.constant(name, np.asarray(values, dtype=np.int64))

    def add(self, kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def recurrent(self, name: str, layer: Layer, line: str, direction: str, steps: str = "") -> list[str]:
        """The recurrent layer's answers at all steps and the last one; ONNX has the gates in another order."""
        cell, inward, forget, outward = layer.weights
        gates = np.stack([inward, outward, forget, cell])
        ends = layer.inputs, layer.inputs + layer.outputs
        fed, back, bias = (part.reshape(1, 4 * layer.outputs, -1) for part in np.split(gates, ends, axis=2))
        given = [
            line,
            self.constant(f"{name}.fed", fed),
            self.constant(f"{name}.back", back),
            self.constant(f"{name}.bias", np.pad(bias[:, :, 0], ((0, 0), (0, bias.shape[1])))),
            steps,
        ]
        answers = [f"{name}.all", f"{name}.last"]
        node = helper.make_node("LSTM", given, answers, name=name, hidden_size=layer.outputs, direction=direction)
        self.nodes.append(node)
        return answers


def network(layers: Sequence[Layer]) -> onnx.ModelProto:
    """The network with its weights: ``lines`` is an array of lines, one, 38 and their width and two; ``steps`` says how
    many steps each has; ``chances`` is an array of steps, lines and letters."""
    convolution, column, onwards, back, again, letters = layers
    graph = _Graph()
    line = _along(graph, _summed(graph, column, _pooled(graph, convolution)), (onwards, back, again))
    _chances(graph, letters, line)
    inputs = [
        helper.make_tensor_value_info("lines", TensorProto.FLOAT, ["lines", 1, HEIGHT + 2, "width"]),
        helper.make_tensor_value_info("steps", TensorProto.INT32, ["lines"]),
    ]
    output = helper.make_tensor_value_info("chances", TensorProto.FLOAT, ["steps", "lines", letters.outputs])
    whole = helper.make_graph(graph.nodes, "lines", inputs, [output], graph.constants)
    model = helper.make_model(whole, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)
    onnx.checker.check_model(model)
    return model


def _pooled(graph: _Graph, layer: Layer) -> str:
    """Lines, features, rows and columns. The greatest is taken before the tangent, which changes no order."""
    (weights,) = layer.weights
    kernels = weights[:, :-1].reshape(layer.outputs, 1, KERNEL, KERNEL).transpose(0, 1, 3, 2)
    given = ["lines", graph.constant("kernels", kernels), graph.constant("kernels.bias", weights[:, -1])]
    seen = graph.add("Conv", given, "seen", kernel_shape=[KERNEL, KERNEL])
    greatest = graph.add("MaxPool", [seen], "greatest", kernel_shape=[POOL, POOL], strides=[POOL, POOL])
    return graph.add("Tanh", [greatest], "pooled")


def _summed(graph: _Graph, layer: Layer, pooled: str) -> str:
    """Steps, lines and features: every column from its top to its bottom."""
    columns = graph.add("Transpose", [pooled], "columns", perm=[2, 3, 0, 1])
    single = graph.add("Reshape", [columns, graph.numbers("single.shape", ROWS, -1, layer.inputs)], "single")
    _, last = graph.recurrent("column", layer, single, "forward")
    size = graph.add("Shape", [columns], "columns.size")
    kept = graph.add("Slice", [size, graph.numbers("from", 1), graph.numbers("to", 3)], "kept.size")
    shape = graph.add("Concat", [kept, graph.numbers("features", layer.outputs)], "summed.shape", axis=0)
    return graph.add("Reshape", [last, shape], "summed")


def _along(graph: _Graph, line: str, layers: Sequence[Layer]) -> str:
    one = graph.numbers("one", 1)
    for number, (layer, direction) in enumerate(zip(layers, ("forward", "reverse", "forward"), strict=True)):
        answers, _ = graph.recurrent(f"along{number}", layer, line, direction, "steps")
        line = graph.add("Squeeze", [answers, one], f"line{number}")
    return line


def _chances(graph: _Graph, layer: Layer, line: str) -> str:
    (weights,) = layer.weights
    product = graph.add("MatMul", [line, graph.constant("letters", weights[:, :-1].T)], "product")
    sums = graph.add("Add", [product, graph.constant("letters.bias", weights[:, -1])], "sums")
    return graph.add("Softmax", [sums], "chances", axis=-1)
