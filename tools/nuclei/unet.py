"""The PyTorch twin of src/models/unet: the same layers, the same state_dict names."""

import torch
from torch import nn


class DoubleConv(nn.Module):
    """Two times (3x3 convolution, batch norm, ReLU)."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.double_conv = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.double_conv(x)


class Down(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.maxpool_conv = nn.Sequential(nn.MaxPool2d(2), DoubleConv(inputs, outputs))

    def forward(self, x):
        return self.maxpool_conv(x)


class Up(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.up = nn.ConvTranspose2d(inputs, outputs, 2, stride=2)
        self.conv = DoubleConv(2 * outputs, outputs)

    def forward(self, x, skip):
        return self.conv(torch.cat([skip, self.up(x)], dim=1))


class OutConv(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 1)

    def forward(self, x):
        return self.conv(x)


class UNet(nn.Module):
    """Semantic logits [n, classes, h, w] and, beside them, boundary and distance logits [n, 2, h, w]."""

    def __init__(self, widths=(16, 32, 64, 96, 128), channels=3, classes=2):
        super().__init__()
        self.inc = DoubleConv(channels, widths[0])
        self.depth = len(widths) - 1
        for level in range(1, len(widths)):
            setattr(self, f"down{level}", Down(widths[level - 1], widths[level]))
        for step in range(1, len(widths)):
            level = self.depth - step
            setattr(self, f"up{step}", Up(widths[level + 1], widths[level]))
        self.outc = OutConv(widths[0], classes)
        self.instance = OutConv(widths[0], 2)

    def forward(self, x):
        skips = [self.inc(x)]
        for level in range(1, self.depth + 1):
            skips.append(getattr(self, f"down{level}")(skips[-1]))
        y = skips.pop()
        for step in range(1, self.depth + 1):
            y = getattr(self, f"up{step}")(y, skips.pop())
        return self.outc(y), self.instance(y)
