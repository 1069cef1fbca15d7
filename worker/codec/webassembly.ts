/** The part of the WebAssembly API that is used here: Node has it, `lib.es` and `@types/node` do not declare it. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

export interface WasmInstance {
  readonly exports: object;
}

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: object) => WasmInstance;
}

const found: unknown = Reflect.get(globalThis, 'WebAssembly');
if (!found) throw new Error('this runtime has no WebAssembly');
const api = found as WebAssemblyApi;

export const { Module: WasmModule, Instance: WasmInstance } = api;
