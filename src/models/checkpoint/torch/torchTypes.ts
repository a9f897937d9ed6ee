import type { ElementType } from '../elementType.ts'
import { PickleGlobal } from '../pickle/pickleValue.ts'

/** A class such as `torch.FloatStorage`. */
export class TorchStorageType extends PickleGlobal {
  readonly dtype: ElementType

  constructor(name: string, dtype: ElementType) {
    super(name)
    this.dtype = dtype
  }
}

/** A constant such as `torch.float32`. */
export class TorchDtype extends PickleGlobal {
  readonly dtype: ElementType

  constructor(name: string, dtype: ElementType) {
    super(name)
    this.dtype = dtype
  }
}
