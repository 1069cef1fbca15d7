/** `tengun info`: what a LAS, LAZ or COPC file says of itself. */
import type { Command } from 'commander';
import { openCopc } from '#core/copc/copc.ts';
import { COPC_USER_ID } from '#core/copc/info.ts';
import { type Crs, crsFromGeoKeys, crsFromWkt } from '#core/crs/crs.ts';
import { type LasFile, openLas } from '#core/las/las-file.ts';
import '#worker/crs-registry.ts';
import { openFileSource } from '#worker/file-source.ts';
import { type CommonOptions, EXIT, interruptSignal, printResult, runCommand } from './io.ts';

export function registerInfo(program: Command): void {
  program
    .command('info')
    .description('header, records, CRS, counts, bounds and COPC tree of a LAS/LAZ/COPC file')
    .argument('<file>')
    .action(async (file: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<CommonOptions>();
      await runCommand(flags.json, interruptSignal(), async () => {
        const info = await fileInfo(file);
        printResult(flags.json, info, () => describe(info));
        return EXIT.ok;
      });
    });
}

type FileInfo = Awaited<ReturnType<typeof fileInfo>>;

async function fileInfo(path: string) {
  await using source = await openFileSource(path);
  const las = await openLas(source);
  const { header } = las;
  const { guid: _guid, ...fields } = header;
  const isCopc = las.vlrs[0]?.userId === COPC_USER_ID;
  const crs = crsOf(las);
  return {
    file: path,
    sizeBytes: source.sizeBytes,
    version: `${header.versionMajor}.${header.versionMinor}`,
    ...fields,
    crs: crs.crs && {
      code: crs.crs.code,
      verticalCode: crs.crs.verticalCode,
      name: crs.crs.name,
      horizontalUnitM: crs.crs.horizontalUnitM,
      verticalUnitM: crs.crs.verticalUnitM,
    },
    crsRecord: las.wkt !== null ? 'WKT' : las.geoKeys ? 'GeoTIFF keys' : null,
    vlrs: [...las.vlrs, ...las.evlrs].map(({ userId, recordId, description, data }) => ({
      userId,
      recordId,
      description,
      sizeBytes: data.length,
    })),
    extraDimensions: las.extraDimensions,
    copc: isCopc ? await treeInfo(source) : null,
    warnings: [...las.warnings, ...crs.warnings],
  };
}

function crsOf({ wkt, geoKeys }: LasFile): { crs: Crs | null; warnings: string[] } {
  try {
    return { crs: wkt !== null ? crsFromWkt(wkt) : geoKeys ? crsFromGeoKeys(geoKeys) : null, warnings: [] };
  } catch (error) {
    return { crs: null, warnings: [error instanceof Error ? error.message : String(error)] };
  }
}

async function treeInfo(source: Parameters<typeof openCopc>[0]) {
  const { info, loadAllNodes } = await openCopc(source);
  const levels: { depth: number; nodes: number; points: number; sizeBytes: number }[] = [];
  for (const { key, pointCount, byteSize } of (await loadAllNodes()).values()) {
    const depth = key[0];
    levels[depth] ??= { depth, nodes: 0, points: 0, sizeBytes: 0 };
    levels[depth].nodes += 1;
    levels[depth].points += pointCount;
    levels[depth].sizeBytes += byteSize;
  }
  return { ...info, levels: levels.filter(Boolean) };
}

function describe(info: FileInfo): string[] {
  const range = (axis: 0 | 1 | 2) => `${info.min[axis]} … ${info.max[axis]}`;
  return [
    `${info.file}: LAS ${info.version}${info.compressed ? ', LAZ' : ''}${info.copc ? ', COPC' : ''}, point format ${info.pointDataRecordFormat}, ${info.pointDataRecordLength} bytes a record`,
    `points      ${info.pointCount} (by return: ${info.pointCountByReturn.join(' ').replace(/( 0)+$/, '')})`,
    `CRS         ${info.crs ? `${info.crs.code ?? 'no code'} ${info.crs.name} (${info.crsRecord})` : 'none'}`,
    `east        ${range(0)}`,
    `north       ${range(1)}`,
    `height      ${range(2)}`,
    `scale       ${info.scale.join(' ')}   offset ${info.offset.join(' ')}`,
    `software    ${info.generatingSoftware} / ${info.systemIdentifier}`,
    ...info.vlrs.map((vlr) => `record      ${vlr.userId} ${vlr.recordId}: ${vlr.description} (${vlr.sizeBytes} bytes)`),
    ...info.extraDimensions.map((d) => `extra       ${d.name}: ${d.type ?? `${d.sizeBytes} bytes`} ${d.description}`),
    ...(info.copc
      ? [`cube        ${info.copc.center.join(' ')} ± ${info.copc.halfsize}, spacing ${info.copc.spacing}`]
      : []),
    ...(info.copc?.levels.map(
      (l) => `level ${String(l.depth).padStart(2)}    ${l.nodes} nodes, ${l.points} points, ${l.sizeBytes} bytes`,
    ) ?? []),
    ...info.warnings.map((warning) => `warning     ${warning}`),
  ];
}
