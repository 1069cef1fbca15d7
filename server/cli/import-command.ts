/** `tengun import`: a file of one's own as a surface, areas or alignments, without a server. */
import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import '#worker/crs-registry.ts';
import type { AlignmentsRecord } from '#worker/alignments/alignments-record.ts';
import { digestFile } from '#worker/digest-file.ts';
import { createPool } from '#worker/pool.ts';
import { type ImportOptions, parseImportOptions } from '#worker/surfaces/import-options.ts';
import { auditedCommand } from './audit-command.ts';
import { type CommonOptions, EXIT, interruptSignal, printResult, runCommand } from './io.ts';

type ImportFlags = CommonOptions & {
  readonly use?: string;
  readonly crs?: string;
  readonly verticalDatum?: string;
  readonly datetime?: string;
  readonly accuracy?: string;
  readonly surfaceName?: string;
  readonly voidBelow?: string;
};

export function registerImport(program: Command): void {
  program
    .command('import')
    .description('a design, a grid, areas or alignments: LandXML, DXF, GeoTIFF, text grids, zip; GeoJSON, SIMA, KML')
    .argument('<file>')
    .option('--use <what>', 'surface, areas or alignment; default: what the file holds')
    .option('--crs <code>', 'EPSG:6676; goes before what the file says')
    .option('--vertical-datum <name>', 'JGD2011 or JGD2024')
    .option('--datetime <instant>', 'when it was measured, instant or interval')
    .option('--accuracy <metres>', '1σ of heights')
    .option('--surface-name <name>', 'which surface of a LandXML file, or layer of a DXF')
    .option('--void-below <metres>', 'heights below are no data (grids)')
    .action(async (file: string, _: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ImportFlags>();
      const signal = interruptSignal();
      await runCommand(flags.json, signal, async () => {
        let target = basename(file);
        const targets = () => [target];
        return await auditedCommand({ storeDir: flags.store, action: 'import', targets, signal }, async () => {
          const result = await importOnce(file, flags, signal);
          target = `${result.id}: ${target}`;
          printResult(flags.json, result, () => describe(result));
          return EXIT.ok;
        });
      });
    });
}

/** Brings a file in; `demo` calls it too. */
export async function importOnce(file: string, flags: Omit<ImportFlags, 'json'>, signal: AbortSignal) {
  const options = parseImportOptions({
    use: flags.use ?? null,
    crs: flags.crs ?? null,
    verticalDatum: flags.verticalDatum ?? null,
    datetime: flags.datetime ?? null,
    accuracyM: flags.accuracy ?? null,
    surfaceName: flags.surfaceName ?? null,
    voidBelowM: flags.voidBelow ?? null,
  });
  const path = resolve(file);
  const id = await importId(path, options, signal);
  const pool = createPool({ threads: 1 });
  try {
    const input = { storeDir: flags.store, id, path, fileName: basename(path), options };
    return { id, ...(await pool.run('import-upload', input, { signal })) };
  } finally {
    await pool.close();
  }
}

/** The same file with the same options is the same surface. */
async function importId(path: string, options: ImportOptions, signal: AbortSignal): Promise<string> {
  const { sha256 } = await digestFile(path, { signal });
  const named = JSON.stringify([sha256, basename(path), options]);
  return createHash('sha256').update(named).digest('hex').slice(0, 32);
}

function describe(result: Awaited<ReturnType<typeof importOnce>>): string[] {
  const checksOf = (checks: readonly { readonly code: string; readonly message: string }[]) =>
    checks.map(({ code, message }) => `check       ${code}: ${message}`);
  if (result.kind === 'areas') {
    const { features, faults, crs, checks } = result.areas;
    return [
      `${features.length} areas, ${crs ?? 'no CRS'}`,
      ...features.slice(0, 20).map(({ properties }) => `area        ${properties.name}`),
      ...faults.map(({ name, message }) => `fault       ${name}: ${message}`),
      ...checksOf(checks),
    ];
  }
  const axes = result.alignments ? alignmentLines(result.alignments, checksOf) : [];
  if (result.kind === 'alignment') return [result.id, ...axes];
  const { surface } = result;
  const { bounds } = surface;
  return [
    `${surface.id}`,
    `surface     ${surface.name} (${surface.kind} of ${surface.count}), ${surface.crs ?? 'no CRS'}`,
    `east        ${bounds.minE} … ${bounds.maxE}`,
    `north       ${bounds.minN} … ${bounds.maxN}`,
    `height      ${surface.minHeightM} … ${surface.maxHeightM}, ${surface.verticalDatum ?? 'datum unknown'}`,
    ...checksOf(surface.checks),
    ...axes,
  ];
}

function alignmentLines(
  { alignments, faults, crs, checks }: AlignmentsRecord,
  checksOf: (checks: AlignmentsRecord['checks']) => string[],
): string[] {
  return [
    ...alignments.flatMap(({ alignment, checks: own }) => [
      `alignment   ${alignment.name}: ${alignment.lengthM.toFixed(3)} m in ${alignment.elements.length} elements from station ${alignment.startStationM}, ${crs ?? 'no CRS'}`,
      ...checksOf(own),
    ]),
    ...faults.map(({ name, message }) => `fault       ${name}: ${message}`),
    ...checksOf(checks),
  ];
}
