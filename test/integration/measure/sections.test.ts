/** Sections of the synthetic scene held against the surfaces that it was drawn from. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Workbook } from '@cj-tech-master/excelts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CrossSectionResult } from '#core/contract/cross-section.ts';
import type { CrossSectionsResult } from '#core/contract/cross-sections.ts';
import { roundHalfUp } from '#core/measure/rounding.ts';
import { createGround, type EpochName, type SceneGround } from '#core/scene/epoch-ground.ts';
import { SCENE_EXTENT } from '#core/scene/layout.ts';
import { surfaceHeight } from '#core/scene/surface-grid.ts';
import { NOISE_SIGMA_M } from '#core/scene/survey.ts';
import { run as cutSection } from '#worker/jobs/cut-section.ts';
import { run as cutSections } from '#worker/jobs/cut-sections.ts';
import { run as designSurface } from '#worker/jobs/design-surface.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { writeScene } from '#worker/scene/write-scene.ts';
import { openStore } from '#worker/store/store.ts';
import { parseSync } from '../../helpers/parse-dxf.ts';
import { readPdf } from '../../helpers/read-pdf.ts';

const SEED = 3;
let folder: string;
let storeDir: string;
let pool: WorkerPool;
let ground: SceneGround;
let fill: { readonly line: readonly (readonly [number, number])[]; readonly fillM3: number; readonly cutM3: number };
const context = { progress: () => {}, transfer: () => {} };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-sections-'));
  storeDir = join(folder, 'store');
  pool = createPool({ threads: 2 });
  const truth = await writeScene(join(folder, 'scene'), { seed: SEED, points: 900_000 }, { pool });
  const store = openStore(storeDir);
  for (const epoch of ['before', 'after'] as const) {
    const files = truth[epoch].files.map((file) => join(folder, 'scene', file));
    const settings = { license: 'CC-BY-4.0', attribution: `Survey ${epoch}` };
    await indexDelivery(
      files,
      { collection: epoch, crs: 'EPSG:6676', verticalDatum: 'JGD2011', accuracyM: 0.03, ...settings },
      { store, pool },
    );
  }
  ground = createGround(SEED);
  const change = truth.changes.find(({ id }) => id === 'fill')!;
  fill = {
    line: truth.suggestedSections.at(-1)!.line as [number, number][],
    fillM3: change.fillM3,
    cutM3: change.cutM3,
  };
});

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const heightOf = (epoch: EpochName, e: number, n: number) =>
  surfaceHeight(ground[epoch], e - SCENE_EXTENT.minE, n - SCENE_EXTENT.minN);
const surfaces = [{ collection: 'before' }, { collection: 'after' }];
const section = async (inputs: object): Promise<CrossSectionResult> =>
  (await cutSection(
    { storeDir, request: { inputs: { surfaces, points: false, ...inputs } } },
    context,
  )) as CrossSectionResult;
const sections = async (inputs: object): Promise<CrossSectionsResult> =>
  (await cutSections({ storeDir, request: { inputs: { surfaces, ...inputs } } }, context)) as CrossSectionsResult;

/** Exact cut and fill of a straight section, from 2 cm steps over surfaces that are linear over 0.5 m. */
function truthArea(from: readonly number[], to: readonly number[]): { cutM2: number; fillM2: number } {
  const lengthM = Math.hypot(to[0]! - from[0]!, to[1]! - from[1]!);
  const steps = Math.ceil(lengthM / 0.02);
  let [cutM2, fillM2] = [0, 0];
  for (let i = 0; i < steps; i++) {
    const share = (i + 0.5) / steps;
    const [e, n] = [from[0]! + share * (to[0]! - from[0]!), from[1]! + share * (to[1]! - from[1]!)];
    const d = heightOf('after', e, n) - heightOf('before', e, n);
    if (d > 0) fillM2 += (d * lengthM) / steps;
    else cutM2 -= (d * lengthM) / steps;
  }
  return { cutM2, fillM2 };
}

