"""Records what torchvision answers for forms of Mask R-CNN: prints JSON for src/models/maskRcnn/formsOracle.json.

    python3 tools/oracle/maskRcnn.py > src/models/maskRcnn/formsOracle.json

Needs torch 1.13 and torchvision 0.14 or later. Parameters and pictures are by the formulas of
tools/testing/torchvisionFill.ts and torchvisionScene.ts, so that they need not be stored.

    python3 tools/oracle/maskRcnn.py save <form> <file>    saves a form's state_dict
    python3 tools/oracle/maskRcnn.py load <form> <file>    loads one strictly, and says whether it holds the formula's values
"""

import json
import sys

import numpy as np
import torch
from torch import nn
from torchvision.models import mobilenet_v3_large, resnet
from torchvision.models.detection import MaskRCNN, maskrcnn_resnet50_fpn_v2
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import BackboneWithFPN, _mobilenet_extractor
from torchvision.models.detection.faster_rcnn import (
    FastRCNNConvFCHead,
    FastRCNNPredictor,
    TwoMLPHead,
)
from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor
from torchvision.models.detection.rpn import RPNHead
from torchvision.ops.misc import FrozenBatchNorm2d

torch.set_num_threads(2)

GAINS = {
    "rpn.head.cls_logits.weight": 4,
    "rpn.head.bbox_pred.weight": 0.5,
    "roi_heads.box_predictor.cls_score.weight": 4,
    "roi_heads.box_predictor.bbox_pred.weight": 2,
    "roi_heads.mask_predictor.mask_fcn_logits.weight": 10,
}


def stream(seed, count):
    """The first numbers of mulberry32."""
    with np.errstate(over="ignore"):
        steps = np.arange(1, count + 1, dtype=np.uint32)
        a = np.uint32(seed) + steps * np.uint32(0x6D2B79F5)
        t = (a ^ (a >> np.uint32(15))) * (a | np.uint32(1))
        t = t ^ (t + (t ^ (t >> np.uint32(7))) * (t | np.uint32(61)))
        return (t ^ (t >> np.uint32(14))).astype(np.float64) / 2**32


def named_seed(name, seed):
    h = 0x811C9DC5
    for byte in name.encode():
        h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
    return h ^ ((seed * 0x9E3779B9) & 0xFFFFFFFF)


def fill(model, seed):
    for name, tensor in model.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        u = stream(named_seed(name, seed), tensor.numel())
        if tensor.dim() > 1:
            gain = GAINS.get(name, 0.5 if ".fpn.inner_blocks." in name else 1)
            values = (2 * u - 1) * (gain * np.sqrt(3 / np.prod(tensor.shape[1:])))
        else:
            low, high = -0.1, 0.1
            if name.endswith("running_mean"):
                low, high = -0.2, 0.2
            elif name.endswith(("running_var", "weight")):
                low, high = 0.5, 1.5
            values = low + (high - low) * u
        tensor.copy_(torch.from_numpy(values.astype(np.float32)).reshape(tensor.shape))


