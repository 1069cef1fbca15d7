/** A second thread for loading many points: decodes the nodes it is given and hands the columns back. */
import { parentPort, workerData } from 'node:worker_threads';
import { wireError } from '../wire-error.ts';
import { type DecodeTask, decodeNodes } from './decode-nodes.ts';

try {
  const columns = await decodeNodes(workerData as DecodeTask);
  const { east, north, height, classification } = columns;
  const buffers = [east, north, height, classification].map(({ buffer }) => buffer as ArrayBuffer);
  parentPort?.postMessage({ ok: true, columns }, buffers);
} catch (error) {
  parentPort?.postMessage({ ok: false, error: wireError(error) });
}
