/** Compiled kernels as bytes, which the bundler puts into a program. */
declare module '*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
