/** A convolution layer as a network has it, one picture at a time. */
export interface Layer {
  readonly network: string
  readonly what: string
  readonly x: [batch: number, height: number, width: number, channels: number]
  /** [height, width, in / groups, out] */
  readonly filter: [number, number, number, number]
  readonly stride: number
  readonly dilation: number
  /** Zeros on every side. */
  readonly padding: number
  readonly groups: number
}

function layer(
  network: string,
  side: number,
  [taps, inputs, outputs]: [number, number, number],
  { stride = 1, dilation = 1, depthwise = false } = {},
): Layer {
  const groups = depthwise ? inputs : 1
  const name = depthwise
    ? `depthwise ${taps}x${taps}, ${inputs}`
    : `${taps}x${taps}, ${inputs} to ${outputs}`
  const extras = [
    stride > 1 ? `, stride ${stride}` : '',
    dilation > 1 ? `, dilation ${dilation}` : '',
  ]
  return {
    network,
    what: `${name}${extras.join('')}, at ${side}`,
    x: [1, side, side, inputs],
    filter: [taps, taps, inputs / groups, outputs],
    stride,
    dilation,
    padding: ((taps - 1) / 2) * dilation,
    groups,
  }
}

/** Each kind of layer of the networks that Limn trains: ResNet-50 and MobileNetV2 at 224, FCN's last stages at 224 / 8, U-Net at 128. */
export const LAYERS: readonly Layer[] = [
  layer('ResNet-50', 224, [7, 3, 64], { stride: 2 }),
  layer('ResNet-50', 56, [1, 64, 256]),
  layer('ResNet-50', 56, [3, 64, 64]),
  layer('ResNet-50', 56, [3, 128, 128], { stride: 2 }),
  layer('ResNet-50', 28, [1, 512, 128]),
  layer('ResNet-50', 28, [1, 512, 1024], { stride: 2 }),
  layer('ResNet-50', 14, [3, 256, 256]),
  layer('ResNet-50', 14, [1, 1024, 256]),
  layer('ResNet-50', 7, [3, 512, 512]),
  layer('FCN', 28, [3, 256, 256], { dilation: 2 }),
  layer('FCN', 14, [3, 512, 512], { dilation: 4 }),
  layer('FCN', 28, [1, 512, 21]),
  layer('MobileNetV2', 224, [3, 3, 32], { stride: 2 }),
  layer('MobileNetV2', 112, [3, 32, 32], { depthwise: true }),
  layer('MobileNetV2', 112, [3, 96, 96], { depthwise: true, stride: 2 }),
  layer('MobileNetV2', 56, [1, 144, 24]),
  layer('MobileNetV2', 14, [1, 64, 384]),
  layer('MobileNetV2', 14, [3, 384, 384], { depthwise: true }),
  layer('MobileNetV2', 7, [1, 320, 1280]),
  layer('U-Net', 128, [3, 3, 32]),
  layer('U-Net', 128, [3, 32, 32]),
  layer('U-Net', 32, [3, 256, 128]),
  layer('U-Net', 128, [1, 32, 2]),
]
