/** The texts that go along with a surface: what it is, from which data, under which terms; Japanese first, then English. */
import type { SurfaceKind, SurfaceSampling } from '#core/contract/make-surface.ts';
import type { CompanionText } from '../../file-result.ts';
import { SOFTWARE } from '../../software.ts';
import type { SurfaceHeights } from '../surface-heights.ts';
import { creditOf } from './surface-contours.ts';

const KINDS: Readonly<Record<SurfaceKind, readonly [ja: string, en: string]>> = {
  ground: ['地盤の標高（DEM、地面クラスの点から）', 'elevation of the ground (DEM, from points of the ground class)'],
  surface: ['表層の標高（DSM、最初の反射から）', 'elevation of the surface (DSM, from first returns)'],
  canopy: ['地面からの高さ（CHM ＝ DSM − DEM）', 'height above the ground (CHM = DSM − DEM)'],
};
const SAMPLINGS: Readonly<Record<SurfaceSampling, readonly [ja: string, en: string]>> = {
  tin: ['セル中心での TIN の高さ', 'height of the TIN at cell centres'],
  mean: ['セル内の点の平均', 'mean of the points in each cell'],
  min: ['セル内の最低点', 'lowest point of each cell'],
  max: ['セル内の最高点', 'highest point of each cell'],
  median: ['セル内の点の中央値', 'median of the points in each cell'],
  count: ['セル内の点の数', 'number of points in each cell'],
};

export function surfaceCompanions(surface: SurfaceHeights, fileName: string): CompanionText[] {
  const { request, grid, crs, verticalDatum, licence, attribution, provenance } = surface;
  const { kind, sampling, maxEdgeM } = request;
  const facts = (ja: boolean) => {
    const pick = (words: readonly [ja: string, en: string]) => words[ja ? 0 : 1];
    return [
      `  ${fileName}`,
      `  ${pick(KINDS[kind])}`,
      `  ${pick(SAMPLINGS[sampling])}; ${grid.cellSizeM} m, ${grid.cols} × ${grid.rows}`,
      ...(sampling === 'tin'
        ? [
            ja
              ? `  ${maxEdgeM} m より長い辺の三角形はデータなし`
              : `  triangles with an edge above ${maxEdgeM} m are no data`,
          ]
        : []),
      `  ${ja ? '座標系' : 'coordinate system'}: ${crs.code ?? ''} ${crs.name}`.trimEnd(),
      `  ${ja ? '高さの基準' : 'vertical datum'}: ${verticalDatum ?? (ja ? '不明または混在' : 'unknown, or several')}`,
      `  ${ja ? 'ライセンス' : 'licence'}: ${licence === 'other' ? (ja ? '記載なし（提供者に確認すること）' : 'not stated: ask the provider') : licence}`,
      `  ${creditOf(surface, ja ? 'ja' : 'en')}`,
    ];
  };
  const items = provenance.items.map(({ id, collection, version }) => `  ${collection}/${id}  ${version}`);
  const readme = [
    '■ 内容',
    ...facts(true),
    '',
    '# Contents',
    ...facts(false),
    '',
    '# 元データ / Source items (version)',
    ...items,
    '',
    `request ${provenance.requestHash}`,
    `software ${SOFTWARE}`,
    '',
  ];
  const sources = { file: fileName, request, crs: crs.code, verticalDatum, licence, attribution, provenance };
  return [
    { fileName: 'README.txt', mediaType: 'text/plain; charset=utf-8', text: `\ufeff${readme.join('\r\n')}` },
    { fileName: 'sources.json', mediaType: 'application/json', text: `${JSON.stringify(sources, null, 2)}\n` },
  ];
}
