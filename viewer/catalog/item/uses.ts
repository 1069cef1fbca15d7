/** What data of a sensor and a product are good for: the prefecture's list of uses, by what they need. */
import type { Product, Sensor } from '../state/filters.ts';

export const USES = [
  'change',
  'design',
  'forest',
  'heritage',
  'flood',
  'landscape',
  'sections',
  'bathymetry',
  'coast',
  'road',
  'wires',
  'assets',
  'earthwork',
  'archive',
  'game',
] as const;
export type Use = (typeof USES)[number];

const BY_SENSOR: Readonly<Record<Sensor, readonly Use[]>> = {
  lp: ['change', 'design', 'forest', 'heritage', 'flood', 'landscape', 'game'],
  alb: ['bathymetry', 'coast', 'flood', 'change'],
  mms: ['road', 'wires', 'assets', 'sections', 'landscape'],
  uav: ['earthwork', 'change', 'sections', 'archive'],
  tls: ['archive', 'sections', 'earthwork', 'assets'],
};
/** What needs more than the ground. */
const NOT_OF_GROUND: readonly Use[] = ['forest', 'landscape', 'wires', 'assets', 'archive'];
const ANY: readonly Use[] = ['change', 'design', 'sections', 'game'];

export function usesOf(sensor: Sensor | null, product: Product | null): readonly Use[] {
  const uses = sensor === null ? ANY : BY_SENSOR[sensor];
  return product === 'ground' ? uses.filter((use) => !NOT_OF_GROUND.includes(use)) : uses;
}
