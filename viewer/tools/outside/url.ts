/**
 * Layers of other servers in the address: `layers=kind~address~name~key=value…`, joined by `;`. Files of the user are no part of
 * it: they stay in the browser.
 */

import type { LayerLooks } from '../../state/layer-look.ts';
import { OUTSIDE_KINDS, type OutsideKind } from './kinds.ts';
import { MAX_OUTSIDE, type ModelPlace, nameOf, newLayer, type OutsideLayer, type OutsideState } from './state.ts';

const escaped = (text: string) => encodeURIComponent(text).replaceAll('~', '%7E');
const plain = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

export function formatOutside(layers: readonly Omit<OutsideLayer, 'id'>[]): string {
  return layers
    .filter(({ isFile }) => !isFile)
    .map(({ kind, url, name, visible, opacity, layer, place, attribution }) =>
      [
        kind,
        escaped(url),
        name === nameOf(url) ? '' : escaped(name),
        ...(visible ? [] : ['hidden=1']),
        ...(opacity === 1 ? [] : [`opacity=${opacity}`]),
        ...(layer === null ? [] : [`layer=${escaped(layer)}`]),
        ...(place === null ? [] : [`at=${placeText(place)}`]),
        ...(attribution === '' ? [] : [`by=${escaped(attribution)}`]),
      ].join('~'),
    )
    .join(';');
}

function placeText({ lon, lat, elevationM, headingDeg, scale }: ModelPlace): string {
  return [lon.toFixed(8), lat.toFixed(8), elevationM.toFixed(3), headingDeg, scale].map(Number).join(',');
}

/** Looks are named by the ids of the layers: those that the address brings are counted anew. */
export function renumbered(looks: LayerLooks, { layers }: OutsideState): LayerLooks {
  const kept = layers.filter(({ isFile }) => !isFile);
  return Object.fromEntries(
    Object.entries(looks).flatMap(([id, look]) => {
      if (!id.startsWith('outside:')) return [[id, look]];
      const place = kept.findIndex((layer) => layer.id === id);
      return place < 0 ? [] : [[`outside:${place + 1}`, look]];
    }),
  );
}

/** What is not understood is left out. */
export function parseOutside(text: string | null): Omit<OutsideLayer, 'id'>[] | undefined {
  if (text === null || text === '') return undefined;
  const found: Omit<OutsideLayer, 'id'>[] = [];
  for (const entry of text.split(';').slice(0, MAX_OUTSIDE)) {
    const [kindText, address = '', name = '', ...rest] = entry.split('~');
    const kind = OUTSIDE_KINDS.find((one) => one === kindText);
    const url = plain(address);
    if (!kind || !/^https?:\/\//.test(url)) continue;
    found.push({
      ...newLayer(url, kind),
      ...(name === '' ? {} : { name: plain(name).slice(0, 80) }),
      ...optionsOf(kind, rest),
      stage: { state: 'asking' },
    });
  }
  return found;
}

function optionsOf(kind: OutsideKind, parts: readonly string[]): Partial<OutsideLayer> {
  const options = new Map(parts.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]));
  const opacity = Number(options.get('opacity') ?? Number.NaN);
  const at = options.get('at')?.split(',').map(Number) ?? [];
  const [lon = 0, lat = 0, elevationM = 0, headingDeg = 0, scale = 1] = at;
  const hasPlace = kind === 'gltf' && at.length === 5 && at.every(Number.isFinite) && Math.abs(lat) <= 90 && scale > 0;
  return {
    ...(options.has('hidden') ? { visible: false } : {}),
    ...(opacity >= 0 && opacity <= 1 ? { opacity } : {}),
    ...(options.has('layer') ? { layer: plain(options.get('layer')!).slice(0, 300) } : {}),
    ...(options.has('by') ? { attribution: plain(options.get('by')!).slice(0, 200) } : {}),
    ...(hasPlace ? { place: { lon, lat, elevationM, headingDeg, scale } } : {}),
  };
}
