"""Records what PyTorch and torchvision answer for a training step of semantic models: prints JSON for
src/models/semantic/trainingOracle.json.

    python3 tools/oracle/semanticTraining.py > src/models/semantic/trainingOracle.json

Needs torch 1.13, torchvision 0.14 or later, numpy and scipy. FCN and DeepLabV3 are torchvision's own classes on its own
blocks, only narrower; the other networks are those of the oracles beside this one. Everything is computed in float64.
Parameters and pictures are drawn by the formula of tools/testing/torchvisionFill.ts.
"""

import json
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torchvision.models import mobilenet_v2
from torchvision.models._utils import IntermediateLayerGetter
from torchvision.models.resnet import BasicBlock, Bottleneck
from torchvision.models.segmentation.deeplabv3 import DeepLabHead, DeepLabV3
from torchvision.models.segmentation.fcn import FCN, FCNHead

from semantic import PlainUnet, fill, stream, tversky

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "nuclei"))
from data import distance_target, touching_target  # noqa: E402

torch.set_num_threads(1)

MEAN = [0.485, 0.456, 0.406]
DEVIATION = [0.229, 0.224, 0.225]


class Body(nn.Module):
    """torchvision's ResNet (torchvision/models/resnet.py, _make_layer) in any width."""

    def __init__(self, block, stem, widths, blocks, dilated=0):
        super().__init__()
        self.conv1 = nn.Conv2d(3, stem, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(stem)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        inputs, dilation = stem, 1
        for stage, (width, count) in enumerate(zip(widths, blocks)):
            before = dilation
            stride = 1 if stage == 0 else 2
            if stage >= len(widths) - dilated and stage > 0:
                dilation, stride = dilation * stride, 1
            outputs = width * block.expansion
            downsample = None
            if stride != 1 or inputs != outputs:
                downsample = nn.Sequential(
                    nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs)
                )
            layers = [block(inputs, width, stride, downsample, 1, 64, before)]
            layers += [block(outputs, width, dilation=dilation) for _ in range(1, count)]
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layers))
            inputs = outputs

    def levels(self, x):
        half = self.relu(self.bn1(self.conv1(x)))
        maps = [half]
        x = self.maxpool(half)
        for name in ("layer1", "layer2", "layer3", "layer4"):
            x = getattr(self, name)(x)
            maps.append(x)
        return maps


def without_dropout(model):
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return model


class Dilated(nn.Module):
    def __init__(self, head, classes):
        super().__init__()
        body = Body(Bottleneck, 8, [4, 4, 6, 8], [1, 1, 2, 2], dilated=2)
        kept = IntermediateLayerGetter(body, return_layers={"layer4": "out", "layer3": "aux"})
        make, whole = (FCNHead, FCN) if head == "dilated" else (DeepLabHead, DeepLabV3)
        model = without_dropout(whole(kept, make(32, classes), FCNHead(24, classes)))
        self.backbone, self.classifier, self.aux_classifier = (
            model.backbone,
            model.classifier,
            model.aux_classifier,
        )
        self.model = [model]

    def forward(self, x):
        found = self.model[0](x)
        return {"classes": found["out"], "auxiliary": found["aux"]}


class Skip(nn.Module):
    """Scores of several depths, added from coarse to fine."""

    def __init__(self, body, channels, levels, classes):
        super().__init__()
        self.backbone = body
        self.score = nn.ModuleList([nn.Conv2d(c, classes, 1) for c in channels[::-1]])
        self.levels = levels

    def forward(self, x):
        maps = self.levels(self.backbone, x)[::-1]
        total = None
        for score, found in zip(self.score, maps):
            own = score(found)
            if total is not None:
                own = own + F.interpolate(total, own.shape[2:], mode="bilinear", align_corners=False)
            total = own
        return {"classes": F.interpolate(total, x.shape[2:], mode="bilinear", align_corners=False)}


