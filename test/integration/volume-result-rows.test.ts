/** The rows of a result that a server computed: nothing is lost on the way to the table, the CSV file and the clipboard. */
import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { VolumeResult } from '../../viewer/api/volume.ts';
import {
  keptResult,
  qualityWords,
  resultAsText,
  resultLines,
  soilRows,
  volumeRows,
} from '../../viewer/tools/volume/result-rows.ts';
import { en } from '../../viewer/ui/locales/en.ts';
import { ja } from '../../viewer/ui/locales/ja.ts';
import { earthworkServer } from '../helpers/earthwork-server.ts';
import type { TestServer } from '../helpers/server-app.ts';

let server: TestServer;
let result: VolumeResult;
const texts = {} as Record<'ja' | 'en', TFunction>;

const RING = [
  [52_000, -97_000],
  [52_100, -97_000],
  [52_100, -96_900],
  [52_000, -96_900],
  [52_000, -97_000],
];

beforeAll(async () => {
  const i18n = i18next.createInstance();
  await i18n.init({ resources: { ja: { translation: ja }, en: { translation: en } }, fallbackLng: 'en' });
  texts.ja = i18n.getFixedT('ja') as TFunction;
  texts.en = i18n.getFixedT('en') as TFunction;
  server = await earthworkServer();
  const collection = await server.app.inject('/api/collections/before');
  const [minE, minN, , maxE, maxN] = collection.json()['tengun:bounds'] as [number, number, number, number, number];
  const [e, n] = [(minE + maxE) / 2, (minN + maxN) / 2];
  const ring = RING.map(([x, y]) => [e + ((x ?? 0) - 52_050) / 2, n + ((y ?? 0) + 96_950) / 2]);
  const answer = await server.app.inject({
    method: 'POST',
    url: '/api/processes/cut-fill-volume/execution',
    payload: {
      inputs: {
        areas: {
          type: 'FeatureCollection',
          features: [
            { type: 'Feature', properties: { name: 'A' }, geometry: { type: 'Polygon', coordinates: [ring] } },
          ],
        },
        existing: { collection: 'before' },
        compared: { collection: 'after' },
        method: 'all',
        soil: { class: 'cohesive' },
        purpose: 'as-built',
        rounding: 'total',
      },
    },
  });
  expect(answer.statusCode, answer.body).toBe(200);
  result = answer.json();
  return async () => await server.close();
}, 60_000);

describe('the rows of a volume', () => {
  it('show the rounded numbers and keep the full ones', () => {
    const [cut, , net] = volumeRows(texts.ja, result);
    expect(cut?.value).toBe(result.cutM3);
    expect(cut?.text.replaceAll(',', '')).toBe(result.rounded.cutM3);
    expect(net?.text).toMatch(/^[+−]?[\d,]+$/);
    expect(cut?.text).not.toContain('.');
  });

  it('name the states of the soil, and the direction by a word instead of a sign', () => {
    const rows = soilRows(texts.ja, result.soil!);
    expect(rows.at(-1)?.label).toBe(result.soil!.surplusInSituM3 < 0 ? '不足土' : '残土');
    expect(rows.at(-1)?.inSituM3).toBe(Math.abs(result.soil!.surplusInSituM3));
    expect(rows.find(({ key }) => key === 'fill')?.compactedM3).toBe(result.fillM3);
  });

  it('give the verdict with a reason in words for every rule that is not met', () => {
    for (const language of ['ja', 'en'] as const) {
      const { verdict, reasons } = qualityWords(texts[language], result);
      expect(verdict).toContain(language === 'ja' ? '出来形計測：' : 'As-built shape: ');
      expect(reasons).toHaveLength(result.quality.reasons.length);
    }
    expect(result.quality.reasons.length).toBeGreaterThan(0);
  });

  it('all go into the file and the clipboard, with the link to the kept result', () => {
    const kept = keptResult(result);
    expect(kept).toContain(result.provenance.requestHash);
    const text = resultAsText(resultLines(texts.ja, result, [['結果', kept]], '法面 A'));
    expect(text.split('\n')[1]).toBe('範囲\t法面 A');
    expect(resultLines(texts.en, result, []).flat()).not.toContain('Area');
    const parts = [
      result.words.ja,
      result.methodName.ja,
      String(result.cutM3),
      ...(result.methods ?? []).map(({ netM3 }) => String(netM3)),
      String(result.spread?.netM3),
      String(result.blocks?.[0]?.netM3),
      String(result.soil?.cutLooseM3),
      ...result.warnings.map(({ message }) => message),
      '概算',
      kept!,
    ];
    for (const part of parts) expect(text).toContain(part);
  });
});
