import type { Plugin } from 'vite'

const GLUE = /tfjs-backend-wasm-threaded-simd\.js/
const FACTORY = /return \(\s*function\(WasmBackendModuleThreadedSimd\) \{/

/**
 * tfjs starts its WASM threads from the *source text* of one function (`wasmFactoryThreadedSimd.toString()`), which a
 * bundler breaks: the function reads `_scriptDir` from the scope around it, and once that is renamed, every thread dies
 * with "e is not defined". Declaring the variable inside the function makes its text whole again. (It is the address
 * of the script, which tfjs replaces by `mainScriptUrlOrBlob` anyway.)
 */
export function wasmThreadsPlugin(): Plugin {
  return {
    name: 'limn-wasm-threads',
    enforce: 'pre',
    transform(code, id) {
      if (!GLUE.test(id)) return null
      if (!FACTORY.test(code)) {
        this.error(
          'tfjs has changed how it starts WASM threads: see tools/vite/wasmThreadsPlugin.ts',
        )
      }
      return {
        code: code.replace(FACTORY, (head) => `${head} var _scriptDir = undefined;`),
        map: null,
      }
    },
  }
}
