/** Puts into the viewer's page what lets its first picture come early: the boot script, and where the files of both views' engines are. */
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
        const boot = chunk('/viewer/boot.ts');
        const engines = { site: chunk('/scene/site-view.ts'), globe: chunk('/globe/globe-view.ts') };
        const kernel = files.find(({ fileName }) => /laz-[^/]*\.wasm$/.test(fileName))?.fileName;
        if (!boot || !engines.site || !engines.globe || !kernel) {
          throw new Error('expected the chunks of boot.ts, site-view.ts, globe-view.ts, and laz.wasm');
        }
        const loaded = (name: string) => {
          const file = bundle[name];
          return [name, ...(file?.type === 'chunk' ? file.imports : [])].map((one) => `/${one}`);
        };
        const wanted = { site: [...loaded(engines.site), `/${kernel}`], globe: loaded(engines.globe) };
        // before the script that reads it
        const content = JSON.stringify(wanted);
        return [
          { tag: 'meta', attrs: { name: 'tengun-engines', content }, injectTo: 'head-prepend' },
          script(`/${boot}`),
        ];
      },
    },
  };
}
