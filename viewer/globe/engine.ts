/** Where CesiumJS finds its workers, textures and WebAssembly: beside our own bundle, never on another host. */
import { buildModuleUrl, Ion } from '@cesium/engine';

/** The engine's own typing leaves out that the function can be given its base. */
interface ModuleUrlBuilder {
  setBaseUrl(value: string): void;
}

function hasBaseUrl(value: object): value is ModuleUrlBuilder {
  return 'setBaseUrl' in value && typeof value.setBaseUrl === 'function';
}

export function configureEngine(): void {
  const builder: object = buildModuleUrl;
  if (!hasBaseUrl(builder)) throw new Error('expected buildModuleUrl.setBaseUrl in @cesium/engine');
  builder.setBaseUrl(new URL('/cesium/', window.location.href).href);
  // No account with any cloud service: nothing may ask for one.
  Ion.defaultAccessToken = '';
}
