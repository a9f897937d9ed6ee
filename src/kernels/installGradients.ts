/**
 * Registers the gradients of TensorFlow.js' own operations. The core package leaves them out of what it loads by
 * itself, so that those who only infer need not carry them: import this where a tape runs.
 */
// The core first: it declares the flags that registering may ask for.
import '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/register_all_gradients.js'
