/** What `boot.ts` has asked for and started before anything that needs it was there: each is taken once. */

export interface EarlyAnswers {
  /** The collections of the address. */
  scene: Promise<Response> | undefined;
  /** Tiles, by their whole address. */
  readonly tiles: Map<string, Promise<Response>>;
  /** A decoding thread (`streaming/decode`) that nobody has spoken to yet. */
  decoder: Worker | undefined;
}

declare global {
  interface Window {
    tengunEarly?: EarlyAnswers;
  }
}

/** The scene that the address asks for; undefined when it was taken, or could not be had. */
export async function takeScene(): Promise<Response | undefined> {
  const early = window.tengunEarly;
  const answer = await early?.scene?.catch(() => undefined);
  if (early) early.scene = undefined;
  return answer?.ok ? answer : undefined;
}

export function takeDecoder(): Worker | undefined {
  const early = window.tengunEarly;
  const decoder = early?.decoder;
  if (early) early.decoder = undefined;
  return decoder;
}

export function takeTile(url: string): Promise<Response> | undefined {
  const tiles = window.tengunEarly?.tiles;
  const answer = tiles?.get(url);
  tiles?.delete(url);
  return answer;
}

/** Lets go of what nobody took: an answer that is not read keeps its connection. */
export function dropTiles(): void {
  const tiles = window.tengunEarly?.tiles;
  for (const answer of tiles?.values() ?? []) answer.then((response) => response.body?.cancel()).catch(() => undefined);
  tiles?.clear();
}
