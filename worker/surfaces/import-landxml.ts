/** A TIN surface of a LandXML file. */
import { LandXmlTinReader } from '#core/landxml/tin-reader.ts';
import { cleanMesh } from '#core/surface/clean-mesh.ts';
import type { ImportOptions } from './import-options.ts';
import type { ReadSurface } from './import-surface.ts';
import { meshChecks } from './mesh-checks.ts';
import { firstBytes, textPieces, xmlEncoding } from './text-pieces.ts';

/** @throws {FormatError}, {LimitError}, {UnsupportedError}, {RequestError} NOT_FOUND: see the reader */
export async function readLandXmlSurface(path: string, { surfaceName }: ImportOptions): Promise<ReadSurface> {
  const reader = new LandXmlTinReader(surfaceName);
  for await (const piece of textPieces(path, xmlEncoding(await firstBytes(path)))) reader.write(piece);
  const { name, desc, raw, crs, verticalDatum, checks } = reader.end();
  const { mesh, faults } = cleanMesh(raw, { mergeM: 0 });
  return {
    data: { kind: 'mesh', mesh },
    format: 'landxml',
    name,
    crs,
    verticalDatum,
    // what is to be built has no error of its own
    accuracyM: /^DesignGround$/i.test(desc) ? 0 : null,
    checks: [...checks, ...meshChecks(faults)],
  };
}
