/** Puts into the viewer's page what lets its first picture come early: the boot script, the site view's engine, the decoder. */
import type { HtmlTagDescriptor, Plugin } from 'vite';

export function bootScript(): Plugin {
  return {
    name: 'tengun-boot-script',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { filename, bundle }) {
        if (!filename.endsWith('/index.html')) return [];
        const script = (src: string): HtmlTagDescriptor => ({
          tag: 'script',
          attrs: { type: 'module', async: true, src },
          injectTo: 'head-prepend',
        });
        if (!bundle) return [script('/boot.ts')];
        const files = Object.values(bundle);
        const chunk = (ending: string) =>
          files.find((file) => file.type === 'chunk' && file.facadeModuleId?.endsWith(ending))?.fileName;
        const [boot, engine] = [chunk('/viewer/boot.ts'), chunk('/scene/site-view.ts')];
        const importsOf = (name: string) => {
          const file = bundle[name];
          return file?.type === 'chunk' ? file.imports : [];
        };
        const kernel = files.find(({ fileName }) => /laz-[^/]*\.wasm$/.test(fileName))?.fileName;
        if (!boot || !engine || !kernel)
          throw new Error('expected the chunks of boot.ts and site-view.ts, and laz.wasm');
        const link = (attrs: Record<string, string | boolean>): HtmlTagDescriptor => ({
          tag: 'link',
          attrs: { crossorigin: true, ...attrs },
          injectTo: 'head',
        });
        return [
          script(`/${boot}`),
          ...[engine, ...importsOf(engine)].map((file) => link({ rel: 'modulepreload', href: `/${file}` })),
          link({ rel: 'preload', as: 'fetch', href: `/${kernel}` }),
        ];
      },
    },
  };
}
