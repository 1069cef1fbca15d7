/**
 * The first thing that runs, a few lines without imports: asks the server for the scene, for its first points and for the engine
 * that draws them, and starts a decoding thread, while the page itself is still on its way. `api/early.ts` hands them over.
 */
import type { EarlyAnswers } from './api/early.ts';

const early: EarlyAnswers = { scene: undefined, tiles: new Map(), decoder: undefined };
window.tengunEarly = early;

const query = new URLSearchParams(window.location.search);
const named = query.get('collections');
const hidden = query.get('hidden')?.split(',') ?? [];

function ask(path: string): Promise<Response> {
  const answer = fetch(path);
  // told to whoever takes it
  answer.catch(() => undefined);
  return answer;
}

early.scene = ask(named ? `/api/scene?collections=${encodeURIComponent(named)}` : '/api/scene');
preload(query.get('view') === 'globe' ? 'globe' : 'site');
if (query.get('view') !== 'globe') {
  early.scene.then(askFirst).catch(() => undefined);
  early.decoder = new Worker(new URL('./streaming/decode/thread.ts', import.meta.url), { type: 'module' });
}

/** The files of the view's engine, as the build names them (scripts/boot-script.ts); none while developing. */
function preload(view: string): void {
  const text = document.querySelector<HTMLMetaElement>('meta[name="tengun-engines"]')?.content ?? '{}';
  for (const href of listOf(JSON.parse(text), view)) {
    if (typeof href !== 'string') continue;
    const link = document.createElement('link');
    link.rel = href.endsWith('.js') ? 'modulepreload' : 'preload';
    if (link.rel === 'preload') link.as = 'fetch';
    link.crossOrigin = '';
    link.href = href;
    document.head.append(link);
  }
}

async function askFirst(answer: Response): Promise<void> {
  const body: unknown = answer.ok ? await answer.clone().json() : null;
  for (const entry of listOf(body, 'collections')) {
    const id = memberOf(memberOf(entry, 'collection'), 'id');
    if (typeof id === 'string' && hidden.includes(id)) continue;
    for (const path of listOf(memberOf(entry, 'facts'), 'first')) {
      if (typeof path === 'string') early.tiles.set(new URL(path, window.location.href).href, ask(path));
    }
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const list = memberOf(value, name);
  return Array.isArray(list) ? list : [];
}
