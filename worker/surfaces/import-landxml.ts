/** A TIN surface of a LandXML file. */
import { LandXmlTinReader } from '#core/landxml/tin-reader.ts';
import { cleanMesh } from '#core/surface/clean-mesh.ts';
import type { ReaderCheck } from '#core/surface/reader-check.ts';
import type { ImportOptions } from './import-options.ts';
import type { ReadSurface } from './import-surface.ts';
import { meshChecks } from './mesh-checks.ts';
import { firstBytes, probeText, settleEncoding, textPieces, xmlEncoding } from './text-pieces.ts';

/** How the text of a LandXML file is to be read, and whether it may hold alignments. */
export interface LandXmlText {
  readonly encoding: string;
  readonly checks: readonly ReaderCheck[];
  readonly mayHoldAlignments: boolean;
}

export async function landXmlText(path: string): Promise<LandXmlText> {
  const stated = xmlEncoding(await firstBytes(path));
  const probe = await probeText(path, 'Alignment');
  return { ...settleEncoding(stated, probe), mayHoldAlignments: probe.mentions || stated.startsWith('utf-16') };
}

/** @throws {FormatError}, {LimitError}, {UnsupportedError}, {RequestError} NOT_FOUND: see the reader */
export async function readLandXmlSurface(
  path: string,
  { surfaceName }: ImportOptions,
  text: LandXmlText,
): Promise<ReadSurface> {
  const reader = new LandXmlTinReader(surfaceName);
  for await (const piece of textPieces(path, text.encoding)) reader.write(piece);
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
    checks: [...text.checks, ...checks, ...meshChecks(faults)],
  };
}
