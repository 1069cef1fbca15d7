/** Uploads as they really are: the protocol's requests on the server, then the reading thread, until the state is settled. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isProblemCode } from '../../../../server/errors.ts';
import { buildLas, randomPoints } from '../../las-builder.ts';
import { seededRandom } from '../../seeded-random.ts';
import { chance, pick } from '../draw.ts';
import { caseSeed, type Family, type FuzzInput, type Outcome } from '../family.ts';
import { judge } from '../http/judge.ts';
import { openTarget, sendFile } from '../http/target.ts';
import { type UploadStep, uploadScript } from '../http/upload-script.ts';
import { openFamily as openSurfaces } from './surfaces.ts';

/** One step has no reading in it. */
const STEP_MS = 10_000;
/** A file is read within ten seconds and its points are indexed within twenty here; both may wait for a busy machine. */
const SETTLE_MS = 40_000;
/** What may stand in the folder of uploads. */
const KEPT = /^([0-9a-f]{32}\.(state|areas)\.json|incoming|stage)$/;

interface UploadInput extends FuzzInput {
  readonly script: readonly UploadStep[];
  readonly file: Uint8Array;
}

export async function openFamily(): Promise<Family<UploadInput>> {
  const server = await openTarget();
  const surfaces = await openSurfaces();
  const { app } = server;
  const uploadsDir = join(server.config.storeDir, '.uploads');
  const good = Buffer.from('{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}');
  await sendFile(app, 'a.geojson', good);
  const before = (await readdir(server.dir)).sort().join();

  /** Waits until the upload is read. @returns how that ended; null when there is none */
  async function settled(id: string): Promise<Outcome | null> {
    const deadline = performance.now() + SETTLE_MS;
    for (;;) {
      const answer = await app.inject(`/api/uploads/${id}/status`);
      if (answer.statusCode === 404) return null;
      const { state, problem } = answer.json() as { state: string; problem?: { code: string; message: string } };
      if (state === 'receiving') return { reader: 'state', result: state };
      if (state === 'ready') return { reader: 'state', result: state };
      if (state === 'failed') {
        const isKnown = problem && isProblemCode(problem.code) && problem.code !== 'INTERNAL';
        if (isKnown) return { reader: 'state', result: problem.code };
        return { reader: 'state', result: 'BUG', thrown: new Error(`failed with ${JSON.stringify(problem)}`) };
      }
      if (performance.now() > deadline) return { reader: 'state', result: 'BUG', thrown: new Error(`still ${state}`) };
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  }

  return {
    seedCount: surfaces.seedCount,
    slowMs: 15_000,
    clock: 'wall',
    makeCase(runSeed, number) {
      const { uniform } = seededRandom(caseSeed(runSeed, number));
      const isPoints = chance(uniform, 0.005);
      const draft = surfaces.makeCase(runSeed, number);
      const isGood = chance(uniform, 0.3);
      const file = isPoints
        ? buildLas(randomPoints(20, { format: 3, seed: number }), { format: 3 })
        : isGood
          ? good
          : draft.bytes;
      const extension = isPoints
        ? '.las'
        : isGood
          ? '.geojson'
          : pick(uniform, [draft.extension, draft.extension, '.xml', '.zip']);
      const { steps, names } = uploadScript(`a${extension}`, file.length, uniform);
      const bytes = Buffer.from(JSON.stringify({ steps, file: Buffer.from(file).toString('base64') }, null, 1));
      return {
        name: isGood ? 'good file' : draft.name,
        steps: [...names, ...draft.steps],
        bytes,
        extension: '.json',
        script: steps,
        file,
      };
    },
    async drive({ script, file }) {
      const outcomes: Outcome[] = [];
      let id = '0'.repeat(32);
      const allMade = new Set<string>();
      for (const { method, url, headers, part } of script) {
        const begin = performance.now();
        const answer = await app.inject({
          ...{ method, url: url.replaceAll('@new', id), headers: { ...headers } },
          ...(part === null ? {} : { payload: Buffer.from(file.subarray(part[0], part[1])) }),
        });
        const made = /\/([0-9a-f]{32})$/.exec(String(answer.headers.location ?? ''))?.[1];
        if (method === 'POST' && made) {
          id = made;
          allMade.add(made);
        }
        const request = { operation: `${method} /api/uploads`, tag: method, method, url, headers, body: null };
        outcomes.push(judge(request, answer, performance.now() - begin, STEP_MS, null));
      }
      for (const one of allMade.size > 0 ? allMade : [id]) {
        const end = await settled(one);
        if (end) outcomes.push(end);
        // none is left half sent: there is a number that may be
        if (end?.result === 'receiving')
          await app.inject({ method: 'DELETE', url: `/api/uploads/${one}`, headers: { 'tus-resumable': '1.0.0' } });
      }
      return outcomes;
    },
    /** A good file is still read, and nothing stands where nothing belongs. */
    async checkUnharmed() {
      await sendFile(app, 'a.geojson', good);
      const odd = (await readdir(uploadsDir)).filter((name) => !KEPT.test(name));
      if (odd.length > 0) throw new Error(`in the folder of uploads: ${odd.join(', ')}`);
      const now = (await readdir(server.dir)).sort().join();
      if (now !== before) throw new Error(`beside the store: ${now}`);
    },
    async close() {
      await surfaces.close();
      await server.close();
    },
  };
}
