/** What to type where in QGIS: steps with the addresses under them. Pure. */
import type { SnippetFacts } from './facts.ts';

/** Sentences in the page's language. */
export interface QgisWords {
  readonly points: string;
  readonly vpc: string;
  readonly xyz: string;
  readonly crs: string;
  readonly credit: string;
}

export function qgisGuide({ dataUrl, vpcUrl, hillshadeUrl }: SnippetFacts, words: QgisWords): string {
  const steps = [
    [words.points, dataUrl],
    [words.vpc, vpcUrl],
    ...(hillshadeUrl === null ? [] : [[words.xyz, hillshadeUrl]]),
  ];
  const numbered = steps.map(([what, url], i) => `${i + 1}. ${what}\n   ${url}\n`);
  return `${numbered.join('\n')}\n${words.crs}\n${words.credit}\n`;
}
