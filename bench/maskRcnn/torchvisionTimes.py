"""Times torchvision on the configurations of configurations.ts: prints JSON of milliseconds.

    python3 bench/maskRcnn/torchvisionTimes.py <configuration as JSON> <steps> <threads>
"""

import json
import os
import sys
import time

import torch

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../tools/oracle"))
from maskRcnn import body, fill, scene, targets_of  # noqa: E402

from torchvision.models.detection import MaskRCNN  # noqa: E402
from torchvision.models.detection.anchor_utils import AnchorGenerator  # noqa: E402
from torchvision.models.detection.backbone_utils import (  # noqa: E402
    BackboneWithFPN,
    resnet_fpn_backbone,
)
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead  # noqa: E402
from torchvision.models.detection.mask_rcnn import (  # noqa: E402
    MaskRCNNHeads,
    MaskRCNNPredictor,
)
from torchvision.ops.misc import FrozenBatchNorm2d  # noqa: E402


def build(settings):
    named = ("base", "norm", "num_classes")
    limits = {key: value for key, value in settings.items() if key not in named}
    classes = settings["num_classes"]
    if settings["base"] == "resnet18":
        backbone = resnet_fpn_backbone(backbone_name="resnet18", weights=None, trainable_layers=5)
        return MaskRCNN(backbone, num_classes=classes, **limits)
    layers = {f"layer{i + 1}": str(i) for i in range(4)}
    backbone = BackboneWithFPN(body(8, FrozenBatchNorm2d), layers, [8, 16, 24, 32], 16)
    return MaskRCNN(
        backbone,
        rpn_anchor_generator=AnchorGenerator(
            ((8,), (16,), (32,), (64,), (128,)), ((0.5, 1.0, 2.0),) * 5
        ),
        box_head=TwoMLPHead(16 * 49, 32),
        box_predictor=FastRCNNPredictor(32, classes),
        mask_head=MaskRCNNHeads(16, (16, 16), 1),
        mask_predictor=MaskRCNNPredictor(16, 16, classes),
        **limits,
    )


def draw(scene_settings):
    names = ("width", "height", "scene_seed", "shapes", "kinds")
    values = [scene_settings[name] for name in names]
    rgb, owner = scene(*values)
    image = torch.tensor(rgb).permute(2, 0, 1).float() / 255
    return image, targets_of(owner, *values[3:])


def timed(job, steps):
    job()
    times = []
    for _ in range(steps):
        start = time.perf_counter()
        job()
        times.append((time.perf_counter() - start) * 1000)
    return times


def main():
    configuration, steps = json.loads(sys.argv[1]), int(sys.argv[2])
    torch.set_num_threads(int(sys.argv[3]))
    model = build(configuration["model"])
    with torch.no_grad():
        fill(model, configuration["seed"])
    images, targets = zip(*[draw(settings) for settings in configuration["batch"]])
    picture, _ = draw(configuration["picture"])
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(parameters, lr=1e-4, momentum=0.9, weight_decay=1e-4)

    def step():
        losses = model(list(images), list(targets))
        optimizer.zero_grad()
        sum(losses.values()).backward()
        optimizer.step()

    def detect():
        with torch.no_grad():
            model([picture])

    model.eval()
    detect_ms = timed(detect, steps)
    model.train()
    step_ms = timed(step, steps)
    print(json.dumps({"stepMs": step_ms, "detectMs": detect_ms}))


main()
