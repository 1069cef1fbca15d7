/** The process `report`: measures again what the request names and lays it out as a PDF. */
import type { CutFillRequest, CutFillResult } from '#core/contract/cut-fill-volume.ts';
import type { Provenance } from '#core/contract/provenance.ts';
import { parseReportRequest, type ReportRequest } from '#core/contract/report.ts';
import { UnsupportedError } from '#core/errors.ts';
import type { JobContext } from '../entry.ts';
import { type FileResult, isFileResult } from '../file-result.ts';
import { reportToPdf } from '../papers/report/report-pdf.ts';
import { sectionsReport } from '../papers/report/sections-report.ts';
import { volumeReport } from '../papers/report/volume-report.ts';
import { groundGrid, planContours } from '../sections/ground-grid.ts';
import { measureSections } from '../sections/measure-sections.ts';
import { datedHeader, fileOf, levelsOf } from '../sections/section-paper.ts';
import { licenceText } from '../store/stac-collection.ts';
import { openStore } from '../store/store.ts';
import { run as computeVolume, type MeasureInput } from './compute-volume.ts';
import { run as mapChange } from './map-change.ts';

/** Cells along the longer side of the picture, about: more would not be seen on a page. */
const PICTURE_CELLS = 800;

/** @throws {TengunError} as the measurement does */
export async function run(input: MeasureInput, context: JobContext): Promise<FileResult> {
  const report = parseReportRequest(input.request);
  const bytes =
    report.process === 'cross-sections'
      ? await sectionsPdf(input, report, context)
      : await volumePdf(input, report, context);
  const file = fileOf({ fileName: `${report.process}-report.pdf`, mediaType: 'application/pdf', bytes });
  context.transfer(file.bytes.buffer);
  return file;
}

const formOf = ({ header, lang, paper, subject, link }: ReportRequest) => ({
  header: datedHeader(header),
  lang,
  paper,
  ...(subject === undefined ? {} : { subject }),
  ...(link === undefined ? {} : { link }),
});

async function sectionsPdf(
  { storeDir, audience }: MeasureInput,
  report: Extract<ReportRequest, { process: 'cross-sections' }>,
  context: JobContext,
): Promise<Uint8Array> {
  const { result, sources } = await measureSections({ storeDir, inputs: report.measurement, audience }, context);
  context.progress({ phase: 'draw', fraction: 0 });
  const ground = sources[report.measurement.existing];
  const contours = ground?.kind === 'points' ? levelsOf(planContours(await groundGrid(ground, result))) : [];
  return await reportToPdf(sectionsReport(result, { ...formOf(report), contours }));
}

async function volumePdf(
  input: MeasureInput,
  report: Extract<ReportRequest, { process: 'cut-fill-volume' }>,
  context: JobContext,
): Promise<Uint8Array> {
  const result = await computeVolume({ ...input, request: { inputs: report.inputs } }, context);
  const png = await differencePng(input, report.measurement, report.lang, result, context);
  context.progress({ phase: 'draw', fraction: 0 });
  const caption =
    report.lang === 'ja' ? '標高差分図（盛土：暖色、切土：寒色）' : 'Map of differences (fill warm, cut cold)';
  return await reportToPdf(
    volumeReport(result, {
      ...formOf(report),
      sources: await creditsOf(input, result.provenance),
      pictures: png ? [{ caption, png }] : [],
    }),
  );
}

/** Null where there is no single area, or no difference to draw. */
async function differencePng(
  input: MeasureInput,
  { area, crs, existing, compared, sampling, cellSizeM, maxEdgeM }: CutFillRequest,
  lang: 'ja' | 'en',
  { areaM2 }: CutFillResult,
  context: JobContext,
): Promise<Uint8Array | null> {
  if (!area) return null;
  const inputs = {
    area,
    ...(crs === undefined ? {} : { crs }),
    existing,
    compared,
    sampling,
    cellSizeM: Math.max(cellSizeM, Math.ceil(Math.sqrt(areaM2) / PICTURE_CELLS / 0.5) * 0.5),
    maxEdgeM,
    format: 'png',
    legend: { lang },
  };
  try {
    const picture = await mapChange({ ...input, request: { inputs } }, { ...context, transfer: () => undefined });
    return isFileResult(picture) ? picture.bytes : null;
  } catch (error) {
    // a plane fitted to the boundary has no map
    if (error instanceof UnsupportedError) return null;
    throw error;
  }
}

/** Whom to name: attribution and licence of every collection that was used. */
async function creditsOf(
  { storeDir, audience }: MeasureInput,
  { items, surfaces = [] }: Provenance,
): Promise<string[]> {
  const store = openStore(storeDir, audience ? { audience } : {});
  const credits: string[] = [];
  for (const id of new Set(items.map(({ collection }) => collection))) {
    const collection = await store.getCollection(id);
    const name = collection?.attribution ?? collection?.title ?? id;
    credits.push(collection && licenceText(collection) !== 'other' ? `${name} (${licenceText(collection)})` : name);
  }
  return [...credits, ...surfaces.map(({ name }) => name)];
}
