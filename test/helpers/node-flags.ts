/**
 * For a process that runs TypeScript as it is, with threads that do too. Node strips types with WebAssembly, and V8 may end the
 * process ("Check failed: jit_page") when a wrapper of an import that was called often is compiled anew while another thread
 * does the same (nodejs/node#64500). A wrapper that is never called so often is never compiled anew. What is built and
 * installed has no types to strip.
 */
export const NODE_FLAGS: readonly string[] = [`--wasm-wrapper-tiering-budget=${2 ** 30}`]
