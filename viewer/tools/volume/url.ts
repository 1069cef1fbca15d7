/** The volume tool in the address: what a second browser needs for the same digits. Pure; defaults are left out. */
import type { PlanPoint, UrlState } from '../../state/url-state.ts';
import { areaName } from './area-names.ts';
import { formatAreaSource } from './area-set.ts';
import { VOLUME_DEFAULTS, type VolumeSettings } from './settings.ts';
import type { VolumeState } from './state.ts';
import { formatSurface, parseSurface, type SurfaceChoice } from './surface-choice.ts';

/** Settings that stand in the address under their own names. */
const PLAIN = [
  'method',
  'cellSizeM',
  'maxEdgeM',
  'stationPitchM',
  'contourIntervalM',
  'purpose',
  'soil',
  'truckM3',
  'rounding',
] as const;

export type VolumeUrl = Partial<
  Pick<UrlState, 'existing' | 'compared' | 'areas' | 'name' | 'tie' | 'tieApply' | 'classes' | (typeof PLAIN)[number]>
>;

export function volumeUrl({ settings, areaSet, tie, name: typed }: VolumeState, unitM: number): VolumeUrl {
  // of a file too: the file may be gone when the link is opened
  const name = areaName({ areaSet, name: typed });
  const url: { -readonly [Name in keyof VolumeUrl]: VolumeUrl[Name] | undefined } = {
    existing: formatSurface(settings.existing),
    compared: formatSurface(settings.compared),
    areas: areaSet ? formatAreaSource(areaSet.source) : undefined,
    name: name === '' ? undefined : name,
    tie: tie.closed ? tie.vertices.map(({ east, north }): PlanPoint => [east / unitM, north / unitM]) : undefined,
    tieApply: tie.closed && settings.tieApply ? true : undefined,
    classes: settings.classes.join() === VOLUME_DEFAULTS.classes.join() ? undefined : settings.classes,
  };
  for (const name of PLAIN) {
    if (settings[name] !== VOLUME_DEFAULTS[name]) Object.assign(url, { [name]: settings[name] });
  }
  return Object.fromEntries(Object.entries(url).filter(([, value]) => value !== undefined));
}

/** The settings that an address asks for. Collections that are not open here are left to `fallback`. */
export function volumeSettings(
  asked: VolumeUrl,
  open: readonly string[],
  fallback: Pick<VolumeSettings, 'existing' | 'compared'>,
): Partial<VolumeSettings> {
  const surface = (text: string | undefined, otherwise: SurfaceChoice): SurfaceChoice => {
    const part = text === undefined ? null : parseSurface(text);
    const isUnknown = part?.kind === 'collection' && !open.includes(part.collection ?? '');
    return part && !isUnknown ? { ...otherwise, ...part } : otherwise;
  };
  const plain = Object.fromEntries(PLAIN.flatMap((name) => (asked[name] === undefined ? [] : [[name, asked[name]]])));
  return {
    ...plain,
    existing: surface(asked.existing, fallback.existing),
    compared: surface(asked.compared, fallback.compared),
    ...(asked.classes === undefined ? {} : { classes: asked.classes }),
    ...(asked.tieApply === undefined ? {} : { tieApply: asked.tieApply }),
  };
}
