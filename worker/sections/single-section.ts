/** A section along any line as a drawing or a table: a set of sections with one station. */
import type { CrossSectionRequest, CrossSectionResult } from '#core/contract/cross-section.ts';
import type { CrossSectionsResult, SectionLine, StationSection } from '#core/contract/cross-sections.ts';
import { crossSectionSheets } from '#core/drawing/cross-section-sheets.ts';
import { paperContext } from '#core/drawing/paper-context.ts';
import type { Polyline } from '#core/measure/polyline.ts';
import type { FileResult } from '../file-result.ts';
import { sectionsCsv } from '../papers/csv.ts';
import { sheetsToDxf } from '../papers/dxf.ts';
import { documentInfo } from '../papers/papers.ts';
import { sheetsToPdf } from '../papers/pdf.ts';
import { sheetToSvg } from '../papers/svg.ts';
import { sectionsWorkbook } from '../papers/xlsx/workbook.ts';
import { licenceText } from '../store/stac-collection.ts';
import type { Store } from '../store/store.ts';
import { datedHeader, fileOf } from './section-paper.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

type PaperInputs = Pick<CrossSectionRequest, 'format' | 'header' | 'lang' | 'labels'>;

export async function singleSectionPaper(
  result: CrossSectionResult,
  line: Polyline,
  { format, header: given = {}, lang, labels }: PaperInputs,
  store: Store,
): Promise<FileResult> {
  const header = datedHeader(given);
  const name = given.station || (lang === 'ja' ? '断面' : 'Section');
  const set = await asSet(result, line, { name, labels, store });
  const file = (extension: string, mediaType: string, content: string | Uint8Array) =>
    fileOf({
      fileName: `section.${extension}`,
      mediaType,
      bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
    });
  if (format === 'csv') return file('csv', 'text/csv', sectionsCsv(set));
  if (format === 'xlsx') return file('xlsx', XLSX, await sectionsWorkbook(set, { header, lang, link: undefined }));
  const sheets = crossSectionSheets(set, paperContext(set, { ...header, station: name }, lang));
  if (format === 'svg') return file('svg', 'image/svg+xml', sheetToSvg(sheets[0]!));
  if (format === 'dxf') return file('dxf', 'image/vnd.dxf', sheetsToDxf(sheets));
  return file('pdf', 'application/pdf', await sheetsToPdf(sheets, documentInfo(set, { header, lang })));
}

interface SetOptions {
  readonly name: string;
  readonly labels: readonly string[] | undefined;
  readonly store: Store;
}

/** Offsets of the one station are the distances along the line; the first surface is compared with the last. */
async function asSet(result: CrossSectionResult, line: Polyline, options: SetOptions): Promise<CrossSectionsResult> {
  const { lengthM, surfaces, stepM, maxEdgeM, simplifyM, crs, provenance, warnings } = result;
  const datums = [...new Set(provenance.items.map(({ verticalDatum }) => verticalDatum))];
  return {
    alignment: {
      name: options.name,
      lengthM: 0,
      startStationM: 0,
      elements: [],
      equations: [],
      points: [],
      profile: null,
    },
    surfaces: await Promise.all(surfaces.map((_, i) => surfaceOf(result, i, options))),
    existing: 0,
    compared: surfaces.length > 1 ? surfaces.length - 1 : null,
    style: 'road',
    looking: 'forward',
    leftM: 0,
    rightM: lengthM,
    stations: [stationOf(result, line, options.name)],
    volumes: null,
    profile: { lines: [], design: null },
    stepM,
    maxEdgeM,
    simplifyM,
    crs,
    verticalDatum: datums.length === 1 ? (datums[0] ?? null) : null,
    provenance,
    warnings,
    links: [],
  };
}

async function surfaceOf(
  { surfaces }: CrossSectionResult,
  index: number,
  { labels, store }: SetOptions,
): Promise<CrossSectionsResult['surfaces'][number]> {
  const { collection: name, kind } = surfaces[index]!;
  // designs and stacks are no collections
  const collection = await store.getCollection(name).catch(() => null);
  return {
    name: labels?.[index] ?? name,
    kind,
    licences: collection ? [licenceText(collection)] : [],
    attributions: collection?.attribution ? [collection.attribution] : [],
  };
}

function stationOf({ surfaces, areas, points }: CrossSectionResult, line: Polyline, name: string): StationSection {
  const end = line.east.length - 1;
  const compared = surfaces.length - 1;
  const area = areas.find((own) => own.existing === 0 && own.compared === compared);
  const azimuthDeg =
    (Math.atan2(line.east[end]! - line.east[0]!, line.north[end]! - line.north[0]!) * 180) / Math.PI - 90;
  return {
    name,
    stationM: 0,
    distanceM: 0,
    position: [line.east[0]!, line.north[0]!],
    // of an axis to which the line is at right angles
    azimuthDeg: (azimuthDeg + 360) % 360,
    skewDeg: 0,
    left: [line.east[0]!, line.north[0]!],
    right: [line.east[end]!, line.north[end]!],
    lines: surfaces.map(({ distancesM: offsetsM, elevationsM, simplified }): SectionLine => {
      return { offsetsM, elevationsM, simplified };
    }),
    groundElevationM: surfaces[0]?.elevationsM[0] ?? null,
    designElevationM: null,
    slopes: surfaces[compared]?.slopes ?? [],
    area: area
      ? { ...area, significantCutM2: area.cutM2, significantFillM2: area.fillM2, cutOffsetM: 0, fillOffsetM: 0 }
      : null,
    ...(points ? { points: { ...points, offsetM: points.distanceM, alongM: points.offsetM } } : {}),
  };
}