class BodyUnet(nn.Module):
    """segmentation_models_pytorch's Unet, as in unetLayouts.py."""

    def __init__(self, body, channels, widths, classes):
        super().__init__()
        self.encoder = body
        self.decoder = nn.Module()
        blocks, skips, inputs = [], channels[:-1][::-1], channels[-1]
        for i, width in enumerate(widths):
            block = nn.Module()
            joined = inputs + (skips[i] if i < len(skips) else 0)
            block.conv1, block.conv2 = self.convolve(joined, width), self.convolve(width, width)
            blocks.append(block)
            inputs = width
        self.decoder.blocks = nn.ModuleList(blocks)
        self.segmentation_head = nn.Sequential(nn.Conv2d(inputs, classes, 3, padding=1))

    @staticmethod
    def convolve(inputs, width):
        return nn.Sequential(
            nn.Conv2d(inputs, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()
        )

    def forward(self, x):
        maps = self.encoder.levels(x)
        x = maps.pop()
        for block in self.decoder.blocks:
            x = F.interpolate(x, scale_factor=2, mode="nearest")
            if maps:
                x = torch.cat([x, maps.pop()], 1)
            x = block.conv2(block.conv1(x))
        return {"classes": self.segmentation_head(x)}


class Plain(PlainUnet):
    def forward(self, x):
        found = super().forward(x)
        if not self.with_instance:
            return {"classes": found}
        return {"classes": found[:, :-2], "shape": found[:, -2:]}


def mobile():
    body = mobilenet_v2(weights=None).features
    return without_dropout(body)


def mobile_levels(body, x):
    maps = []
    for i, layer in enumerate(body):
        x = layer(x)
        if i in (6, 13, 18):
            maps.append(x)
    return maps


# Label, x, y, width, height, whether it is a crowd.
SCENES = {
    40: [
        [[1, 3, 4, 12, 9, 0], [2, 20, 10, 14, 16, 0], [1, 0, 24, 8, 8, 1]],
        [[2, 5, 2, 9, 20, 0], [1, 14, 2, 6, 12, 0], [2, 28, 25, 12, 7, 0]],
    ],
    64: [
        [[1, 3, 4, 22, 19, 0], [2, 30, 10, 24, 36, 0], [1, 0, 44, 18, 20, 1]],
        [[2, 5, 2, 29, 30, 0], [1, 34, 2, 16, 32, 0], [2, 28, 45, 32, 17, 0]],
    ],
}


def targets(scene, height, width):
    semantic = np.zeros((height, width), np.int64)
    instances = np.zeros((height, width), np.int32)
    for i, (label, x, y, w, h, crowd) in enumerate(scene):
        for target, value in ((semantic, 255 if crowd else label), (instances, 0 if crowd else i + 1)):
            part = target[y : y + h, x : x + w]
            part[part == 0] = value
    return semantic, instances


def losses_of(found, kinds, semantic, instances):
    labels = torch.from_numpy(semantic)
    functions = {
        "cross-entropy": lambda x: F.cross_entropy(x, labels, ignore_index=255),
        "dice": lambda x: tversky(x, labels, 0.5, 0.5),
    }
    parts = {"loss_" + k.replace("-", "_"): w * functions[k](found["classes"]) for k, w in kinds.items()}
    if "auxiliary" in found:
        parts["loss_aux"] = 0.5 * sum(w * functions[k](found["auxiliary"]) for k, w in kinds.items())
    if "shape" in found:
        known = (labels != 255).double()
        touching = torch.from_numpy(np.stack([touching_target(each) for each in instances])).double()
        distance = torch.from_numpy(np.stack([distance_target(each) for each in instances])).double()

        def counted(logits, target, positives):
            each = F.binary_cross_entropy_with_logits(
                logits, target, reduction="none", pos_weight=torch.tensor(positives).double()
            )
            return (each * known).sum() / known.sum()

        parts["loss_touching"] = 0.5 * counted(found["shape"][:, 0], touching, 4.0)
        parts["loss_distance"] = counted(found["shape"][:, 1], distance, 1.0)
    return parts


def rounded(value, digits=8):
    return float(f"{value:.{digits}g}")


def case(title, model, architecture, seed, height, width, kinds):
    with torch.no_grad():
        fill(model, seed)
    model = model.double()
    for module in getattr(model, "model", []):
        module.double()
    images = []
    for i in range(2):
        draw = stream("picture", seed + 100 * i)
        values = [int(next(draw) * 256) for _ in range(3 * height * width)]
        images.append(np.array(values, np.float64).reshape(height, width, 3) / 255)
    x = torch.from_numpy((np.stack(images) - MEAN) / DEVIATION).permute(0, 3, 1, 2)
    scenes = SCENES[width]
    made = [targets(scene, height, width) for scene in scenes]
    semantic, instances = np.stack([m[0] for m in made]), [m[1] for m in made]
    model.eval()
    for module in getattr(model, "model", []):
        module.eval()
    evaluated = model(x)["classes"].permute(0, 2, 3, 1).reshape(-1)
    at = [int(i) for i in np.linspace(0, evaluated.numel() - 1, 24)]
    model.train()
    for module in getattr(model, "model", []):
        module.train()
    parts = losses_of(model(x), kinds, semantic, instances)
    sum(parts.values()).backward()
    gradients = {}
    for name, parameter in model.named_parameters():
        flat = parameter.grad.reshape(-1)
        most = int(flat.abs().argmax())
        gradients[name] = [rounded(flat.norm().item()), most, rounded(flat[most].item())]
    return {
        "title": title,
        "seed": seed,
        "size": [height, width],
        "architecture": architecture,
        "losses": [{"kind": kind, "weight": weight} for kind, weight in kinds.items()],
        "scenes": scenes,
        "at": at,
        "evaluated": [rounded(evaluated[i].item()) for i in at],
        "parts": {name: rounded(value.item()) for name, value in parts.items()},
        "gradients": gradients,
    }


def resnet(block, stem, widths, blocks, **more):
    stages = [{"width": w, "blocks": b} for w, b in zip(widths, blocks)]
    return {"kind": "resnet", "block": block, "stem": stem, "stages": stages, **more}


DILATED_BODY = resnet("bottleneck", 8, [4, 4, 6, 8], [1, 1, 2, 2], dilatedStages=2)
BASIC_BODY = resnet("basic", 6, [6, 8, 10, 12], [1, 1, 1, 1])
MOBILE_BODY = {"kind": "mobilenet-v2", "padding": "symmetric", "levels": [6, 13, 18]}


def basic():
    return Body(BasicBlock, 6, [6, 8, 10, 12], [1, 1, 1, 1])


def dilated(head):
    return {
        "family": "fcn",
        "body": DILATED_BODY,
        "head": {"kind": head, "auxiliary": True, "dropout": 0},
    }


def skip(body, finest):
    return {"family": "fcn", "body": body, "head": {"kind": "skip", "finestStride": finest}}


def basic_levels(count):
    return lambda body, x: body.levels(x)[-count:]


ENTROPY = {"cross-entropy": 1.0}
SUM = {"cross-entropy": 1.0, "dice": 0.5}
cases = [
    case("fcn_resnet50, narrow", Dilated("dilated", 3), dilated("dilated"), 31, 32, 40, ENTROPY),
    case("deeplabv3_resnet50, narrow", Dilated("deeplab-v3", 3), dilated("deeplab-v3"), 32, 32, 40, ENTROPY),
    case(
        "FCN-8s on a ResNet",
        Skip(basic(), [8, 10, 12], basic_levels(3), 3),
        skip(BASIC_BODY, 8),
        *(33, 64, 64, ENTROPY),
    ),
    case(
        "FCN-16s on a ResNet",
        Skip(basic(), [10, 12], basic_levels(2), 3),
        skip(BASIC_BODY, 16),
        *(34, 64, 64, ENTROPY),
    ),
    case(
        "FCN-32s on a ResNet",
        Skip(basic(), [12], basic_levels(1), 3),
        skip(BASIC_BODY, 32),
        *(35, 64, 64, ENTROPY),
    ),
    case(
        "FCN-8s on a MobileNetV2",
        Skip(mobile(), [32, 96, 1280], mobile_levels, 3),
        skip(MOBILE_BODY, 8),
        *(36, 64, 64, ENTROPY),
    ),
    case(
        "U-Net with heads for touching objects",
        Plain([4, 6, 8], 3, instance=True),
        {
            "family": "unet",
            "encoder": {"kind": "plain", "widths": [4, 6, 8], "padding": "same", "up": "transposed"},
            "instanceHeads": True,
        },
        *(37, 32, 40, SUM),
    ),
    case(
        "U-Net on a ResNet",
        BodyUnet(basic(), [6, 6, 8, 10, 12], [12, 10, 8, 6, 4], 3),
        {
            "family": "unet",
            "encoder": {"kind": "body", "body": BASIC_BODY, "decoderWidths": [12, 10, 8, 6, 4]},
            "instanceHeads": False,
        },
        *(38, 64, 64, SUM),
    ),
]
json.dump({"madeWith": {"torch": torch.__version__}, "cases": cases}, sys.stdout)
sys.stdout.write("\n")
