"""Records what PyTorch answers for src/models/losses and src/models/unet: prints JSON for semanticOracle.json.

    python3 tools/oracle/semantic.py > src/models/semantic/semanticOracle.json

Needs torch 1.13 or later and numpy. Parameters are drawn by the formula of tools/testing/torchvisionFill.ts (FNV-1a of the name, mulberry32),
so that they need not be stored.
"""

import json
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(11)


def stream(name, seed):
    state = 0x811C9DC5
    for byte in name.encode():
        state = ((state ^ byte) * 0x01000193) & 0xFFFFFFFF
    state ^= (seed * 0x9E3779B9) & 0xFFFFFFFF
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((state ^ (state >> 15)) * (state | 1)) & 0xFFFFFFFF
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & 0xFFFFFFFF)) & 0xFFFFFFFF
        yield ((t ^ (t >> 14)) & 0xFFFFFFFF) / 2**32


def fill(model, seed):
    for name, tensor in model.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        if tensor.dim() > 1:
            bound = (3 / np.prod(tensor.shape[1:])) ** 0.5
            low, high = -bound, bound
        elif name.endswith("running_mean"):
            low, high = -0.2, 0.2
        elif name.endswith("running_var") or name.endswith("weight"):
            low, high = 0.5, 1.5
        else:
            low, high = -0.1, 0.1
        draw = stream(name, seed)
        values = [low + (high - low) * next(draw) for _ in range(tensor.numel())]
        tensor.copy_(torch.tensor(values, dtype=torch.float32).reshape(tensor.shape))


def picture(height, width, seed):
    draw = stream("picture", seed)
    values = [next(draw) * 2 - 1 for _ in range(3 * height * width)]
    return torch.tensor(values, dtype=torch.float32).reshape(1, 3, height, width)


def short(tensor, digits=7):
    return [float(f"{value:.{digits}g}") for value in tensor.detach().reshape(-1).tolist()]


# ---- losses ----


def lovasz_softmax(probabilities, labels):
    """Berman et al., 2018, over the batch and the classes present. [pixels, classes], [pixels]"""
    losses = []
    for c in range(probabilities.shape[1]):
        truth = (labels == c).float()
        if truth.sum() == 0:
            continue
        errors, order = torch.sort((truth - probabilities[:, c]).abs(), descending=True)
        truth = truth[order]
        intersection = truth.sum() - truth.cumsum(0)
        union = truth.sum() + (1 - truth).cumsum(0)
        jaccard = 1 - intersection / union
        jaccard[1:] = jaccard[1:] - jaccard[:-1].clone()
        losses.append(torch.dot(errors, jaccard))
    return torch.stack(losses).mean()


def tversky(logits, labels, alpha, beta, smooth=0.5):
    known = (labels != 255).float()
    truth = F.one_hot(labels.where(labels != 255, torch.zeros_like(labels)), logits.shape[1])
    truth = truth.permute(0, 3, 1, 2).float() * known[:, None]
    probability = logits.softmax(1) * known[:, None]
    hits = (probability * truth).sum((2, 3))
    alarms = probability.sum((2, 3)) - hits
    misses = truth.sum((2, 3)) - hits
    scores = (hits + smooth) / (hits + alpha * alarms + beta * misses + smooth)
    return (1 - scores[:, 1:]).mean()


def focal(logits, targets, alpha, gamma):
    """torchvision.ops.sigmoid_focal_loss, each element."""
    p = torch.sigmoid(logits)
    ce = F.binary_cross_entropy_with_logits(logits, targets, reduction="none")
    p_t = p * targets + (1 - p) * (1 - targets)
    return (alpha * targets + (1 - alpha) * (1 - targets)) * ce * (1 - p_t) ** gamma


def loss_cases():
    logits = torch.randn(2, 3, 4, 5) * 2
    labels = torch.randint(0, 3, (2, 4, 5))
    labels[0, 0, :3] = 255
    weights = torch.tensor([0.5, 1.0, 2.0])
    known = (labels != 255).float()
    one_hot = F.one_hot(labels.where(labels != 255, torch.zeros_like(labels)), 3).permute(0, 3, 1, 2)
    one_hot = one_hot.float() * known[:, None]

    def counted(values):
        return (values * known[:, None]).sum() / (known.sum() * 3)

    def lovasz(x):
        rows = x.softmax(1).permute(0, 2, 3, 1).reshape(-1, 3)
        keep = labels.reshape(-1) != 255
        return lovasz_softmax(rows[keep], labels.reshape(-1)[keep])

    functions = {
        "cross-entropy": lambda x: F.cross_entropy(x, labels, ignore_index=255),
        "cross-entropy, weighted": lambda x: F.cross_entropy(x, labels, weights, ignore_index=255),
        "cross-entropy, weighted and smoothed": lambda x: F.cross_entropy(
            x, labels, weights, ignore_index=255, label_smoothing=0.1
        ),
        "binary-cross-entropy": lambda x: counted(
            F.binary_cross_entropy_with_logits(x, one_hot, reduction="none")
        ),
        "binary-cross-entropy, positives 4": lambda x: counted(
            F.binary_cross_entropy_with_logits(
                x, one_hot, reduction="none", pos_weight=torch.tensor(4.0)
            )
        ),
        "focal": lambda x: counted(focal(x, one_hot, 0.25, 2)),
        "dice": lambda x: tversky(x, labels, 0.5, 0.5),
        "tversky": lambda x: tversky(x, labels, 0.3, 0.7),
        "lovasz": lovasz,
    }
    results = {}
    for name, function in functions.items():
        x = logits.clone().requires_grad_()
        value = function(x)
        value.backward()
        results[name] = {"value": value.item(), "gradient": short(x.grad)}
    return {
        "shape": list(logits.shape),
        "logits": short(logits, 9),
        "labels": labels.reshape(-1).tolist(),
        "classWeights": weights.tolist(),
        "losses": results,
    }


