/** A `cut-fill-volume` result of an analytic case: a wedge of fill beside a flat cut, with everything that a report can show. */
import type { CutFillResult } from '#core/contract/cut-fill-volume.ts';
import { soilBalance } from '#core/measure/soil.ts';

export function makeVolumeResult(blockCount = 3): CutFillResult {
  // cut: 20 × 10 m, 1.5 m deep; fill: a wedge 20 × 15 m from 0 to 2 m
  const [cutM3, fillM3] = [300, 300.25];
  const soil = soilBalance(cutM3, fillM3, { L: 1.2, C: 0.9 });
  return {
    cutM3,
    fillM3,
    netM3: fillM3 - cutM3,
    cutAreaM2: 200,
    fillAreaM2: 300,
    areaM2: 520,
    coveredAreaM2: 500,
    voidAreaM2: 20,
    meanDifferenceM: 0.0005,
    minDifferenceM: -1.5,
    maxDifferenceM: 2,
    uncertainty95: { cutM3: [290.1, 309.2], fillM3: [285.5, 314.9], netM3: [-22, 22.5] },
    significant: { lodM: 0.14, cutM3: 299.1, fillM3: 298.6, netM3: -0.5 },
    noise: { existingSigmaM: 0.05, comparedSigmaM: 0.05, biasM3: 1.4, systematicM: null },
    method: 'all',
    methodName: { ja: '全手法の比較（値は1点法）', en: 'All methods; the value is that of one point a cell' },
    methods: [
      { method: 'grid', cutM3, fillM3, netM3: fillM3 - cutM3 },
      { method: 'tin', cutM3: 299.9, fillM3: 300.1, netM3: 0.2 },
      { method: 'tin-datum', cutM3: null, fillM3: null, netM3: 0.2 },
    ],
    spread: { cutM3: 0.1, fillM3: 0.15, netM3: 0.05 },
    blocks: Array.from({ length: blockCount }, (_, i) => ({
      name: `区画 ${i + 1}`,
      cutM3: cutM3 / blockCount,
      fillM3: fillM3 / blockCount,
      netM3: (fillM3 - cutM3) / blockCount,
      areaM2: 520 / blockCount,
      coveredAreaM2: 500 / blockCount,
      voidAreaM2: 20 / blockCount,
      uncertainty95: null,
    })),
    tie: { medianM: 0.031, scatterM: 0.05, standardErrorM: 0.004, cellCount: 160, coveredAreaM2: 40, applied: true },
    soil: { class: 'sandy', name: '砂・砂質土', ...soil },
    rounded: { profile: 'sheet', cutM3: '300.0', fillM3: '300.3', netM3: '0.3', areaM2: '520.0' },
    words: { ja: '差引（盛土−切土）0.3 m³。不足土', en: 'Net (fill − cut) 0.3 m³: lacking' },
    quality: {
      purpose: 'pre-construction',
      verdict: 'conditional',
      isEstimate: true,
      reasons: [
        { surface: 'existing', code: 'ACCURACY_UNKNOWN', verdict: 'conditional', seen: null, asked: 0.1 },
        { surface: 'compared', code: 'VOID', verdict: 'conditional', seen: 0.04, asked: 0.02 },
      ],
    },
    surfaces: {
      existing: { name: 'izu-2019' },
      compared: { name: '計画面', checks: [{ code: 'THIN_TRIANGLES', message: '3 faces are thin' }] },
    },
    sampling: 'tin',
    cellSizeM: 0.5,
    maxEdgeM: 5,
    crs: 'EPSG:6676',
    points: { existing: 12_345, compared: 6_789 },
    provenance: {
      items: [
        {
          id: '08NF2330',
          collection: 'izu-2019',
          version: '1-3fb2',
          datetime: '2019-12-01T00:00:00Z',
          verticalDatum: 'JGD2011',
          accuracyM: null,
        },
      ],
      requestHash: 'sha256:aa0c8a1de2b94c7790aa5e3bb1c2d3e4f5061728394a5b6c7d8e9f0a1b2c3d4e',
      software: 'Tengun 0.1.0',
    },
    warnings: [{ code: 'MIXED_DATUM', message: 'the epochs have different vertical datums' }],
    links: [],
  };
}
