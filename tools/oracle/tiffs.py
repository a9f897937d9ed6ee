"""Writes small TIFFs as other programs write them (libtiff through Pillow, and tifffile): prints JSON for
src/data/tiff/tiffs.json.

    python3 tools/oracle/tiffs.py > src/data/tiff/tiffs.json

Needs Pillow with libtiff, tifffile and numpy. The value of each sample is a formula, `value` below and in the spec.
"""

import base64
import io
import json
import sys

import numpy as np
import tifffile
from PIL import Image

WIDTH, HEIGHT = 52, 37


def picture(channels, bits, width=WIDTH, height=HEIGHT):
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    values = (x * 7 + y * 13 + c * 50 + ((x * y) >> 3)) * (1 if bits == 8 else 211)
    values = (values & (2**bits - 1)).astype(np.uint8 if bits == 8 else np.uint16)
    return values[..., 0] if channels == 1 else values


def pillow(channels, bits=8, data=None, **options):
    file = io.BytesIO()
    Image.fromarray(picture(channels, bits) if data is None else data).save(file, "TIFF", **options)
    return file.getvalue()


def smooth(channels):
    """What a JPEG keeps."""
    y, x, c = np.mgrid[0:HEIGHT, 0:WIDTH, 0:channels]
    values = (x * 2 + y * 2 + c * 30 + 20).astype(np.uint8)
    return values[..., 0] if channels == 1 else values


def tiff(channels, bits, bigtiff=False, byteorder="<", **options):
    file = io.BytesIO()
    with tifffile.TiffWriter(file, bigtiff=bigtiff, byteorder=byteorder) as writer:
        photometric = "rgb" if channels == 3 else "minisblack"
        data = picture(channels, bits)
        if options.get("planarconfig") == "separate":
            data = np.moveaxis(data, -1, 0)
        writer.write(data, photometric=photometric, metadata=None, **options)
    return file.getvalue()


def pyramid(children):
    file = io.BytesIO()
    whole = picture(1, 8, 128, 96)
    with tifffile.TiffWriter(file) as writer:
        options = {"tile": (32, 32), "photometric": "minisblack", "metadata": None}
        writer.write(whole, subifds=1 if children else 0, **options)
        # Not what sampling would give: so that one sees which was read.
        writer.write(np.full((48, 64), 99, np.uint8), subfiletype=1, **options)
    return file.getvalue()


deflate = {"compression": "zlib"}
tiles = {"tile": (16, 32)}
FILES = {
    "plain strips": [3, 8, pillow(3)],
    "LZW strips": [3, 8, pillow(3, compression="tiff_lzw")],
    "LZW strips with predictor": [3, 8, pillow(3, compression="tiff_lzw", tiffinfo={317: 2})],
    "LZW, 16 bits": [1, 16, pillow(1, 16, compression="tiff_lzw", tiffinfo={317: 2})],
    "PackBits strips": [1, 8, pillow(1, compression="packbits")],
    "deflate strips": [3, 8, pillow(3, compression="tiff_adobe_deflate")],
    "plain tiles": [3, 8, tiff(3, 8, **tiles)],
    "deflate tiles with predictor": [3, 8, tiff(3, 8, predictor=2, **tiles, **deflate)],
    "deflate tiles, 16 bits, big end first": [1, 16, tiff(1, 16, byteorder=">", predictor=2, **tiles, **deflate)],
    "BigTIFF tiles": [3, 16, tiff(3, 16, bigtiff=True, **tiles, **deflate)],
    "channels apart": [3, 8, tiff(3, 8, planarconfig="separate", **tiles, **deflate)],
    "strips of 5 rows": [1, 16, tiff(1, 16, rowsperstrip=5)],
}
text = {name: [c, b, base64.b64encode(data).decode()] for name, (c, b, data) in FILES.items()}
jpegs = {
    "JPEG strips": base64.b64encode(pillow(3, data=smooth(3), compression="jpeg", quality=95)).decode(),
    "grey JPEG strips": base64.b64encode(pillow(1, data=smooth(1), compression="jpeg", quality=95)).decode(),
}
pyramids = {
    "a smaller copy after it": base64.b64encode(pyramid(False)).decode(),
    "a smaller copy below it": base64.b64encode(pyramid(True)).decode(),
}
json.dump(
    {"width": WIDTH, "height": HEIGHT, "files": text, "jpegs": jpegs, "pyramids": pyramids},
    sys.stdout,
    indent=1,
)
sys.stdout.write("\n")