describe('a section across the fill', () => {
  it('has the shape it was built with, within the noise', async () => {
    const result = await section({ line: { type: 'LineString', coordinates: fill.line } });
    const [from, to] = [fill.line[0]!, fill.line.at(-1)!];
    for (const [i, epoch] of (['before', 'after'] as const).entries()) {
      const { distancesM, elevationsM } = result.surfaces[i]!;
      let [squares, count] = [0, 0];
      for (const [k, at] of distancesM.entries()) {
        const height = elevationsM[k];
        if (height === null || height === undefined) continue;
        const share = at / result.lengthM;
        squares +=
          (height - heightOf(epoch, from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1]))) ** 2;
        count++;
      }
      expect(count).toBeGreaterThan(0.9 * distancesM.length);
      // a TIN of 1.5 points/m² rounds edges off: the noise and as much again
      expect(Math.sqrt(squares / count), epoch).toBeLessThan(2 * NOISE_SIGMA_M);
    }
    const truth = truthArea(from, to);
    const [area] = result.areas;
    expect(truth.fillM2).toBeGreaterThan(100);
    expect(Math.abs(area!.fillM2 / truth.fillM2 - 1)).toBeLessThan(0.01);
    // noise alone: σ·√2/√(2π) a metre of cut and of fill
    const noiseM2 = (2 * NOISE_SIGMA_M * Math.SQRT2 * result.lengthM) / Math.sqrt(2 * Math.PI);
    expect(Math.abs(area!.cutM2 - truth.cutM2)).toBeLessThan(noiseM2 + 0.01 * truth.cutM2);
  });

  it('finds the slopes of the platform: fill 1:1.8', async () => {
    const result = await section({ line: { type: 'LineString', coordinates: fill.line } });
    const { fill: built } = ground.platform;
    const texts = result.surfaces[1]!.slopes.map(({ ratio }) => ratio);
    expect(texts.some((ratio) => Math.abs(ratio - built.slope) < 0.1)).toBe(true);
  });

  it('gives simplified lines that differ by no more than asked for', async () => {
    const line = { type: 'LineString', coordinates: fill.line };
    const [fine, coarse] = [await section({ line, simplifyM: 0 }), await section({ line, simplifyM: 0.02 })];
    const [exact] = fine.surfaces[0]!.simplified;
    const [simple] = coarse.surfaces[0]!.simplified;
    expect(simple!.length).toBeLessThan(exact!.length / 2);
    for (const [at, height] of exact as [number, number][]) {
      const i = simple!.findIndex(([end]) => end! >= at);
      const [[a0, h0], [a1, h1]] = [simple![Math.max(0, i - 1)]!, simple![i]!] as [[number, number], [number, number]];
      const own = a1 === a0 ? h1 : h0 + ((at - a0) / (a1 - a0)) * (h1 - h0);
      expect(Math.abs(own - height)).toBeLessThanOrEqual(0.02 + 1e-9);
    }
  });
});

describe('a section as a drawing or a table', () => {
  it('says the same numbers in every form, in both languages', async () => {
    const line = { type: 'LineString', coordinates: fill.line };
    const { areas, warnings } = await section({ line });
    const file = async (format: string, more: object = {}) => {
      const request = { inputs: { surfaces, line, format, header: { station: 'A-A' }, ...more } };
      const made = await cutSection({ storeDir, request }, context);
      if (!('bytes' in made)) throw new Error('expected a file');
      return made.bytes;
    };
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const area = `BA=${roundHalfUp(areas[0]!.fillM2, 0.1)}m²`;
    const drawn = parseSync(text(await file('dxf', { labels: ['現況', '施工後'] })));
    expect(drawn.entities.some((entity) => entity.text?.includes(area))).toBe(true);
    expect(drawn.entities.some((entity) => entity.text === '施工後')).toBe(true);
    expect(text(await file('svg'))).toContain(area);
    expect(text(await file('csv')).split('\n')[1]).toMatch(/^A-A,0,0,before,0,/);
    const workbook = new Workbook();
    await workbook.xlsx.load(await file('xlsx', { labels: ['現況', '施工後'] }));
    const values = workbook.worksheets.flatMap((sheet) => {
      const cells: unknown[] = [];
      sheet.eachRow((row) => row.eachCell((cell) => cells.push(cell.value)));
      return cells;
    });
    expect(values).toContain('施工後');
    const { surfaces: cut } = await section({ line });
    const first = cut[0]!.simplified[0]![1]![1]!;
    expect(values.some((value) => typeof value === 'number' && Math.abs(value - first) <= 0.005 + 1e-9)).toBe(true);
    const { pages } = await readPdf(await file('pdf', { lang: 'en' }));
    expect(pages[0]!.text).toContain('A-A');
    expect(pages[0]!.text).toContain('CC-BY-4.0');
    expect(warnings).toBeInstanceOf(Array);
  });
});

/** The middle of the fill, from its hill side to its foot, every 5 m: the volume by 平均断面法. */
function alignmentAcross() {
  const [from, to] = [fill.line[0]!, fill.line.at(-1)!];
  return { line: { type: 'LineString', coordinates: [from, to] } };
}

