"""Records what scikit-image and scipy answer for src/domain/regions: prints JSON for regionsOracle.json.

    python3 tools/oracle/regions.py > src/domain/regions/regionsOracle.json

Needs numpy, scipy, scikit-image.
"""

import json
import sys

import numpy as np
import scipy
import skimage
from scipy import ndimage
from skimage.measure import label, regionprops
from skimage.segmentation import watershed

rng = np.random.default_rng(7)


def blobs(height, width, count):
    """Overlapping ellipses, each with its own label; later ones cover earlier ones."""
    y, x = np.mgrid[:height, :width]
    labels = np.zeros((height, width), np.int32)
    for index in range(count):
        cy, cx = rng.uniform(0, height), rng.uniform(0, width)
        ry, rx = rng.uniform(2, height / 4), rng.uniform(2, width / 4)
        turn = rng.uniform(0, np.pi)
        u = (x - cx) * np.cos(turn) + (y - cy) * np.sin(turn)
        v = (y - cy) * np.cos(turn) - (x - cx) * np.sin(turn)
        labels[(u / rx) ** 2 + (v / ry) ** 2 <= 1] = index + 1
    return labels


def rows(array):
    return [" ".join(str(int(value)) for value in row) for row in array]


def distance_case():
    labels = blobs(18, 23, 6)
    squares = np.zeros(labels.shape)
    for value in np.unique(labels):
        inside = labels == value
        squares[inside] = (ndimage.distance_transform_edt(inside) ** 2)[inside]
    return {"labels": rows(labels), "squares": rows(np.rint(squares))}


def watershed_case():
    inside = blobs(24, 31, 7) > 0
    noise = ndimage.gaussian_filter(rng.normal(size=inside.shape), 1.5)
    landscape = np.rint(255 * (noise - noise.min()) / np.ptp(noise)).astype(np.uint8)
    markers = label((landscape < 70) & inside, connectivity=1)
    flooded = watershed(landscape, markers, mask=inside, connectivity=1)
    return {
        "landscape": rows(landscape),
        "markers": rows(markers),
        "within": rows(inside),
        "labels": rows(flooded),
    }


def components_case():
    inside = rng.random((14, 19)) < 0.52
    return {
        "inside": rows(inside),
        "sides": rows(label(inside, connectivity=1)),
        "corners": rows(label(inside, connectivity=2)),
    }


def measures_case():
    labels = blobs(40, 52, 5)
    grey = rng.integers(0, 256, labels.shape).astype(np.uint8)
    regions = []
    for region in regionprops(labels, intensity_image=grey):
        regions.append(
            {
                "label": region.label,
                "area": int(region.area),
                "perimeter": region.perimeter,
                "centroid": list(region.centroid),
                "major": region.major_axis_length,
                "minor": region.minor_axis_length,
                "eccentricity": region.eccentricity,
                "orientation": region.orientation,
                "mean": region.mean_intensity,
                "min": float(region.min_intensity),
                "max": float(region.max_intensity),
            }
        )
    return {"labels": rows(labels), "grey": rows(grey), "regions": regions}


json.dump(
    {
        "madeWith": {"scikit-image": skimage.__version__, "scipy": scipy.__version__},
        "distances": [distance_case() for _ in range(2)],
        "watersheds": [watershed_case() for _ in range(2)],
        "components": [components_case()],
        "measures": [measures_case()],
    },
    sys.stdout,
    indent=1,
)
sys.stdout.write("\n")
