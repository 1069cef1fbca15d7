/** A stored mesh as a J-LandXML file. */
import { epsgNumber } from '#core/crs/crs.ts';
import { planeRectangularZone } from '#core/crs/plane-rectangular.ts';
import { CrsError, LimitError, UnsupportedError } from '#core/errors.ts';
import { type LandXmlDocument, landXmlTin } from '#core/landxml/tin-writer.ts';
import type { Mesh } from '#core/surface/mesh.ts';
import { SOFTWARE } from '../software.ts';
import type { SurfaceData, SurfaceRecord } from '../surfaces/surface-record.ts';

/** Most triangles that are written as text. */
const MAX_TRIANGLES = 3_000_000;
const CHUNK_LENGTH = 65_536;
/** Heights above the mean sea level of Tokyo Bay, whatever their adjustment. */
const TOKYO_PEIL = ['JGD2011', 'JGD2024', 'JGD2000'];

/** What the file says of the surface; `desc` in J-LandXML's words. */
export type LandXmlSurface = Pick<SurfaceRecord, 'name' | 'crs' | 'verticalDatum'> & { readonly desc?: string };

/** A stored surface; what was made here is a design. */
export const landXmlSurface = ({ name, crs, verticalDatum, source }: SurfaceRecord): LandXmlSurface => ({
  name,
  crs,
  verticalDatum,
  ...(source.format === 'made' ? { desc: 'DesignGround' } : {}),
});

/**
 * The file in pieces of some 64 kB.
 * @param day `yyyy-mm-dd` that the file bears
 * @throws {UnsupportedError} for a raster, and for systems and datums that J-LandXML has no name for
 * @throws {CrsError} when the surface's system is unknown
 * @throws {LimitError} for a mesh of too many triangles
 */
export function surfaceLandXml(record: LandXmlSurface, data: SurfaceData, day: string): Generator<string> {
  if (data.kind !== 'mesh') throw new UnsupportedError('a raster as LandXML (a surface of triangles can be written)');
  const count = data.mesh.triangles.length / 3;
  if (count > MAX_TRIANGLES) {
    throw new LimitError(`the surface has ${count} triangles; as LandXML at most ${MAX_TRIANGLES} are written`, {
      limit: MAX_TRIANGLES,
      actual: count,
    });
  }
  return inChunks(
    landXmlTin(documentOf(record, day), [
      {
        name: record.name,
        ...(record.desc === undefined ? {} : { desc: record.desc }),
        positions: positionsOf(data.mesh),
        triangles: data.mesh.triangles,
      },
    ]),
  );
}

function documentOf({ name, crs, verticalDatum }: LandXmlSurface, day: string): LandXmlDocument {
  const epsg = epsgNumber(crs);
  if (crs === null || epsg === null) throw new CrsError('the surface has no known reference system: LandXML needs one');
  const found = planeRectangularZone(epsg);
  if (!found) throw new UnsupportedError(`J-LandXML of a surface in ${crs} (plane rectangular systems only)`);
  if (verticalDatum !== null && !TOKYO_PEIL.includes(verticalDatum)) {
    throw new UnsupportedError(`J-LandXML of heights in ${verticalDatum} (T.P. only)`);
  }
  const space = SOFTWARE.lastIndexOf(' ');
  return {
    projectName: name,
    projectProperties: { applicationCriterion: 'MlitLandXmlVer.1.7' },
    application: { name: SOFTWARE.slice(0, space), version: SOFTWARE.slice(space + 1) },
    date: day,
    time: '00:00:00',
    coordinateSystem: {
      name: crs,
      epsgCode: String(epsg),
      horizontalDatum: found.datum,
      verticalDatum: 'T.P',
      horizontalCoordinateSystemName: `${found.zone.zone}(X,Y)`,
    },
  };
}

function positionsOf({ east, north, height }: Mesh): Float64Array {
  const positions = new Float64Array(3 * east.length);
  for (let v = 0; v < east.length; v++) {
    positions[3 * v] = east[v]!;
    positions[3 * v + 1] = north[v]!;
    positions[3 * v + 2] = height[v]!;
  }
  return positions;
}

function* inChunks(pieces: Iterable<string>): Generator<string> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
