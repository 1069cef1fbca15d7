/** What a pulse sees when it reaches the ground: colour and intensity by cover, tea rows, grass, guard rail, water. */
import type { Echoes, Ray } from './echoes.ts';
import type { SceneGround } from './epoch-ground.ts';
import { COVER } from './ground-cover.ts';
import { ROAD, riverOffset, roadOffset, TEA } from './layout.ts';
import { brightness, type Light } from './light.ts';
import { gradientNoise } from './noise.ts';
import type { Random } from './random.ts';
import { teaShare } from './terrain.ts';

type Rgb = readonly [number, number, number];

/** Two tones that noise mixes, intensity, grain of single points (share of brightness). */
interface Material {
  readonly dark: Rgb;
  readonly light: Rgb;
  readonly intensity: number;
  readonly grain: number;
}

const material = (dark: Rgb, light: Rgb, intensity: number, grain: number): Material => ({
  dark,
  light,
  intensity,
  grain,
});

/** Indexed by cover. */
const MATERIALS: readonly Material[] = [
  /* grass */ material([94, 112, 58], [146, 146, 84], 2700, 0.1),
  /* forest */ material([98, 88, 60], [132, 116, 80], 1500, 0.14),
  /* asphalt */ material([92, 93, 96], [112, 112, 113], 620, 0.05),
  /* concrete */ material([152, 149, 141], [172, 168, 158], 2100, 0.05),
  /* gravel */ material([156, 146, 128], [186, 178, 160], 1900, 0.09),
  /* paddy */ material([150, 132, 86], [182, 162, 108], 2300, 0.08),
  /* paddyBank */ material([92, 114, 58], [122, 136, 72], 2600, 0.1),
  /* tea */ material([118, 104, 74], [132, 116, 84], 1700, 0.1),
  /* water */ material([40, 78, 88], [74, 116, 118], 140, 0.06),
  /* shingle */ material([148, 146, 138], [188, 184, 174], 1800, 0.12),
  /* scar */ material([150, 98, 60], [198, 148, 100], 2000, 0.08),
  /* debris */ material([100, 74, 54], [172, 134, 98], 1800, 0.16),
  /* fillCrest */ material([180, 156, 120], [206, 184, 148], 2200, 0.05),
  /* fillSlope */ material([142, 134, 84], [176, 160, 108], 2300, 0.09),
  /* cutSlope */ material([164, 140, 106], [194, 174, 142], 2100, 0.06),
  /* verge */ material([116, 122, 82], [150, 146, 112], 2000, 0.1),
];
const TEA_RGB: Rgb = [76, 112, 54];
const WATER_ECHO_SHARE = 0.42;

/** Adds the last echoes of a pulse that has got down to the ground with a share of its energy left. */
export type GroundEcho = (ray: Ray, energy: number, echoes: Echoes, random: Random) => void;

export function createGroundEcho(ground: SceneGround, cover: Uint8Array, light: Light, seed: number): GroundEcho {
  const { cols, rows, stepM } = ground.before;
  const tones = toneRaster(cols, rows, stepM, seed);

  return (ray, energy, echoes, random) => {
    const { e, n, groundM } = ray;
    // covers end in a ragged line, not in steps of the raster
    const col = Math.min(cols - 1, Math.max(0, Math.round(e / stepM + 0.8 * (random.next() - 0.5))));
    const row = Math.min(rows - 1, Math.max(0, Math.round(n / stepM + 0.8 * (random.next() - 0.5))));
    const node = row * cols + col;
    let kind = cover[node]!;
    if (Math.abs(roadOffset(e, n)) < ROAD.pavedHalfWidthM && kind === COVER.verge) kind = COVER.asphalt;
    const lit = brightness(light.groundFacing(e, n), light.sunlit(e, n, groundM));
    if (kind === COVER.water) {
      waterEcho(ray, energy, echoes, random, 0.6 + 0.4 * lit, tones[node]!);
      return;
    }
    if (kind === COVER.tea && teaEcho(ray, energy, echoes, random, lit)) return;
    const { dark, light: pale, intensity, grain } = MATERIALS[kind]!;
    const tone = tones[node]! / 255;
    const shine = lit * (1 + grain * (2 * random.next() - 1));
    let r = shine * (dark[0] + tone * (pale[0] - dark[0]));
    let g = shine * (dark[1] + tone * (pale[1] - dark[1]));
    let b = shine * (dark[2] + tone * (pale[2] - dark[2]));
    let strength = intensity;
    if (kind === COVER.asphalt) {
      const line = roadLine(roadOffset(e, n), e);
      if (line) {
        [r, g, b] = [222 * lit, 222 * lit, 218 * lit];
        strength = 5200;
      }
    } else if (kind === COVER.debris && random.next() < 0.05) {
      [r, g, b] = [150 * shine, 148 * shine, 142 * shine];
    } else if ((kind === COVER.grass || kind === COVER.paddyBank) && random.next() < 0.06) {
      echoes.add(
        0.1 + 0.5 * random.next() ** 2,
        3,
        energy * 2600 * (0.8 + 0.4 * random.next()),
        r * 0.94,
        g * 1.05,
        b * 0.9,
      );
      return;
    } else if (kind === COVER.verge && guardRailEcho(e, n, energy, echoes, random, lit)) return;
    echoes.add(0, 2, energy * strength * (0.85 + 0.3 * random.next()), r, g, b);
  };
}

