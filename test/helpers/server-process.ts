/** Programs of their own that a test may kill at any moment, with everything that they started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const TENGUN = join(import.meta.dirname, '..', '..', 'scripts', 'tengun.mjs');

export interface Killable {
  readonly process: ChildProcess;
  /** Exit code; null when it was killed. */
  readonly ended: Promise<number | null>;
  /** SIGKILL for the whole group; false when it had ended already. */
  kill(): boolean;
}

/** Runs the command line in a group of its own: the pinned runtime and indexing processes are children of it. */
export function startTengun(args: readonly string[], env: Readonly<Record<string, string>> = {}): Killable {
  const child = spawn(process.execPath, [TENGUN, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
    env: { ...process.env, ...env },
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return {
    process: child,
    ended,
    kill() {
      if (child.exitCode !== null || child.signalCode !== null) return false;
      process.kill(-child.pid!, 'SIGKILL');
      return true;
    },
  };
}

/** A listening server; its address is what it prints first. */
export async function startServerProcess(
  storeDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Killable & { readonly url: string }> {
  const started = startTengun(['serve', '--port', '0', '--json', '--store', storeDir], env);
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    started.process.stdout!.on('data', (part: Buffer) => {
      text += part.toString();
      if (!text.includes('\n')) return;
      const { url } = JSON.parse(text.split('\n')[0]!) as { url?: string };
      if (url === undefined) reject(new Error(`the server did not start: ${text}`));
      else resolve(url);
    });
    started.process.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened`)));
  });
  return { ...started, url };
}
