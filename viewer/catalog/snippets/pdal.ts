/** PDAL: only the nodes that a part of the file needs are fetched. */
import type { SnippetFacts } from './facts.ts';

/** A pipeline for `pdal pipeline`; JSON, so without comments. */
export function pdalSnippet({ dataUrl, item, part: [minE, minN, maxE, maxN] }: SnippetFacts): string {
  const pipeline = [
    { type: 'readers.copc', filename: dataUrl, bounds: `([${minE}, ${maxE}], [${minN}, ${maxN}])` },
    { type: 'writers.las', filename: `${item}-part.laz`, forward: 'all', extra_dims: 'all' },
  ];
  return `${JSON.stringify(pipeline, null, 2)}\n`;
}