/** Edge lines, and a broken line in the middle: 15 cm wide, drawn a little wider so that points show it. */
function roadLine(offsetM: number, e: number): boolean {
  const across = Math.abs(offsetM);
  if (Math.abs(across - 2.95) < 0.11) return true;
  return across < 0.11 && e % 10 < 5;
}

/** Calm water reflects the pulse away more often than not. */
function waterEcho(ray: Ray, energy: number, echoes: Echoes, random: Random, lit: number, tone: number): void {
  if (random.next() > WATER_ECHO_SHARE) return;
  const { dark, light: pale, intensity } = MATERIALS[COVER.water]!;
  const middle = 1 - Math.min(1, Math.abs(riverOffset(ray.e, ray.n)) / 8);
  const rapid = tone > 190 && random.next() < 0.5 ? 70 : 0;
  const mix = Math.min(1, Math.max(0, tone / 255 - 0.5 * middle + 0.25));
  const shade = (k: 0 | 1 | 2) => lit * (dark[k] + mix * (pale[k] - dark[k])) * (0.95 + 0.1 * random.next()) + rapid;
  echoes.add(0, 9, energy * intensity * (0.5 + random.next()), shade(0), shade(1), shade(2));
}

/** Rounded hedges along the contour; bare earth is seen between them. */
function teaEcho(ray: Ray, energy: number, echoes: Echoes, random: Random, lit: number): boolean {
  const offset = riverOffset(ray.e, ray.n);
  const rows = offset / TEA.rowM;
  const across = Math.abs(rows - Math.floor(rows) - 0.5) * 2;
  if (across > 0.74 || teaShare(ray.e, offset) < 0.9) return false;
  const rise = TEA.heightM * Math.sqrt(1 - (across / 0.78) ** 2);
  const shine = lit * (0.78 + 0.3 * (1 - across) + 0.12 * random.next());
  echoes.add(rise - 0.06 * random.next(), 3, energy * 3000 * (0.85 + 0.3 * random.next()), ...tint(TEA_RGB, shine));
  return true;
}

const tint = (rgb: Rgb, shine: number): [number, number, number] => [rgb[0] * shine, rgb[1] * shine, rgb[2] * shine];

/** A white rail on the river side of the road; class 1. */
function guardRailEcho(e: number, n: number, energy: number, echoes: Echoes, random: Random, lit: number): boolean {
  if (Math.abs(roadOffset(e, n) + ROAD.crestHalfWidthM - 0.1) > 0.13 || random.next() < 0.3) return false;
  echoes.add(0.42 + 0.36 * random.next(), 1, energy * 3600, 206 * lit, 208 * lit, 210 * lit);
  return true;
}

/** 0–255 at each node: blotches of several sizes. */
function toneRaster(cols: number, rows: number, stepM: number, seed: number): Uint8Array {
  const tones = new Uint8Array(cols * rows);
  for (let row = 0, node = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, node++) {
      const [e, n] = [col * stepM, row * stepM];
      const blotch =
        0.42 * gradientNoise(seed + 631, e / 23, n / 23) +
        0.28 * gradientNoise(seed + 632, e / 6, n / 6) +
        0.22 * gradientNoise(seed + 633, e / 1.7, n / 1.7);
      tones[node] = Math.min(255, Math.max(0, Math.round(127.5 + 150 * blotch)));
    }
  }
  return tones;
}