def scene(width, height, seed, shapes, kinds):
    """RGB [height, width, 3] and the shape that owns each pixel, as ALGORITHM of the fixtures has it."""
    y, x = np.mgrid[0:height, 0:width]
    lift = np.where(((x >> 3) + (y >> 3)) % 2 == 1, 12, 0)
    red = 40 + 150 * x // (width - 1) + lift
    green = 60 + 120 * y // (height - 1) + lift
    blue = 200 - 75 * (x + y) // (width + height - 2) + lift
    pixels = np.stack([red, green, blue], 2)
    owner = np.full((height, width), -1)
    numbers = iter(stream(seed, 7 * shapes))

    def draw(low, high):
        return low + int(next(numbers) * (high - low))

    least = min(width, height)
    for k in range(shapes):
        cx, cy = draw(width // 8, width - width // 8), draw(height // 8, height - height // 8)
        rx, ry = draw(least // 12, least // 4), draw(least // 12, least // 4)
        colour = [draw(0, 256) for _ in range(3)]
        dx, dy = x - cx, y - cy
        inside = [
            (abs(dx) <= rx) & (abs(dy) <= ry),
            dx**2 * ry**2 + dy**2 * rx**2 <= rx**2 * ry**2,
            (abs(dy) <= ry) & (abs(dx) * 2 * ry <= rx * (dy + ry)),
        ][k % kinds]
        shade = ((3 * x + 5 * y + 7 * k) & 15) - 8
        pixels[inside] = np.array(colour) + shade[inside][:, None]
        owner[inside] = k
    return np.clip(pixels, 0, 255).astype(np.uint8), owner


def targets_of(owner, shapes, kinds):
    boxes, labels, masks = [], [], []
    for k in range(shapes):
        mask = owner == k
        if mask.sum() < 16:
            continue
        ys, xs = np.nonzero(mask)
        boxes.append([xs.min(), ys.min(), xs.max() + 1, ys.max() + 1])
        labels.append(k % kinds + 1)
        masks.append(mask)
    return {
        "boxes": torch.tensor(np.array(boxes), dtype=torch.float32),
        "labels": torch.tensor(labels),
        "masks": torch.tensor(np.array(masks), dtype=torch.uint8),
    }


def body(width, norm):
    """The small body of the fixtures: one BasicBlock a stage."""
    net = resnet.ResNet(resnet.BasicBlock, [1, 1, 1, 1], norm_layer=norm)
    net.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
    net.bn1 = norm(width)
    net.inplanes = width
    net.layer1 = net._make_layer(resnet.BasicBlock, width, 1)
    net.layer2 = net._make_layer(resnet.BasicBlock, 2 * width, 1, stride=2)
    net.layer3 = net._make_layer(resnet.BasicBlock, 3 * width, 1, stride=2)
    net.layer4 = net._make_layer(resnet.BasicBlock, 4 * width, 1, stride=2)
    return net


def micro_v2(**settings):
    """The heads and the pyramid of maskrcnn_resnet50_fpn_v2 over a small body: batch norm everywhere."""
    norm, width = nn.BatchNorm2d, 16
    layers = {f"layer{i + 1}": str(i) for i in range(4)}
    backbone = BackboneWithFPN(body(8, norm), layers, [8, 16, 24, 32], width, norm_layer=norm)
    anchors = AnchorGenerator(((8,), (16,), (32,), (64,), (128,)), ((0.5, 1.0, 2.0),) * 5)
    return MaskRCNN(
        backbone,
        num_classes=None,
        rpn_anchor_generator=anchors,
        rpn_head=RPNHead(width, 3, conv_depth=2),
        box_head=FastRCNNConvFCHead((width, 7, 7), [width] * 4, [32], norm_layer=norm),
        box_predictor=FastRCNNPredictor(32, 4),
        mask_head=MaskRCNNHeads(width, [width] * 2, 1, norm_layer=norm),
        mask_predictor=MaskRCNNPredictor(width, width, 4),
        **settings,
    )


def mobile(norm):
    def make(**settings):
        features = mobilenet_v3_large(weights=None, norm_layer=norm)
        backbone = _mobilenet_extractor(features, True, 6)
        sizes = ((32, 64, 128, 256, 512),) * 3
        anchors = AnchorGenerator(sizes, ((0.5, 1.0, 2.0),) * 3)
        return MaskRCNN(
            backbone,
            num_classes=None,
            rpn_anchor_generator=anchors,
            box_head=TwoMLPHead(256 * 49, 32),
            box_predictor=FastRCNNPredictor(32, 4),
            mask_head=MaskRCNNHeads(256, [16] * 2, 1),
            mask_predictor=MaskRCNNPredictor(16, 16, 4),
            **settings,
        )

    return make


def full_v2(**settings):
    return maskrcnn_resnet50_fpn_v2(weights=None, weights_backbone=None, num_classes=4, **settings)


def figures(tensor, count=16):
    """Length, largest value and some of the values, evenly spread."""
    flat = tensor.detach().double().reshape(-1)
    step = max(1, flat.numel() // count)
    return {
        "shape": list(tensor.shape),
        "l2": flat.norm().item(),
        "most": flat.abs().max().item(),
        "step": step,
        "values": [float(f"{v:.9g}") for v in flat[::step][:count].tolist()],
    }


def numbers(tensor):
    return [float(f"{v:.9g}") for v in tensor.detach().reshape(-1).tolist()]


def infer(make, settings, seed, picture):
    model = make(**settings).eval()
    with torch.no_grad():
        fill(model, seed)
    seen = {}
    part = model.roi_heads
    hooks = {
        "fpn": model.backbone,
        "rpn": model.rpn.head,
        "proposals": model.rpn,
        "head": part.box_head,
        "box": part.box_predictor,
        "mask": part.mask_predictor,
    }
    for name, module in hooks.items():
        module.register_forward_hook(lambda _, __, out, name=name: seen.__setitem__(name, out))
    rgb, _ = scene(*picture)
    image = torch.tensor(rgb).permute(2, 0, 1).float() / 255
    with torch.no_grad():
        [found] = model([image])
    objectness, deltas = seen["rpn"]
    logits, regression = seen["box"]
    return {
        "stages": {
            **{f"fpn.{k}": figures(v) for k, v in seen["fpn"].items()},
            **{f"rpn.objectness.{i}": figures(v) for i, v in enumerate(objectness)},
            **{f"rpn.deltas.{i}": figures(v) for i, v in enumerate(deltas)},
            "box.head": figures(seen["head"]),
            "box.class_logits": figures(logits),
            "box.regression": figures(regression),
        },
        "proposals": numbers(seen["proposals"][0][0]),
        "labels": found["labels"].tolist(),
        "scores": numbers(found["scores"]),
        "boxes": numbers(found["boxes"]),
        "maskAreas": [int((m > 0.5).sum()) for m in found["masks"]],
        "maskMeans": [m.double().mean().item() for m in found["masks"]],
    }


def train(make, settings, seed, pictures):
    every = {"rpn_batch_size_per_image": 10**6, "box_batch_size_per_image": 10**6}
    model = make(**settings, **every).train()
    with torch.no_grad():
        fill(model, seed)
    images, targets = [], []
    for picture in pictures:
        rgb, owner = scene(*picture)
        images.append(torch.tensor(rgb).permute(2, 0, 1).float() / 255)
        targets.append(targets_of(owner, *picture[3:]))
    losses = model(images, targets)
    sum(losses.values()).backward()
    moved = ("running_mean", "running_var", "num_batches_tracked")
    heads = {k: v for k, v in model.state_dict().items() if k.endswith(moved)}
    return {
        "losses": {k: v.item() for k, v in losses.items()},
        "gradients": {
            name: {"l2": p.grad.double().norm().item(), "most": p.grad.abs().max().item()}
            for name, p in model.named_parameters()
            if p.grad is not None
        },
        "statistics": {name: numbers(v)[:4] for name, v in heads.items() if "roi_heads" in name},
    }


SIZES = {"min_size": 128, "max_size": 192}
FEW = {"rpn_post_nms_top_n_test": 40, "rpn_pre_nms_top_n_test": 100, "box_detections_per_img": 12}
TRAIN = {"rpn_pre_nms_top_n_train": 60, "rpn_post_nms_top_n_train": 60}
PICTURE = (180, 120, 5, 4, 3)
FORMS = {
    "v2-micro": (micro_v2, 3),
    "v2": (full_v2, 1),
    "mobilenet-v3": (mobile(FrozenBatchNorm2d), 1),
    "mobilenet-v3-batch-norm": (mobile(nn.BatchNorm2d), 1),
}


def filled(form):
    make, seed = FORMS[form]
    model = make(**SIZES)
    with torch.no_grad():
        fill(model, seed)
    return model


def load(form, file):
    known = filled(form).state_dict()
    model = FORMS[form][0](**SIZES)
    print(model.load_state_dict(torch.load(file), strict=True))
    same = all(torch.equal(v, known[k]) for k, v in model.state_dict().items())
    print("same values" if same else "other values")


def record():
    cases = {}
    for name, (make, seed) in FORMS.items():
        settings = {**SIZES, **FEW} if name != "v2" else {**FEW, "min_size": 64, "max_size": 96}
        case = {"seed": seed, "settings": settings, "picture": PICTURE}
        case["infer"] = infer(make, settings, seed, PICTURE)
        if name == "v2-micro":
            pictures = [PICTURE, (144, 150, 8, 3, 3)]
            case["train"] = {
                "settings": {**SIZES, **TRAIN},
                "pictures": pictures,
                **train(make, {**SIZES, **TRAIN}, seed, pictures),
            }
        cases[name] = case
    json.dump(cases, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    if len(sys.argv) == 1:
        record()
    elif sys.argv[1] == "save":
        torch.save(filled(sys.argv[2]).state_dict(), sys.argv[3])
    else:
        load(sys.argv[2], sys.argv[3])
