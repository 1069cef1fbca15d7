import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { bootScript } from '../scripts/boot-script.ts';
import { cesiumAssets } from '../scripts/cesium-assets.ts';
import { cesiumEdges } from '../scripts/cesium-edges.ts';
import { firstChunks } from '../scripts/first-chunks.ts';

/** The server that `npm run dev` talks to. */
const apiTarget = 'http://127.0.0.1:8080';

/** The pages: the viewer at `/`, the catalogue at `/catalog`, accounts at `/account`. */
const entry = (page: string) => `${import.meta.dirname}/${page}`;

export default defineConfig({
  logLevel: 'warn',
  plugins: [react(), cesiumAssets(), cesiumEdges(), bootScript()],
  build: {
    rolldownOptions: {
      input: {
        index: entry('index.html'),
        catalog: entry('catalog.html'),
        account: entry('account.html'),
        boot: entry('boot.ts'),
      },
      output: {
        codeSplitting: {
          groups: [
            firstChunks({
              first: [entry('main.ts'), entry('scene/site-view.ts')],
              other: entry('catalog/main.tsx'),
              isEngine: (id) => /node_modules\/three\/|\/viewer\/scene\//.test(id),
            }),
          ],
        },
      },
    },
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Cesium and three.js are one engine each, loaded when their view is first opened.
    chunkSizeWarningLimit: 6000,
    // A data: URL would need its own permission in the content security policy.
    assetsInlineLimit: 0,
    // every browser that has WebGL 2 and modules knows it
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': apiTarget, '/health': apiTarget } },
});
