/**
 * Vite plugin: puts the files that CesiumJS fetches at run time (workers, WebAssembly, textures) beside the bundle
 * under /cesium/, in the build and in the dev server, so that the globe needs no other host.
 */
import { cpSync, createReadStream, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, normalize, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';

const engine = dirname(createRequire(import.meta.url).resolve('@cesium/engine/package.json'));

/** Folder under /cesium/ → folder in the package. */
const FOLDERS: Readonly<Record<string, string>> = {
  Assets: join(engine, 'Source', 'Assets'),
  Workers: join(engine, 'Build', 'Workers'),
  ThirdParty: join(engine, 'Build', 'ThirdParty'),
};

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.xml': 'application/xml',
};

/** @returns the file behind a path below /cesium/, or null when there is none */
function assetFile(path: string): string | null {
  const [folder = '', ...rest] = normalize(path).split(sep).filter(Boolean);
  const base = FOLDERS[folder];
  if (base === undefined || rest.includes('..')) return null;
  const file = join(base, ...rest);
  return existsSync(file) && statSync(file).isFile() ? file : null;
}

export function cesiumAssets(): Plugin {
  let outDir = 'dist';
  return {
    name: 'tengun-cesium-assets',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    configureServer(server) {
      server.middlewares.use('/cesium', (request, response, next) => {
        const file = assetFile(decodeURIComponent((request.url ?? '').split('?')[0] ?? ''));
        if (file === null) return next();
        response.setHeader('content-type', MEDIA_TYPES[extname(file)] ?? 'application/octet-stream');
        createReadStream(file).pipe(response);
      });
    },
    writeBundle() {
      for (const [folder, source] of Object.entries(FOLDERS)) {
        cpSync(source, join(outDir, 'cesium', folder), { recursive: true });
      }
    },
  };
}
