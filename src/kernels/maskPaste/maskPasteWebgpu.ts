import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { asWebgpu, floatBits, runProgram } from '../webgpu/asWebgpu.ts'

/**
 * One pixel of one mask an invocation: a dozen FLOP to place the box (the same for all neighbours), and inside it 20
 * more with four reads of a mask of 3 KB that the cache holds. 4 bytes written a pixel bound it: 100 masks of 800 x
 * 1333 are 427 MB, so that callers paste in parts. 20 registers, no workgroup memory.
 */
export const maskPasteWebgpu: KernelConfig = {
  kernelName: 'LimnMaskPaste',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { height, width } = attributesOf('LimnMaskPaste', attrs)
    const masks = requireInput(inputs, 'masks')
    const boxes = requireInput(inputs, 'boxes')
    const [count = 0, side = 0] = masks.shape
    return runProgram(asWebgpu(backend), {
      key: 'maskPaste',
      outputShape: [count, height, width],
      outputComponents: 1,
      inputs: [
        { name: 'masks', tensor: masks, components: 1 },
        { name: 'boxes', tensor: boxes, components: 4 },
      ],
      integers: { height, width, side, scale: floatBits((side + 2) / side) },
      invocations: count * height * width,
      functions: `
        struct Tap { low : i32, high : i32, share : f32 }

        // First and last pixel of a grown side (growBox.ts).
        fn grow(low : f32, high : f32) -> vec2<i32> {
          let halfExtent = (high - low) * 0.5 * bitcast<f32>(uniforms.scale);
          let centre = (high + low) * 0.5;
          return vec2<i32>(i32(trunc(centre - halfExtent)), i32(trunc(centre + halfExtent)));
        }

        fn tapAt(place : i32, pixels : i32) -> Tap {
          let cells = uniforms.side + 2;
          let scale = f32(cells) / f32(pixels);
          let at = max(scale * (f32(place) + 0.5) - 0.5, 0.0);
          let low = min(i32(at), cells - 1);
          return Tap(low, min(low + 1, cells - 1), at - f32(low));
        }

        fn valueAt(mask : i32, row : i32, column : i32) -> f32 {
          if (row == 0 || column == 0 || row > uniforms.side || column > uniforms.side) { return 0.0; }
          return masks[(mask * uniforms.side + row - 1) * uniforms.side + column - 1];
        }`,
      body: `
        let x = index % uniforms.width;
        let y = (index / uniforms.width) % uniforms.height;
        let mask = index / (uniforms.width * uniforms.height);
        let box = boxes[mask];
        let across = grow(box.x, box.z);
        let down = grow(box.y, box.w);
        let pixelsAcross = max(across.y - across.x + 1, 1);
        let pixelsDown = max(down.y - down.x + 1, 1);
        let placeX = x - across.x;
        let placeY = y - down.x;
        if (placeX < 0 || placeY < 0 || placeX >= pixelsAcross || placeY >= pixelsDown) {
          result[index] = 0.0;
          return;
        }
        let column = tapAt(placeX, pixelsAcross);
        let row = tapAt(placeY, pixelsDown);
        let upper = valueAt(mask, row.low, column.low) * (1.0 - column.share)
          + valueAt(mask, row.low, column.high) * column.share;
        let lower = valueAt(mask, row.high, column.low) * (1.0 - column.share)
          + valueAt(mask, row.high, column.high) * column.share;
        result[index] = upper * (1.0 - row.share) + lower * row.share;`,
    })
  },
}