describe('the sections of an alignment', () => {
  it('reach the volume of the fill, and every number follows from the ones before', async () => {
    const result = await sections({
      alignment: alignmentAcross(),
      pitchM: 5,
      leftM: 70,
      rightM: 70,
      soil: { class: 'sandy' },
    });
    const { volumes, stations } = result;
    expect(Math.abs(volumes!.fillM3 / fill.fillM3 - 1)).toBeLessThan(0.03);
    for (const [i, { area, left, right, name }] of stations.entries()) {
      const truth = truthArea(left, right);
      expect(Math.abs(area!.fillM2 - truth.fillM2), name).toBeLessThan(0.02 * truth.fillM2 + 4);
      expect(volumes!.rows[i]!.fillM2).toBe(Number(roundHalfUp(area!.fillM2, 0.1)));
    }
    // the ground around did not change: what is left beyond the level of detection is the fill and its cutting
    const { significant } = volumes!;
    expect(significant.lodM).toBeGreaterThan(NOISE_SIGMA_M);
    expect(significant.lodM).toBeLessThan(4 * NOISE_SIGMA_M);
    expect(Math.abs(significant.cutM3 - fill.cutM3)).toBeLessThan(Math.abs(volumes!.cutM3 - fill.cutM3));
    let mass = 0;
    for (const [i, row] of volumes!.rows.entries()) {
      const before = volumes!.rows[i - 1];
      if (!before) continue;
      const cut = ((before.cutM2 + row.cutM2) / 2) * row.lengthM!;
      const own = ((before.fillM2 + row.fillM2) / 2) * row.lengthM!;
      mass += cut * 0.9 - own;
      expect(Math.abs(row.cutM3! - cut)).toBeLessThanOrEqual(0.05 + 1e-9);
      expect(Math.abs(row.massM3 - mass)).toBeLessThanOrEqual(0.05 + 1e-9);
    }
    const sum = (name: 'cutM3' | 'fillM3') => volumes!.rows.reduce((total, row) => total + (row[name] ?? 0), 0);
    expect(volumes!.cutM3).toBeCloseTo(sum('cutM3'), 6);
    expect(volumes!.fillM3).toBeCloseTo(sum('fillM3'), 6);
    expect(result.surfaces[0]).toEqual({
      name: 'before',
      kind: 'ground',
      licences: ['CC-BY-4.0'],
      attributions: ['Survey before'],
    });
    expect(result.verticalDatum).toBe('JGD2011');
  });

  it('turn with the skew, end where they are told, and stand where the axis is', async () => {
    const [from, to] = [fill.line[0]!, fill.line.at(-1)!];
    const result = await sections({
      alignment: { ...alignmentAcross(), startStationM: -90 },
      pitchM: 20,
      plusStations: ['NO.-4-10.00', -37.5],
      fromStation: -90,
      toStation: -30,
      leftM: 10,
      rightM: 15,
      skews: [{ station: -60, skewDeg: 30 }],
      points: true,
      widthM: 1,
    });
    expect(result.stations.map(({ name }) => name)).toEqual([
      'BP (NO.-4-10.00)',
      'NO.-4',
      'NO.-3',
      'NO.-2',
      'NO.-1-17.50',
    ]);
    const skewed = result.stations[2]!;
    expect(skewed.skewDeg).toBe(30);
    const lengthM = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const ahead = [(to[0] - from[0]) / lengthM, (to[1] - from[1]) / lengthM] as const;
    const across = [(skewed.right[0]! - skewed.left[0]!) / 25, (skewed.right[1]! - skewed.left[1]!) / 25] as const;
    // clockwise by 30° out of the right angle: its right end falls back
    expect(ahead[0] * across[0] + ahead[1] * across[1]).toBeCloseTo(-0.5, 6);
    for (const { position, distanceM, points, lines, groundElevationM } of result.stations) {
      expect(position[0]).toBeCloseTo(from[0] + distanceM * ahead[0], 6);
      expect(position[1]).toBeCloseTo(from[1] + distanceM * ahead[1], 6);
      expect(Math.abs(groundElevationM! - heightOf('before', position[0]!, position[1]!))).toBeLessThan(0.15);
      expect(lines[0]!.offsetsM[0]).toBeGreaterThanOrEqual(-10);
      expect(lines[0]!.offsetsM.at(-1)).toBeLessThanOrEqual(15);
      expect(points!.total).toBe(points!.offsetM.length);
      expect(points!.total).toBeGreaterThan(10);
      for (const [i, offset] of points!.offsetM.entries()) {
        expect(offset).toBeGreaterThanOrEqual(-10);
        expect(offset).toBeLessThanOrEqual(15);
        expect(Math.abs(points!.alongM[i]!)).toBeLessThanOrEqual(0.5);
      }
    }
  });

  it('compare with a design made here: cut and fill are those of its mesh', async () => {
    const [from, to] = [fill.line[0]!, fill.line.at(-1)!];
    const level = 0.5 * (heightOf('before', ...from) + heightOf('before', ...to));
    const design = await designSurface(
      {
        storeDir,
        request: {
          inputs: {
            kind: 'section',
            crs: 'EPSG:6676',
            existing: { collection: 'before' },
            alignment: { type: 'LineString', coordinates: [from, to] },
            profile: [
              [0, level],
              [Math.hypot(to[0] - from[0], to[1] - from[1]), level - 2],
            ],
            carriageway: { left: [{ offsetM: 4, crossFallPercent: 2 }], right: [{ offsetM: 4, crossFallPercent: 2 }] },
            fillSlope: 1.5,
            cutSlope: 1,
          },
        },
      },
      context,
    );
    const result = await sections({
      alignment: {
        ...alignmentAcross(),
        profile: [
          { stationM: 0, elevationM: level },
          { stationM: Math.hypot(to[0] - from[0], to[1] - from[1]), elevationM: level - 2 },
        ],
      },
      surfaces: [{ collection: 'before' }, { design: design.surface }],
      pitchM: 2,
      leftM: 80,
      rightM: 80,
    });
    // sections every 2 m against the exact volume of the mesh
    const { volumes, stations } = result;
    expect(Math.abs(volumes!.cutM3 / design.cutM3 - 1)).toBeLessThan(0.005);
    expect(Math.abs(volumes!.fillM3 / design.fillM3 - 1)).toBeLessThan(0.005);
    for (const { designElevationM, lines, slopes, distanceM } of stations.slice(1, -1)) {
      const at = lines[1]!.offsetsM.findIndex((offset) => offset >= 0);
      expect(Math.abs(lines[1]!.elevationsM[at]! - designElevationM!)).toBeLessThan(0.002);
      expect(
        slopes.every(({ text }) => text === '1:1.5' || text === '1:1.0'),
        `at ${distanceM}: ${slopes.map(({ text }) => text)}`,
      ).toBe(true);
    }
    expect(result.warnings.map(({ code }) => code)).toContain('SOIL_UNKNOWN');
    expect(result.warnings.map(({ code }) => code)).not.toContain('DESIGN_OPEN');
  });

  it('are the same whenever they are asked for, and one by one', async () => {
    const inputs = { alignment: alignmentAcross(), pitchM: 10, leftM: 30, rightM: 30 };
    const [one, other] = [await sections(inputs), await sections(inputs)];
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
    const third = one.stations[3]!;
    const alone = await section({ line: { type: 'LineString', coordinates: [third.left, third.right] } });
    expect(alone.areas[0]!.cutM2).toBeCloseTo(third.area!.cutM2, 6);
    expect(alone.areas[0]!.fillM2).toBeCloseTo(third.area!.fillM2, 6);
  });

  it('refuses what would be a wrong drawing', async () => {
    const fault = (inputs: object) =>
      sections({ alignment: alignmentAcross(), ...inputs }).then(
        () => 'taken',
        (error: { code?: string; message: string }) => `${error.code}: ${error.message}`,
      );
    expect(await fault({ skews: [{ station: 7, skewDeg: 10 }] })).toMatch(/INVALID_INPUT: inputs.skews\[0\].station/);
    expect(await fault({ plusStations: [99_999] })).toMatch(/INVALID_INPUT: station 99999/);
    expect(await fault({ plusStations: ['number three'] })).toMatch(/INVALID_INPUT/);
    expect(await fault({ surfaces: [{ collection: 'before' }, { plane: { fit: 'mean' } }] })).toMatch(
      /cannot fit a plane/,
    );
    expect(await fault({ leftM: 0, rightM: 0 })).toMatch(/INVALID_INPUT/);
    const point = fill.line[0];
    expect(await fault({ alignment: { line: { type: 'LineString', coordinates: [point, point] } } })).toMatch(
      /GEOMETRY|two or more distinct/,
    );
    const long = {
      line: {
        type: 'LineString',
        coordinates: [
          [52_000, -97_200],
          [152_000, -97_200],
        ],
      },
    };
    expect(await fault({ alignment: long, pitchM: 1 })).toMatch(/LIMIT: .*10000 stations/);
    expect(await fault({ existing: 1, compared: 1 })).toMatch(/INVALID_INPUT: inputs.compared/);
  });
});
