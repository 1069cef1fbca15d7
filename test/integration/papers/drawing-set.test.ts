/** The set of drawings as an office gets it: one command on the demo's road, and every paper says the same numbers. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CrossSectionsResult } from '#core/contract/cross-sections.ts';
import { LandXmlAlignmentReader } from '#core/landxml/alignment-reader.ts';
import { LandXmlTinReader } from '#core/landxml/tin-reader.ts';
import { roundHalfUp } from '#core/measure/rounding.ts';
import { roadAlignment } from '#core/scene/road-alignment.ts';
import { run as cutSections } from '#worker/jobs/cut-sections.ts';
import { run as designSurface } from '#worker/jobs/design-surface.ts';
import { FIRST_ROW } from '#worker/papers/xlsx/volume-sheet.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool } from '#worker/pool.ts';
import { writeScene } from '#worker/scene/write-scene.ts';
import { openStore } from '#worker/store/store.ts';
import { loadSurface } from '#worker/surfaces/surface-store.ts';
import { schemaErrors } from '../../helpers/landxml-schema.ts';
import { parseSync } from '../../helpers/parse-dxf.ts';
import { readPdf } from '../../helpers/read-pdf.ts';
import { cellValue, recalculate } from '../../helpers/recalculate.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const exec = promisify(execFile);
const context = { progress: () => {}, transfer: () => {} };
let folder: string;
let storeDir: string;
let design: string;
let files: Record<string, Uint8Array>;
let result: CrossSectionsResult;
let request: { inputs: Record<string, unknown> };

const text = (name: string) => new TextDecoder().decode(files[name]);
const tengun = async (...args: string[]) => {
  const { stdout } = await exec(
    process.execPath,
    [join(ROOT, 'scripts', 'tengun.mjs'), ...args, '--store', storeDir, '--json'],
    {
      maxBuffer: 2 ** 26,
    },
  );
  return JSON.parse(stdout);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-papers-'));
  storeDir = join(folder, 'store');
  const pool = createPool({ threads: 2 });
  const truth = await writeScene(join(folder, 'scene'), { seed: 5, points: 500_000 }, { pool });
  const sheets = truth.before.files.map((file) => join(folder, 'scene', file));
  const settings = { crs: 'EPSG:6676', verticalDatum: 'JGD2011', license: 'ODbL-1.0', attribution: '静岡県（デモ）' };
  await indexDelivery(sheets, { collection: 'before', ...settings }, { store: openStore(storeDir), pool });
  await pool.close();
  const { id } = await tengun('import', join(folder, 'scene', 'alignment.xml'));
  const made = await designSurface(
    {
      storeDir,
      request: {
        inputs: {
          kind: 'section',
          name: '拡幅計画',
          existing: { collection: 'before' },
          alignment: { stored: id },
          carriageway: { left: [{ offsetM: 7, crossFallPercent: 2 }], right: [{ offsetM: 7, crossFallPercent: 2 }] },
          fillSlope: 1.5,
          cutSlope: 1,
        },
      },
    },
    context,
  );
  design = made.surface;
  request = {
    inputs: {
      alignment: { stored: id },
      surfaces: [{ collection: 'before' }, { design }],
      labels: ['現況', '計画'],
      leftM: 22,
      rightM: 22,
      soil: { class: 'sandy' },
      header: {
        projectName: '道路改良工事',
        routeName: '市道 谷線',
        office: '土木事務所',
        author: '測量 太郎',
        date: '2026-04-01',
      },
    },
  };
  const path = join(folder, 'request.json');
  await writeFile(path, JSON.stringify({ inputs: { ...request.inputs, format: 'zip' } }));
  await tengun('cross-sections', '--input', path, '--out', join(folder, 'set.zip'));
  files = unzipSync(await readFile(join(folder, 'set.zip')));
  result = (await cutSections({ storeDir, request }, context)) as CrossSectionsResult;
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the set of drawings of the road', () => {
  it('holds every paper and says what they are, with licences and the share-alike flag', () => {
    expect(Object.keys(files).sort()).toEqual(
      expect.arrayContaining([
        'README.txt',
        'csv/profile.csv',
        'csv/sections.csv',
        'csv/volumes.csv',
        'drawings.pdf',
        'dxf/plan.dxf',
        'dxf/profile.dxf',
        'dxf/sections.dxf',
        'report.pdf',
        'result.json',
        'sections.sim',
        'sections.xml',
        'volumes.xlsx',
      ]),
    );
    const readme = text('README.txt');
    expect(readme).toContain('静岡県（デモ）');
    expect(readme).toContain('ODbL');
    expect(readme).toMatch(/share-alike/i);
    expect(JSON.parse(text('result.json'))).toEqual(JSON.parse(JSON.stringify(result)));
  });

  it('draws the areas of the result, rounded half up', () => {
    const { entities, tables } = parseSync(text('dxf/sections.dxf'));
    const drawn = entities.map((entity) => entity.text).filter(Boolean);
    expect(result.stations.length).toBeGreaterThan(30);
    for (const { area, name } of result.stations) {
      expect(
        drawn.some((own) => own.includes(name)),
        name,
      ).toBe(true);
      expect(
        drawn.some((own) => own.includes(`CA=${roundHalfUp(area!.cutM2, 0.1)}m`)),
        name,
      ).toBe(true);
      expect(
        drawn.some((own) => own.includes(`BA=${roundHalfUp(area!.fillM2, 0.1)}m`)),
        name,
      ).toBe(true);
    }
    const layers = Object.keys(tables.layer.layers);
    expect(layers).toEqual(expect.arrayContaining(['D-TTL-FRAM', 'D-TTL-TXT', 'D-BMK', 'S-BGD']));
    expect(entities.every(({ layer }) => layers.includes(layer))).toBe(true);
  });

  it('has a plan in world coordinates: the section lines end where the sections do', () => {
    const { entities } = parseSync(text('dxf/plan.dxf'));
    const vertices = entities.flatMap((entity) => entity.vertices ?? []);
    for (const { left, right, name } of result.stations) {
      for (const [e, n] of [left, right] as [number, number][]) {
        expect(
          vertices.some(({ x, y }) => Math.hypot(x - e, y - n) < 1e-3),
          name,
        ).toBe(true);
      }
    }
  });

  it('has a workbook that recalculates to the numbers of the result', async () => {
    const { cached, engine } = await recalculate(files['volumes.xlsx']!);
    for (const [address, value] of cached) expect(cellValue(engine, address), address).toBe(value ?? 0);
    const { rows, cutM3, fillM3 } = result.volumes!;
    rows.forEach((row, i) => {
      const at = (column: string) => cellValue(engine, `土量計算書!${column}${FIRST_ROW + i}`);
      expect(at('I'), row.name).toBe(row.massM3);
      if (i > 0) expect([at('E'), at('H')], row.name).toEqual([row.cutM3, row.fillM3]);
      expect(row.cutM2).toBe(Number(roundHalfUp(result.stations[i]!.area!.cutM2, 0.1)));
    });
    expect(cellValue(engine, `土量計算書!E${FIRST_ROW + rows.length}`)).toBe(cutM3);
    expect(cellValue(engine, `土量計算書!H${FIRST_ROW + rows.length}`)).toBe(fillM3);
    engine.destroy();
  });

  it('has LandXML that is valid and comes back as the same axis, heights and surface', async () => {
    const xml = text('sections.xml');
    expect(await schemaErrors(xml)).toEqual([]);
    const reader = new LandXmlAlignmentReader();
    reader.write(xml);
    const { alignments, crs } = reader.end();
    expect(crs).toBe('EPSG:6676');
    const { alignment } = alignments[0]!;
    const road = roadAlignment();
    expect(alignment.lengthM).toBeCloseTo(road.lengthM, 6);
    alignment.elements.forEach((element, i) => {
      expect(element.kind).toBe(road.elements[i]!.kind);
      expect(
        Math.hypot(element.startE - road.elements[i]!.startE, element.startN - road.elements[i]!.startN),
      ).toBeLessThan(1e-6);
    });
    expect(alignment.profile!.length).toBe(road.profile!.length);
    const tin = new LandXmlTinReader('計画');
    tin.write(xml);
    const { raw } = tin.end();
    const { data } = await loadSurface(storeDir, design);
    if (data.kind !== 'mesh') throw new Error('expected a mesh');
    expect(raw.triangles.length).toBe(data.mesh.triangles.length);
    // plan positions are whole millimetres; heights lose what stands behind them
    const plan = ({ east, north, triangles }: typeof raw) => Array.from(triangles, (i) => `${east[i]} ${north[i]}`);
    expect(plan(raw)).toEqual(plan(data.mesh));
    const heights = ({ height, triangles }: typeof raw) => Array.from(triangles, (i) => height[i]!);
    const stored = heights(data.mesh);
    expect(Math.max(...heights(raw).map((height, i) => Math.abs(height - stored[i]!)))).toBeLessThan(0.00051);
  });

  it('has SIMA points in survey order, in Shift_JIS', async () => {
    const sima = iconv.decode(Buffer.from(files['sections.sim']!), 'shift_jis');
    expect(sima).toContain('道路改良工事');
    const first = result.stations[0]!;
    const [e, n] = first.position as [number, number];
    expect(sima).toContain(`,${n.toFixed(3)},${e.toFixed(3)},`);
  });

  it('has drawings and a report in Japanese with the numbers as text', async () => {
    const drawings = await readPdf(files['drawings.pdf']!);
    const words = drawings.pages.map(({ text: own }) => own).join('\n');
    for (const word of ['平面図', '縦断図', '横断図', '土積図', '道路改良工事', '市道 谷線', 'を加工して作成']) {
      expect(words).toContain(word);
    }
    const report = await readPdf(files['report.pdf']!);
    const said = report.pages.map(({ text: own }) => own).join('\n');
    expect(said).toContain(result.provenance.requestHash);
    expect(said.replaceAll(',', '')).toContain(String(result.volumes!.fillM3));
  });

  it('gives every paper alone too, and the same bytes again', async () => {
    const one = async (format: string) => {
      const file = await cutSections({ storeDir, request: { inputs: { ...request.inputs, format } } }, context);
      return (file as { bytes: Uint8Array }).bytes;
    };
    for (const [format, name] of [
      ['dxf-plan', 'dxf/plan.dxf'],
      ['dxf-profile', 'dxf/profile.dxf'],
      ['dxf-sections', 'dxf/sections.dxf'],
      ['landxml', 'sections.xml'],
      ['sima', 'sections.sim'],
      ['pdf', 'drawings.pdf'],
    ] as const) {
      expect(Buffer.compare(await one(format), files[name]!), format).toBe(0);
    }
  });
});
