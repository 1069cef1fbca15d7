/** The processes that cut, over HTTP: numbers, drawings and reports; sync, as jobs, and refused. */
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PICTURE } from '../../../server/processes/demo-places.ts';
import { CROSSING_LINE, EMBANKMENT_AREA, FILL_M3 } from '../../helpers/earthwork.ts';
import { earthworkServer } from '../../helpers/earthwork-server.ts';
import { parseSync } from '../../helpers/parse-dxf.ts';
import { readPdf } from '../../helpers/read-pdf.ts';
import type { TestServer } from '../../helpers/server-app.ts';

let server: TestServer;
beforeAll(async () => {
  server = await earthworkServer({ threads: 1 }, { license: 'CC-BY-4.0', attribution: '試験県' });
});
afterAll(() => server.close());

const inputs = {
  alignment: { line: CROSSING_LINE },
  crs: 'EPSG:6676',
  surfaces: [{ collection: 'before' }, { collection: 'after' }],
  pitchM: 4,
  leftM: 32,
  rightM: 32,
  maxEdgeM: 8,
};
const post = (process: string, body: object, headers: Record<string, string> = {}) =>
  server.app.inject({ method: 'POST', url: `/api/processes/${process}/execution`, payload: body, headers });

describe('cross-sections', () => {
  it('answers with numbers by default: the volume of the embankment', async () => {
    const response = await post('cross-sections', { inputs });
    expect(response.statusCode).toBe(200);
    const result = response.json();
    expect(Math.abs(result.volumes.fillM3 / FILL_M3 - 1)).toBeLessThan(0.03);
    expect(result.stations[0].name).toBe('BP (NO.0)');
    expect(result.provenance.requestHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('answers with a paper where one is asked for, at once and from a job', async () => {
    const dxf = await post('cross-sections', { inputs: { ...inputs, format: 'dxf-sections' } });
    expect(dxf.statusCode).toBe(200);
    expect(dxf.headers['content-type']).toContain('image/vnd.dxf');
    expect(dxf.headers['content-disposition']).toContain('.dxf');
    expect(parseSync(dxf.body).entities.length).toBeGreaterThan(50);
    const job = await post('cross-sections', { inputs: { ...inputs, format: 'zip' } }, { prefer: 'respond-async' });
    expect(job.statusCode).toBe(201);
    const path = new URL(String(job.headers.location)).pathname;
    for (let i = 0; i < 4000 && (await server.app.inject(path)).json().status !== 'successful'; i++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const zip = await server.app.inject(`${path}/results`);
    expect(zip.statusCode).toBe(200);
    expect(Object.keys(unzipSync(new Uint8Array(zip.rawPayload)))).toEqual(
      expect.arrayContaining(['drawings.pdf', 'volumes.xlsx', 'sections.xml', 'sections.sim', 'README.txt']),
    );
  });

  it('is described with its files and an example that fits its schema', async () => {
    const description = (await server.app.inject('/api/processes/cross-sections')).json();
    expect(description.inputs.alignment.minOccurs).toBe(1);
    expect(description.outputs.result.description).toContain('application/zip');
  });

  it('says what is wrong and where', async () => {
    const fault = async (changes: object) => {
      const response = await post('cross-sections', { inputs: { ...inputs, ...changes } });
      const { code, detail } = response.json();
      return `${response.statusCode} ${code} ${detail}`;
    };
    expect(await fault({ pitchM: 0 })).toMatch(/^400 INVALID_INPUT inputs\.pitchM/);
    expect(await fault({ format: 'dwg' })).toMatch(/^400 INVALID_INPUT inputs\.format/);
    expect(await fault({ alignment: { stored: '../../etc/passwd' } })).toMatch(/^404 NOT_FOUND/);
    expect(await fault({ alignment: { points: [{ position: [0, 0] }, { position: [0, 0] }] } })).toMatch(/^4\d\d /);
    expect(await fault({ header: { projectName: 'x'.repeat(200) } })).toMatch(/^400 INVALID_INPUT/);
  });
});

describe('report', () => {
  it('is a PDF of a volume, with the numbers of the volume itself', async () => {
    const volume = {
      area: EMBANKMENT_AREA,
      crs: 'EPSG:6676',
      existing: { collection: 'before' },
      compared: { collection: 'after' },
      maxEdgeM: 8,
    };
    const numbers = (await post('cut-fill-volume', { inputs: volume })).json();
    const report = await post('report', {
      inputs: {
        process: 'cut-fill-volume',
        inputs: volume,
        header: { projectName: '盛土工事' },
        subject: '盛土ヤード 2',
        link: 'https://example.org/v',
      },
    });
    expect(report.statusCode).toBe(200);
    expect(report.headers['content-type']).toContain('application/pdf');
    const { pages } = await readPdf(new Uint8Array(report.rawPayload));
    const text = pages.map((page) => page.text).join('\n');
    for (const part of [
      '土量計算',
      '盛土工事',
      '盛土ヤード 2',
      '試験県',
      'CC-BY-4.0',
      numbers.provenance.requestHash,
      'https://example.org/v',
    ]) {
      expect(text).toContain(part);
    }
    expect(text.replaceAll(',', '')).toContain(numbers.rounded.fillM3);
  });

  it('is a PDF of sections in English', async () => {
    const report = await post('report', { inputs: { process: 'cross-sections', inputs, lang: 'en', paper: 'A3' } });
    expect(report.statusCode).toBe(200);
    const { pages } = await readPdf(new Uint8Array(report.rawPayload));
    expect(pages.map((page) => page.text).join('\n')).toContain('average end area');
  });

  it('names the path of what is wrong inside the measurement', async () => {
    const response = await post('report', { inputs: { process: 'cross-sections', inputs: { ...inputs, pitchM: -1 } } });
    expect(response.statusCode).toBe(400);
    expect(response.json().detail).toMatch(/^inputs\.inputs\.pitchM/);
  });
});

describe('board', () => {
  const jpeg = DEMO_PICTURE;
  const picture = { jpeg, title: '現況', text: '橋から北を見る。', camera: { lon: 138.5, lat: 35.1, headingDeg: 15 } };

  it('is one A3 sheet with the words, the key plan, and whom to name', async () => {
    const response = await post('board', {
      inputs: {
        title: '住民説明会',
        date: '2026-11-21',
        collections: ['before', 'after'],
        credits: ['国土地理院'],
        pictures: [picture, { ...picture, title: '完成後', simulated: true }],
      },
    });
    expect(response.statusCode).toBe(200);
    const { pages } = await readPdf(new Uint8Array(response.rawPayload));
    expect(pages).toHaveLength(1);
    const text = pages[0]?.text ?? '';
    for (const words of [
      '住民説明会',
      '現況',
      '完成後',
      '橋から北を見る。',
      '位置図',
      '試験県 (CC-BY-4.0)',
      '国土地理院',
      '加工して作成',
    ]) {
      expect(text).toContain(words);
    }
    // of two pictures one is marked
    expect(text.split('シミュレーション画像')).toHaveLength(2);
  });

  it('gives the same bytes for the same request', async () => {
    const inputs = { title: 'a', lang: 'en', pictures: [picture] };
    const [first, second] = await Promise.all([post('board', { inputs }), post('board', { inputs })]);
    expect(first.rawPayload.equals(second.rawPayload)).toBe(true);
  });

  it('says what is wrong and where', async () => {
    const fault = async (changes: object) => {
      const response = await post('board', { inputs: { title: 'a', pictures: [picture], ...changes } });
      const { code, detail } = response.json();
      return `${response.statusCode} ${code} ${detail}`;
    };
    expect(await fault({ pictures: [] })).toMatch(/^400 INVALID_INPUT inputs\.pictures/);
    expect(await fault({ pictures: [{ jpeg: '<svg>' }] })).toMatch(/^400 INVALID_INPUT inputs\.pictures\[0\]\.jpeg/);
    const wrong = Buffer.from('not a picture at all').toString('base64');
    expect(await fault({ pictures: [picture, { jpeg: wrong }] })).toMatch(
      /^400 INVALID_INPUT inputs\.pictures\[1\]\.jpeg/,
    );
    // a frame header that promises 60,000 pixels
    const huge = Buffer.from(jpeg, 'base64');
    huge.writeUInt16BE(60_000, huge.indexOf(Buffer.from([0xff, 0xc9])) + 5);
    expect(await fault({ pictures: [{ jpeg: huge.toString('base64') }] })).toMatch(/at most 8192 pixels a side/);
    expect(await fault({ collections: ['nowhere'] })).toMatch(/^404 NOT_FOUND/);
  });
});
