/** A paper of measured sections as a job's file. */
import type { CrossSectionsRequest, CrossSectionsResult } from '#core/contract/cross-sections.ts';
import type { PaperHeader } from '#core/contract/paper-header.ts';
import type { ContourLevel } from '#core/drawing/plan-content.ts';
import { CrsError, UnsupportedError } from '#core/errors.ts';
import { landXmlSections } from '#core/landxml/sections-writer.ts';
import type { TinSurface } from '#core/landxml/tin-writer.ts';
import { sectionPoints, simaText } from '#core/sima/sima-writer.ts';
import type { Contour, HeightGrid } from '#core/surface/contour-lines.ts';
import type { Mesh } from '#core/surface/mesh.ts';
import { meshOfRaster } from '#core/surface/raster-surface.ts';
import type { FileResult } from '../file-result.ts';
import { placeSurface } from '../measuring/stored-surface.ts';
import { makePaper, type Paper } from '../papers/papers.ts';
import { toShiftJis } from '../shift-jis.ts';
import { SOFTWARE } from '../software.ts';
import { groundGrid, planContours } from './ground-grid.ts';
import type { MeasuredSections } from './measure-sections.ts';

/** Formats that show the plan. */
const WITH_PLAN: ReadonlySet<string> = new Set(['zip', 'pdf', 'svg', 'dxf-plan']);
/** Triangles of a surface in a LandXML file. */
const MAX_TRIANGLES = 400_000;

type PaperInputs = Pick<CrossSectionsRequest, 'format' | 'header' | 'lang' | 'pitchM'>;

/** @throws {CrsError, UnsupportedError} for LandXML outside of the plane rectangular systems, or of huge designs; a zip then comes without it */
export async function sectionPaper(
  measured: MeasuredSections,
  inputs: PaperInputs,
  storeDir: string,
): Promise<FileResult> {
  const { result, sources } = measured;
  const { format, lang } = inputs;
  const header = datedHeader(inputs.header);
  const needsXml = format === 'zip' || format === 'landxml';
  const ground = sources[result.existing];
  const grid =
    ground?.kind === 'points' && (needsXml || WITH_PLAN.has(format)) ? await groundGrid(ground, result) : null;
  const landxml = needsXml ? await landXmlOf(measured, inputs, { grid, storeDir, header }) : null;
  const site = header.projectName || result.alignment.name;
  const paper = await makePaper(result, format, {
    header,
    lang,
    contours: WITH_PLAN.has(format) ? levelsOf(planContours(grid)) : [],
    ...(landxml === null ? {} : { landxml }),
    ...(format === 'zip' || format === 'sima' ? { sima: toShiftJis(simaText(sectionPoints(result), site)).bytes } : {}),
  });
  return fileOf(paper);
}

/** Papers carry the day on which they are made, unless another is asked for. */
export const datedHeader = (header: PaperHeader): PaperHeader => ({
  ...header,
  date: header.date ?? new Date().toISOString().slice(0, 10),
});

export function fileOf({ fileName, mediaType, bytes }: Paper): FileResult {
  return { kind: 'file', mediaType, fileName, title: fileName, bytes: new Uint8Array(bytes) };
}

export function levelsOf(contours: readonly Contour[]): ContourLevel[] {
  const levels = new Map<number, { elevationM: number; isIndex: boolean; lines: [number, number][][] }>();
  for (const { elevationM, isIndex, line } of contours) {
    const level = levels.get(elevationM) ?? { elevationM, isIndex, lines: [] };
    level.lines.push(line);
    levels.set(elevationM, level);
  }
  return [...levels.values()];
}

/** The axis, its profile and sections, the ground beside it and the designs as surfaces. */
async function landXmlOf(
  measured: MeasuredSections,
  { format, pitchM }: PaperInputs,
  { grid, storeDir, header }: { grid: HeightGrid | null; storeDir: string; header: PaperHeader },
): Promise<string | null> {
  const { result } = measured;
  try {
    const parts = landXmlSections(result, {
      projectName: header.projectName || result.alignment.name,
      application: { name: 'Tengun', version: SOFTWARE.replace(/^\S+ /, '') },
      date: header.date ?? '2000-01-01',
      time: '00:00:00',
      pitchM,
      surfaces: [...groundSurface(result, grid), ...(await designSurfaces(measured, storeDir))],
    });
    return [...parts].join('');
  } catch (error) {
    // what LandXML cannot carry keeps nobody from the other papers
    if (format === 'zip' && (error instanceof CrsError || error instanceof UnsupportedError)) return null;
    throw error;
  }
}

function groundSurface({ surfaces, existing }: CrossSectionsResult, grid: HeightGrid | null): TinSurface[] {
  if (!grid) return [];
  const mesh = meshOfRaster(grid);
  if (mesh.triangles.length === 0 || mesh.triangles.length / 3 > MAX_TRIANGLES) return [];
  return [{ ...tinOf(mesh), name: surfaces[existing]!.name, desc: 'ExistingGround' }];
}

async function designSurfaces({ result, sources, frame }: MeasuredSections, storeDir: string): Promise<TinSurface[]> {
  const designs: TinSurface[] = [];
  for (const [i, source] of sources.entries()) {
    if (source.kind !== 'stored') continue;
    const { data } = await placeSurface(storeDir, source, frame.crs);
    if (data.kind !== 'mesh') continue;
    if (data.mesh.triangles.length / 3 > MAX_TRIANGLES) {
      throw new UnsupportedError(
        `a design of more than ${MAX_TRIANGLES} triangles in a LandXML file (${source.record.name})`,
      );
    }
    designs.push({ ...tinOf(data.mesh), name: result.surfaces[i]!.name, desc: 'DesignGround' });
  }
  return designs;
}

/** The vertices that triangles use, as LandXML takes them. */
function tinOf({ east, north, height, triangles }: Mesh): Pick<TinSurface, 'positions' | 'triangles'> {
  const numberOf = new Map<number, number>();
  for (const vertex of triangles) if (!numberOf.has(vertex)) numberOf.set(vertex, numberOf.size);
  const positions = new Float64Array(3 * numberOf.size);
  for (const [vertex, number] of numberOf) positions.set([east[vertex]!, north[vertex]!, height[vertex]!], 3 * number);
  return { positions, triangles: triangles.map((vertex) => numberOf.get(vertex)!) };
}
