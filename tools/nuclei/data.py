"""Reads nuclei-dsb2018, augments it, and makes the three targets that src/models/unet learns from."""

import json
import os

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from scipy import ndimage

TUNING_MODULUS, TUNING_REST = 12, 5


def decode_counts(text, height, width):
    """COCO's compressed run lengths (pycocotools' rleFrString) to a boolean [height, width]."""
    counts, at = [], 0
    while at < len(text):
        value, shift, more = 0, 0, True
        while more:
            code = ord(text[at]) - 48
            value |= (code & 0x1F) << (5 * shift)
            more = bool(code & 0x20)
            at += 1
            shift += 1
            if not more and code & 0x10:
                value |= -1 << (5 * shift)
        if len(counts) > 2:
            value += counts[-2]
        counts.append(value)
    values = np.arange(len(counts)) % 2
    return np.repeat(values, counts).reshape(width, height).T.astype(bool)


def percentile_range(pixels):
    """The values at 1 % and 99.8 % of all samples of all channels, at least 4 apart (src/domain/intensityRange.ts)."""
    histogram = np.bincount(pixels.reshape(-1), minlength=256)
    cumulative = np.cumsum(histogram)
    low = int(np.searchsorted(cumulative, 0.01 * cumulative[-1]))
    high = int(np.searchsorted(cumulative, 0.998 * cumulative[-1]))
    return low, max(high, low + 4)


def normalise(pixels):
    low, high = percentile_range(pixels)
    return np.clip((pixels.astype(np.float32) - low) / (high - low), 0, 1)


def load_split(folder, split):
    """[{ image: float [h, w, 3] in 0..1, labels: int32 [h, w], kind, tuning, name }]"""
    with open(os.path.join(folder, "annotations", f"instances_{split}.json")) as file:
        coco = json.load(file)
    of_image = {}
    for annotation in coco["annotations"]:
        of_image.setdefault(annotation["image_id"], []).append(annotation)
    pictures = []
    for entry in coco["images"]:
        path = os.path.join(folder, "images", split, entry["file_name"])
        pixels = np.asarray(Image.open(path).convert("RGB"))
        labels = np.zeros(pixels.shape[:2], np.int32)
        for index, annotation in enumerate(of_image.get(entry["id"], [])):
            height, width = annotation["segmentation"]["size"]
            labels[decode_counts(annotation["segmentation"]["counts"], height, width)] = index + 1
        pictures.append(
            {
                "image": normalise(pixels),
                "labels": labels,
                "kind": entry["kind"],
                "name": entry["file_name"],
                "tuning": entry["field_group"] % TUNING_MODULUS == TUNING_REST,
            }
        )
    return pictures


def sampling_weights(pictures):
    """Large pictures are drawn more often, by the root of how large, and so is the rarest kind."""
    rarity = {"fluorescence": 1.0, "histology-color": 1.0, "brightfield-gray": 1.5}
    weights = np.array(
        [rarity[p["kind"]] * np.sqrt(p["labels"].size / 65536) for p in pictures]
    )
    return weights / weights.sum()


def warp(picture, size, rng):
    """A random square: turned, mirrored, scaled 0.6 to 1.6; beyond the border the picture is mirrored."""
    height, width = picture["labels"].shape
    scale = np.exp(rng.uniform(np.log(0.6), np.log(1.6)))
    angle = rng.uniform(0, 2 * np.pi) if rng.random() < 0.5 else rng.integers(4) * np.pi / 2
    flip = 1.0 if rng.random() < 0.5 else -1.0
    half = size / (2 * scale)
    span_y, span_x = max(0.0, height / 2 - half), max(0.0, width / 2 - half)
    centre_y, centre_x = height / 2 + rng.uniform(-span_y, span_y), width / 2 + rng.uniform(-span_x, span_x)
    cos, sin = np.cos(angle), np.sin(angle)
    steps = (np.arange(size, dtype=np.float32) + 0.5 - size / 2) / scale
    v, u = np.meshgrid(steps, steps * flip, indexing="ij")
    x = (centre_x + cos * u - sin * v) / width * 2 - 1
    y = (centre_y + sin * u + cos * v) / height * 2 - 1
    grid = torch.from_numpy(np.stack([x, y], axis=-1).astype(np.float32))[None]
    image = torch.from_numpy(picture["image"]).permute(2, 0, 1)[None]
    labels = torch.from_numpy(picture["labels"].astype(np.float32))[None, None]
    options = {"padding_mode": "reflection", "align_corners": False}
    image = F.grid_sample(image, grid, mode="bilinear", **options)[0].numpy()
    labels = F.grid_sample(labels, grid, mode="nearest", **options)[0, 0].numpy()
    return image, labels.astype(np.int32)


def colour(image, rng):
    """Grey, tint, gamma, contrast, inversion, blur and noise, each now and then. [3, h, w] in 0..1."""
    is_grey = np.abs(image[0] - image[1]).max() < 1e-3
    if is_grey:
        if rng.random() < 0.2:
            image = image * rng.uniform(0, 1, (3, 1, 1)) ** 0.5
    elif rng.random() < 0.2:
        image = np.repeat(image.mean(axis=0, keepdims=True), 3, axis=0)
    elif rng.random() < 0.7:
        image = image * rng.uniform(0.8, 1.2, (3, 1, 1)) + rng.uniform(-0.1, 0.1, (3, 1, 1))
    if rng.random() < 0.05:
        image = 1 - image
    image = np.clip(image, 0, 1)
    if rng.random() < 0.7:
        image = image ** np.exp(rng.uniform(-0.5, 0.5))
    if rng.random() < 0.5:
        image = image * rng.uniform(0.7, 1.15) + rng.uniform(-0.05, 0.1)
    if rng.random() < 0.2:
        image = ndimage.gaussian_filter(image, (0, *[rng.uniform(0.4, 1.3)] * 2))
    if rng.random() < 0.3:
        image = image + rng.normal(0, rng.uniform(0.005, 0.05), image.shape)
    return np.clip(image, 0, 1).astype(np.float32)


def distance_target(labels):
    """Distance to the nearest pixel that is not of the same nucleus, over the largest of that nucleus."""
    result = np.zeros(labels.shape, np.float32)
    for index, place in enumerate(ndimage.find_objects(labels)):
        if place is None:
            continue
        grown = tuple(
            slice(max(0, side.start - 1), min(extent, side.stop + 1))
            for side, extent in zip(place, labels.shape)
        )
        inside = labels[grown] == index + 1
        distance = (
            np.ones(inside.shape) if inside.all() else ndimage.distance_transform_edt(inside)
        )
        result[grown][inside] = (distance / distance[inside].max())[inside]
    return result


def touching_target(labels):
    """1 where the 5 x 5 window holds two nuclei."""
    largest = ndimage.maximum_filter(labels, 5, mode="nearest")
    smallest = ndimage.minimum_filter(
        np.where(labels == 0, np.iinfo(np.int32).max, labels), 5, mode="nearest"
    )
    return ((largest > 0) & (smallest < largest)).astype(np.float32)


def draw_batch(pictures, weights, size, count, rng):
    images, semantic, touching, distance = [], [], [], []
    for index in rng.choice(len(pictures), count, p=weights):
        image, labels = warp(pictures[index], size, rng)
        images.append(colour(image, rng))
        semantic.append((labels > 0).astype(np.int64))
        touching.append(touching_target(labels))
        distance.append(distance_target(labels))
    stack = lambda arrays: torch.from_numpy(np.stack(arrays))
    return stack(images), stack(semantic), stack(touching), stack(distance)
