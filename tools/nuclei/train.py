"""Trains the nuclei U-Net that Limn ships (public/weights/unet-nuclei): the twin of what src/training does with
src/models/unet, in PyTorch because a night of it must fit one slow core. Needs torch, numpy, scipy, Pillow.

    python3 tools/nuclei/train.py --data ../shared/datasets/nuclei-dsb2018 --out .cache/nuclei --steps 2400

Stops and resumes at any step: it reads OUT/checkpoint.pt when there is one. The learning rate rises over 100 steps,
stays, and falls to nothing along a cosine over the last --decay of the work, which ends after --steps or --minutes,
whichever comes first. The network computes in bfloat16 (autocast), the weights are float32. Validation is never trained on, and
neither is the tuning part of train (the field groups 5 of 12), on which the decoder is tuned.
"""

import argparse
import json
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from scipy import ndimage

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from data import draw_batch, load_split, sampling_weights  # noqa: E402
from unet import UNet  # noqa: E402

EMA = 0.995


def losses(semantic_logits, instance_logits, semantic, touching, distance):
    foreground = semantic.float()
    probability = semantic_logits.softmax(dim=1)[:, 1]
    overlap = (probability * foreground).sum(dim=(1, 2))
    size = (probability + foreground).sum(dim=(1, 2))
    return {
        "crossEntropy": F.cross_entropy(semantic_logits, semantic),
        "dice": (1 - (2 * overlap + 1) / (size + 1)).mean(),
        "touching": F.binary_cross_entropy_with_logits(
            instance_logits[:, 0], touching, pos_weight=torch.tensor(4.0)
        ),
        "distance": F.binary_cross_entropy_with_logits(instance_logits[:, 1], distance),
    }


WEIGHTS = {"crossEntropy": 1.0, "dice": 0.5, "touching": 0.5, "distance": 1.0}


def learning_rate(step, share, options):
    """`share` is how much of the work is done, 0 to 1."""
    warm = min(1.0, (step + 1) / 100)
    start = 1 - options.decay
    fall = 1.0 if share < start else 0.5 * (1 + np.cos(np.pi * (share - start) / options.decay))
    return options.rate * warm * fall


def predict(model, image):
    """foreground, touching, distance probabilities of [h, w, 3], mirrored up to a multiple of 16."""
    height, width = image.shape[:2]
    pad = (-(-height // 16) * 16 - height, -(-width // 16) * 16 - width)
    padded = np.pad(image, ((0, pad[0]), (0, pad[1]), (0, 0)), mode="symmetric")
    with torch.no_grad():
        semantic, instance = model(torch.from_numpy(padded).permute(2, 0, 1)[None].contiguous())
    maps = torch.cat([semantic.softmax(dim=1)[:, 1:2], instance.sigmoid()], dim=1)
    return maps[0, :, :height, :width].numpy()


def rough_instances(maps):
    """A rough decode to watch training by: the app's own watershed gives the figure of the card."""
    foreground, touching, distance = maps
    seeds, count = ndimage.label((distance - touching > 0.4) & (foreground > 0.5))
    if count == 0:
        return np.zeros(foreground.shape, np.int32)
    nearest = ndimage.distance_transform_edt(seeds == 0, return_distances=False, return_indices=True)
    labels = np.where(foreground > 0.5, seeds[tuple(nearest)], 0)
    sizes = np.bincount(labels.reshape(-1))
    labels[(sizes < 16)[labels]] = 0
    return labels


def bowl_score(truth, found):
    """Mean over IoU 0.50:0.95 of TP / (TP + FP + FN): the Data Science Bowl's figure for a picture."""
    truths, founds = int(truth.max()), int(found.max())
    joint = np.histogram2d(
        truth.reshape(-1), found.reshape(-1), bins=(np.arange(truths + 2) - 0.5, np.arange(founds + 2) - 0.5)
    )[0]
    areas = joint.sum(axis=1, keepdims=True) + joint.sum(axis=0, keepdims=True) - joint
    iou = (joint / np.maximum(areas, 1))[1:, 1:]
    count_truth = int((np.bincount(truth.reshape(-1))[1:] > 0).sum())
    count_found = int((np.bincount(found.reshape(-1))[1:] > 0).sum())
    scores = []
    for threshold in np.arange(0.5, 1.0, 0.05):
        hits = int((iou > threshold).sum())
        scores.append(hits / max(1, count_truth + count_found - hits))
    return float(np.mean(scores))


def evaluate(model, pictures):
    model.eval()
    return float(np.mean([bowl_score(p["labels"], rough_instances(predict(model, p["image"]))) for p in pictures]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--decay", type=float, default=0.4)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--seed", type=int, default=2018)
    parser.add_argument("--every", type=int, default=200)
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)

    pictures = load_split(options.data, "train")
    tuning = [p for p in pictures if p["tuning"]]
    training = [p for p in pictures if not p["tuning"]]
    weights = sampling_weights(training)
    print(f"{len(training)} pictures to train, {len(tuning)} to tune", flush=True)

    model, average = UNet(), UNet()
    average.load_state_dict(model.state_dict())
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=1e-4)
    step = 0
    path = os.path.join(options.out, "checkpoint.pt")
    if os.path.exists(path):
        saved = torch.load(path)
        model.load_state_dict(saved["model"])
        average.load_state_dict(saved["average"])
        optimizer.load_state_dict(saved["optimizer"])
        rng.bit_generator.state = saved["rng"]
        step = saved["step"]
        print(f"resumed at step {step}", flush=True)

    log = open(os.path.join(options.out, "log.jsonl"), "a")
    started, means, share = time.time(), {}, 0.0
    model.to(memory_format=torch.channels_last)
    while step < options.steps and share < 1:
        model.train()
        share = max(step / options.steps, (time.time() - started) / 60 / options.minutes)
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, min(share, 1.0), options)
        images, *targets = draw_batch(training, weights, options.size, options.batch, rng)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            semantic, instance = model(images.contiguous(memory_format=torch.channels_last))
        parts = losses(semantic.float(), instance.float(), *targets)
        loss = sum(WEIGHTS[name] * part for name, part in parts.items())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        step += 1
        keep = min(EMA, step / (step + 10))
        with torch.no_grad():
            for kept, current in zip(average.state_dict().values(), model.state_dict().values()):
                if kept.dtype.is_floating_point:
                    kept.mul_(keep).add_(current, alpha=1 - keep)
                else:
                    kept.copy_(current)
        for name, part in parts.items():
            means[name] = 0.95 * means.get(name, part.item()) + 0.05 * part.item()
        if step % 20 == 0:
            row = {"step": step, "seconds": round(time.time() - started), **{k: round(v, 4) for k, v in means.items()}}
            print(row, flush=True)
            log.write(json.dumps(row) + "\n")
        if step % options.every == 0 or step == options.steps or share >= 1:
            torch.save(
                {
                    "model": model.state_dict(),
                    "average": average.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "rng": rng.bit_generator.state,
                    "step": step,
                },
                path + ".part",
            )
            os.replace(path + ".part", path)
            log.flush()
            if step % (4 * options.every) == 0:
                print({"step": step, "tuning": round(evaluate(average, tuning[::3]), 4)}, flush=True)


if __name__ == "__main__":
    main()
