/** `tengun line-of-sight`, `viewshed`, `mountain-view`, `sunlight`. */
import type { ProcessCommand } from './process-commands.ts';

const isPicture = (request: unknown): boolean => {
  const format = (request as { readonly inputs?: { readonly format?: unknown } } | null)?.inputs?.format;
  return format === 'cog' || format === 'png';
};

export const SIGHT_COMMANDS: readonly ProcessCommand[] = [
  {
    name: 'line-of-sight',
    description: 'whether places are seen from an eye, over surfaces near and far, with curvature and refraction',
    threads: 1,
    run: (pool, input, options) => pool.run('see-line', input, options),
  },
  {
    name: 'viewshed',
    description: 'what is seen from an eye, cell by cell; with "format" a GeoTIFF or picture (with --out)',
    threads: 1,
    isFile: isPicture,
    run: (pool, input, options) => pool.run('see-around', input, options),
  },
  {
    name: 'mountain-view',
    description: 'how much of Mt Fuji, or another mountain, is seen from an eye',
    threads: 1,
    run: (pool, input, options) => pool.run('see-mountain', input, options),
  },
  {
    name: 'sunlight',
    description: 'hours of sun at a point on a day',
    threads: 1,
    run: (pool, input, options) => pool.run('see-sun', input, options),
  },
];
