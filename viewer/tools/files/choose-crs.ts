/** The systems to choose from where a file names none, the one that fits best, and the frame of a page without data. */
import { type Crs, crsFromCode } from '#core/crs/crs.ts';
import { PLANE_RECTANGULAR_ZONES, planeRectangularEpsg } from '#core/crs/plane-rectangular.ts';
import { createProjection } from '#core/crs/projection.ts';
import type { FileFacts } from '../../local/messages.ts';
import type { AppState, AppStore } from '../../state/app-state.ts';
import { createSiteFrame } from '../../state/site-frame.ts';

/** Of VIRTUAL SHIZUOKA: what is asked first where there is no site. */
const USUAL = 'EPSG:6676';

export interface CrsChoice {
  readonly code: string;
  /** Zone of the plane rectangular systems, or null. */
  readonly zone: { readonly number: number; readonly roman: string } | null;
}

/** The site's own system first, then the nineteen zones (JGD2011), then degrees. */
export function crsChoices(siteCode: string | null): CrsChoice[] {
  const zones = PLANE_RECTANGULAR_ZONES.map(({ zone, roman }) => ({
    code: `EPSG:${planeRectangularEpsg(zone)}`,
    zone: { number: zone, roman },
  }));
  const site = siteCode === null || !isKnown(siteCode) ? null : siteCode;
  const first = site === null ? [] : [zones.find(({ code }) => code === site) ?? { code: site, zone: null }];
  return [...first, ...zones.filter(({ code }) => code !== site), { code: 'EPSG:4326', zone: null }];
}

function isKnown(code: string): boolean {
  try {
    crsFromCode(code);
    return true;
  } catch {
    return false;
  }
}

/** The system that a file without one is most likely in: degrees where the numbers can be nothing else, else that of the site. */
export function codeFor({ frame }: Pick<AppState, 'frame'>, { extent }: FileFacts): string {
  const [west, south, east, north] = extent ?? [0, 0, 0, 0];
  // near the origin of a plane system numbers are small too: Japan lies beyond 120° east
  if (west > 120 && east <= 180 && south > 20 && north <= 60) return 'EPSG:4326';
  return frame?.code && isKnown(frame.code) ? frame.code : USUAL;
}

/** A page without data gets the plane of its first file; of a file in degrees the zone nearest to it. */
export function newFrame(store: AppStore, crs: Crs, { extent }: FileFacts): void {
  const plane = crs.kind === 'projected' ? crs : crsFromCode(nearestZone(extent));
  const { code, proj4, horizontalUnitM: unitM } = plane;
  const frame = createSiteFrame({ code, proj4, unitM, geoidHeightM: 0 });
  const [x, y] = extent ? [(extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2] : [0, 0];
  const [lon, lat] = createProjection(crs).toLonLat(x, y);
  const pose = { lon, lat, elevationM: 0, headingDeg: 0, pitchDeg: -50, rangeM: 500 };
  store.set({ frame, pose, view: 'site', load: { state: 'ready' }, tool: 'files' });
}

function nearestZone(extent: FileFacts['extent']): string {
  const [lon, lat] = extent ? [(extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2] : [138.5, 36];
  const away = ({ originLon, originLat }: (typeof PLANE_RECTANGULAR_ZONES)[number]) =>
    Math.hypot((lon - originLon) * Math.cos((lat * Math.PI) / 180), lat - originLat);
  const [nearest] = [...PLANE_RECTANGULAR_ZONES].sort((a, b) => away(a) - away(b));
  return `EPSG:${planeRectangularEpsg(nearest?.zone ?? 8)}`;
}