# ---- U-Nets ----


def double(inputs, outputs, middle=None, norm=True, padding=1):
    middle = middle or outputs
    layers = []
    for ins, outs in ((inputs, middle), (middle, outputs)):
        layers.append(nn.Conv2d(ins, outs, 3, padding=padding, bias=not norm))
        if norm:
            layers.append(nn.BatchNorm2d(outs))
        layers.append(nn.ReLU())
    module = nn.Module()
    module.double_conv = nn.Sequential(*layers)
    module.forward = lambda x: module.double_conv(x)
    return module


class PlainUnet(nn.Module):
    """The layout of milesial's Pytorch-UNet, for any widths; `valid` is the paper's."""

    def __init__(self, widths, classes, norm=True, padding="same", up="transposed", instance=False):
        super().__init__()
        self.depth, self.bilinear = len(widths) - 1, up == "bilinear"
        pad = 1 if padding == "same" else 0
        narrow = 2 if self.bilinear else 1
        self.inc = double(3, widths[0], norm=norm, padding=pad)
        for level in range(1, self.depth + 1):
            outs = widths[level] // (narrow if level == self.depth else 1)
            down = nn.Module()
            down.maxpool_conv = nn.Sequential(
                nn.MaxPool2d(2), double(widths[level - 1], outs, norm=norm, padding=pad)
            )
            setattr(self, f"down{level}", down)
        for step in range(1, self.depth + 1):
            level = self.depth - step
            block = nn.Module()
            if self.bilinear:
                block.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
                outs = widths[level] // (2 if level > 0 else 1)
                joined = widths[level + 1]
                block.conv = double(joined, outs, joined // 2, norm=norm, padding=pad)
            else:
                block.up = nn.ConvTranspose2d(widths[level + 1], widths[level], 2, stride=2)
                block.conv = double(2 * widths[level], widths[level], norm=norm, padding=pad)
            setattr(self, f"up{step}", block)
        self.outc = nn.Module()
        self.outc.conv = nn.Conv2d(widths[0], classes, 1)
        self.with_instance = instance
        if instance:
            self.instance = nn.Module()
            self.instance.conv = nn.Conv2d(widths[0], 2, 1)

    def forward(self, x):
        skips = [self.inc.double_conv(x)]
        for level in range(1, self.depth + 1):
            skips.append(getattr(self, f"down{level}").maxpool_conv[1].double_conv(F.max_pool2d(skips[-1], 2)))
        y = skips.pop()
        for step in range(1, self.depth + 1):
            block = getattr(self, f"up{step}")
            y = block.up(y)
            skip = skips.pop()
            top, left = (skip.shape[2] - y.shape[2]) // 2, (skip.shape[3] - y.shape[3]) // 2
            skip = skip[:, :, top : top + y.shape[2], left : left + y.shape[3]]
            y = block.conv.double_conv(torch.cat([skip, y], dim=1))
        classes = self.outc.conv(y)
        return torch.cat([classes, self.instance.conv(y)], 1) if self.with_instance else classes


def unet_case(height, width, seed, **settings):
    model = PlainUnet(**settings)
    with torch.no_grad():
        fill(model, seed)
    image = picture(height, width, seed)
    model.eval()
    evaluated = model(image)
    model.train()
    trained = model(image)
    (trained**2).mean().backward()
    gradients = {name: p.grad.norm().item() for name, p in model.named_parameters()}
    state = model.state_dict()
    statistics = {n: short(state[n])[:2] for n in state if n.endswith(("running_mean", "running_var"))}
    at = [int(i) for i in np.linspace(0, evaluated.numel() - 1, 40)]
    return {
        "settings": settings,
        "seed": seed,
        "size": [height, width],
        "shape": list(evaluated.shape),
        "at": at,
        "evaluated": short(evaluated.reshape(-1)[at]),
        "trained": short(trained.reshape(-1)[at]),
        "loss": (trained**2).mean().item(),
        "gradientNorms": {name: float(f"{value:.6g}") for name, value in gradients.items()},
        "statistics": statistics,
    }


if __name__ == "__main__":
    json.dump(
        {
            "madeWith": {"torch": torch.__version__},
            "losses": loss_cases(),
            "unets": [
                unet_case(16, 24, 3, widths=[4, 6, 8], classes=3, instance=True),
                unet_case(16, 16, 4, widths=[4, 8, 16], classes=2, up="bilinear"),
                unet_case(44, 60, 5, widths=[3, 5, 7], classes=2, norm=False, padding="valid"),
            ],
        },
        sys.stdout,
        indent=1,
    )
    sys.stdout.write("\n")
