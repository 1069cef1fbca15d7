/** The section tool in the address: surfaces and settings of a cut, a profile, wires. Pure; defaults are left out. */
import type { AppState } from '../../state/app-state.ts';
import type { UrlState } from '../../state/url-state.ts';
import { alignmentUrl, axisPart } from '../alignment/url.ts';
import { formatSurface, NO_SURFACE, parseSurface } from '../volume/surface-choice.ts';
import { wayUrl } from '../way/url.ts';
import { EMPTY_SECTION, MAX_SURFACES, type SectionSettings } from './state.ts';

/** Collections that are cut at first. */
const FIRST_COLLECTIONS = 4;

export type SectionUrl = Pick<
  UrlState,
  'cut' | 'more' | 'classes' | 'widthM' | 'stepM' | 'maxEdgeM' | 'withoutPoints' | 'name' | 'way' | 'alignment'
>;

/** The tool as it stands; its line is the `shape` of the address. */
export function sectionUrl(
  { section, way, alignment, collections }: Pick<AppState, 'section' | 'way' | 'alignment' | 'collections'>,
  unitM: number,
): SectionUrl {
  const { surfaces, more, classes, widthM, stepM, maxEdgeM, points } = section.settings;
  const usual = EMPTY_SECTION.settings;
  const ids = collections.map(({ id }) => id);
  const asked = wayUrl(way, ids.at(-1) ?? null);
  return {
    ...(surfaces.join() === ids.slice(0, FIRST_COLLECTIONS).join() ? {} : { cut: surfaces }),
    ...(more.length === 0 ? {} : { more: more.flatMap((choice) => formatSurface(choice) ?? []) }),
    ...(classes.join() === usual.classes.join() ? {} : { classes }),
    ...(section.drawing.closed || widthM !== usual.widthM ? { widthM } : {}),
    ...(stepM === usual.stepM ? {} : { stepM }),
    ...(maxEdgeM === usual.maxEdgeM ? {} : { maxEdgeM }),
    ...(points === usual.points ? {} : { withoutPoints: true }),
    ...(section.name === '' ? {} : { name: section.name }),
    ...(asked === undefined ? {} : { way: asked }),
    ...(asked?.along === undefined ? {} : { alignment: axisPart(alignmentUrl(alignment, unitM)) }),
  };
}

/** The settings that an address asks for. @param open ids of the open collections */
export function sectionSettings(asked: UrlState, open: readonly string[]): Partial<SectionSettings> {
  if (asked.tool !== 'section') return { surfaces: open.slice(0, FIRST_COLLECTIONS) };
  const { cut, more, classes, widthM, stepM, maxEdgeM, withoutPoints } = asked;
  return {
    surfaces: cut ? open.filter((id) => cut.includes(id)) : open.slice(0, FIRST_COLLECTIONS),
    more: (more ?? []).slice(0, MAX_SURFACES).flatMap((text) => {
      const part = parseSurface(text);
      return part ? [{ ...NO_SURFACE, ...part }] : [];
    }),
    ...(classes === undefined ? {} : { classes }),
    ...(widthM === undefined ? {} : { widthM }),
    ...(stepM === undefined ? {} : { stepM }),
    ...(maxEdgeM === undefined ? {} : { maxEdgeM }),
    ...(withoutPoints ? { points: false } : {}),
  };
}
