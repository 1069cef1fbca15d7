/** What a paper says of the surfaces it was made from: names, licences, the vertical datum. */
import type { CrossSectionsResult } from '#core/contract/cross-sections.ts';
import type { UsedSource } from '../measuring/provenance.ts';
import type { SurfaceSource } from '../measuring/surface-source.ts';
import { licenceText } from '../store/stac-collection.ts';
import type { Store } from '../store/store.ts';
import { isDesign, sourceName } from './source-words.ts';

export async function surfacesAnswer(
  store: Store,
  sources: readonly SurfaceSource[],
  labels: readonly string[] | undefined,
): Promise<CrossSectionsResult['surfaces']> {
  const answers: CrossSectionsResult['surfaces'] = [];
  for (const [i, source] of sources.entries()) {
    const collections = source.kind === 'points' ? [...new Set(source.layers.map(({ collection }) => collection))] : [];
    const licences = new Set<string>();
    const attributions = new Set<string>();
    for (const id of collections) {
      const collection = await store.getCollection(id);
      if (collection) licences.add(licenceText(collection));
      if (collection?.attribution) attributions.add(collection.attribution);
    }
    answers.push({
      name: labels?.[i] ?? sourceName(source),
      kind: isDesign(source) ? 'design' : 'ground',
      licences: [...licences],
      attributions: [...attributions],
    });
  }
  return answers;
}

/** The vertical datum of all data; null when they differ or do not say. */
export function commonDatum(used: readonly UsedSource[]): string | null {
  const datums = [...new Set(used.flatMap(({ items }) => items.map(({ record }) => record.verticalDatum)))];
  return datums.length === 1 ? (datums[0] ?? null) : null;
}
