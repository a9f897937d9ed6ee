"""Records what PyTorch answers for the U-Nets of other projects that Limn opens: prints JSON for src/models/unet/unetLayouts.json.

    python3 tools/oracle/unetLayouts.py > src/models/unet/unetLayouts.json

Needs torch 1.13, torchvision 0.14 or later and numpy. The networks are written anew here after the layouts of mateuszbuda's
brain-segmentation-pytorch, milesial's Pytorch-UNet and segmentation_models_pytorch's Unet; parameters are drawn by the formula of
tools/testing/torchvisionFill.ts.
"""

import json
import sys
from collections import OrderedDict

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torchvision.models import mobilenet_v2
from torchvision.models.resnet import BasicBlock, ResNet

from semantic import PlainUnet, fill, picture

torch.set_num_threads(1)


class BrainUnet(nn.Module):
    def __init__(self, features, depth=4, scores=1):
        super().__init__()
        self.depth = depth
        inputs = 3
        for level in range(1, depth + 1):
            width = features * 2 ** (level - 1)
            setattr(self, f"encoder{level}", self.block(inputs, width, f"enc{level}"))
            inputs = width
        self.bottleneck = self.block(inputs, 2 * inputs, "bottleneck")
        for level in range(depth, 0, -1):
            width = features * 2 ** (level - 1)
            setattr(self, f"upconv{level}", nn.ConvTranspose2d(2 * width, width, 2, stride=2))
            setattr(self, f"decoder{level}", self.block(2 * width, width, f"dec{level}"))
        self.conv = nn.Conv2d(features, scores, 1)

    @staticmethod
    def block(inputs, width, name):
        return nn.Sequential(
            OrderedDict(
                [
                    (name + "conv1", nn.Conv2d(inputs, width, 3, padding=1, bias=False)),
                    (name + "norm1", nn.BatchNorm2d(width)),
                    (name + "relu1", nn.ReLU()),
                    (name + "conv2", nn.Conv2d(width, width, 3, padding=1, bias=False)),
                    (name + "norm2", nn.BatchNorm2d(width)),
                    (name + "relu2", nn.ReLU()),
                ]
            )
        )

    def forward(self, x):
        across = []
        for level in range(1, self.depth + 1):
            x = getattr(self, f"encoder{level}")(x)
            across.append(x)
            x = F.max_pool2d(x, 2)
        x = self.bottleneck(x)
        for level in range(self.depth, 0, -1):
            x = getattr(self, f"upconv{level}")(x)
            x = getattr(self, f"decoder{level}")(torch.cat([x, across.pop()], 1))
        return self.conv(x)


class ResNetEncoder(ResNet):
    def __init__(self, blocks):
        super().__init__(BasicBlock, blocks)
        del self.fc, self.avgpool
        self.channels = [64, 64, 128, 256, 512]

    def forward(self, x):
        half = self.relu(self.bn1(self.conv1(x)))
        maps = [half]
        x = self.maxpool(half)
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = layer(x)
            maps.append(x)
        return maps


class MobileEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = mobilenet_v2(weights=None).features
        self.channels = [16, 24, 32, 96, 1280]

    def forward(self, x):
        maps = []
        for i, layer in enumerate(self.features):
            x = layer(x)
            if i in (1, 3, 6, 13, 18):
                maps.append(x)
        return maps


class BodyUnet(nn.Module):
    def __init__(self, encoder, widths, scores):
        super().__init__()
        self.encoder = encoder
        self.decoder = nn.Module()
        blocks = []
        skips = encoder.channels[:-1][::-1]
        inputs = encoder.channels[-1]
        for i, width in enumerate(widths):
            block = nn.Module()
            joined = inputs + (skips[i] if i < len(skips) else 0)
            block.conv1 = self.convolve(joined, width)
            block.conv2 = self.convolve(width, width)
            blocks.append(block)
            inputs = width
        self.decoder.blocks = nn.ModuleList(blocks)
        self.segmentation_head = nn.Sequential(nn.Conv2d(inputs, scores, 3, padding=1))

    @staticmethod
    def convolve(inputs, width):
        return nn.Sequential(
            nn.Conv2d(inputs, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()
        )

    def forward(self, x):
        maps = self.encoder(x)
        x = maps.pop()
        for block in self.decoder.blocks:
            x = F.interpolate(x, scale_factor=2, mode="nearest")
            if maps:
                x = torch.cat([x, maps.pop()], 1)
            x = block.conv2(block.conv1(x))
        return self.segmentation_head(x)


def case(title, model, side, seed):
    fill(model, seed)
    model.eval()
    with torch.no_grad():
        logits = model(picture(side, side, seed))
    scores = logits.shape[1]
    shares = torch.sigmoid(logits) if scores == 1 else logits.softmax(1)
    # Of the last class, whose share both kinds of model tell.
    flat = shares[0, -1].reshape(-1)
    at = list(range(0, flat.numel(), max(1, flat.numel() // 24)))
    names = {name: list(tensor.shape) for name, tensor in model.state_dict().items()}
    return {
        "title": title,
        "seed": seed,
        "side": side,
        "tensors": names,
        "at": at,
        "shares": [float(f"{flat[i].item():.7g}") for i in at],
    }


cases = [
    case("the brain segmentation's of torch.hub", BrainUnet(4, depth=3), 16, 21),
    case("milesial's of one class", PlainUnet([4, 8, 8], 1), 16, 22),
    case("milesial's with bilinear steps", PlainUnet([4, 8, 16], 3, up="bilinear"), 16, 23),
    case("segmentation_models_pytorch's on a ResNet", BodyUnet(ResNetEncoder([1, 1, 1, 1]), [16, 16, 8, 8, 4], 3), 32, 24),
    case("segmentation_models_pytorch's on a MobileNetV2", BodyUnet(MobileEncoder(), [16, 16, 8, 8, 4], 1), 32, 25),
]
json.dump({"madeWith": {"torch": torch.__version__}, "cases": cases}, sys.stdout)
sys.stdout.write("\n")
