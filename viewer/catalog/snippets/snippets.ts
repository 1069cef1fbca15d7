/** All snippets by name. Pure. */
import type { SnippetFacts } from './facts.ts';
import { cesiumSnippet, copcSnippet, threeSnippet } from './javascript.ts';
import { pdalSnippet } from './pdal.ts';
import { pythonSnippet } from './python.ts';
import { type QgisWords, qgisGuide } from './qgis.ts';
import { curlSnippet, powerShellSnippet } from './shell.ts';
import type { SnippetWords } from './words.ts';

export const SNIPPETS = ['curl', 'powershell', 'pdal', 'qgis', 'python', 'copc', 'three', 'cesium'] as const;
export type SnippetName = (typeof SNIPPETS)[number];

export function writeSnippet(name: SnippetName, facts: SnippetFacts, words: SnippetWords, guide: QgisWords): string {
  switch (name) {
    case 'curl':
      return curlSnippet(facts, words);
    case 'powershell':
      return powerShellSnippet(facts, words);
    case 'pdal':
      return pdalSnippet(facts);
    case 'qgis':
      return qgisGuide(facts, guide);
    case 'python':
      return pythonSnippet(facts, words);
    case 'copc':
      return copcSnippet(facts, words);
    case 'three':
      return threeSnippet(facts, words);
    case 'cesium':
      return cesiumSnippet(facts, words);
  }
}
