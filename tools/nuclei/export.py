"""Writes the averaged weights of a run of train.py as safetensors: convolutions in float16, the rest as it is.

    python3 tools/nuclei/export.py .cache/nuclei/checkpoint.pt public/weights/unet-nuclei/weights.safetensors

Names and layouts are PyTorch's. Needs torch.
"""

import json
import struct
import sys

import torch

NAMES = {torch.float32: "F32", torch.float16: "F16", torch.int64: "I64"}


def main(source, target):
    state = torch.load(source, map_location="cpu")["average"]
    header, values, at = {"__metadata__": {"format": "pt"}}, [], 0
    # Wide elements first, so that every tensor begins at a multiple of its element's size.
    order = sorted(state.items(), key=lambda entry: (-stored(entry[1]).element_size(), entry[0]))
    for name, tensor in order:
        kept = stored(tensor).contiguous()
        data = kept.numpy().tobytes()
        header[name] = {
            "dtype": NAMES[kept.dtype],
            "shape": list(kept.shape),
            "data_offsets": [at, at + len(data)],
        }
        values.append(data)
        at += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(target, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(values))


def stored(tensor):
    return tensor.half() if tensor.dim() == 4 else tensor


main(*sys.argv[1:])
