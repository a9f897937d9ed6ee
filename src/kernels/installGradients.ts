/**
 * Registers the gradients of TensorFlow.js' own operations, which its core leaves out of what it loads by itself.
 * `#stock-gradients` (package.json) is the core's own list in a browser, and in Node the meta package, whose build is
 * the one that Node's core shares.
 */
// The core first: it declares the flags that registering asks for.
import '@tensorflow/tfjs-core'
import '#stock-gradients'
