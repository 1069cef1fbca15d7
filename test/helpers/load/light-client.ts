/**
 * A client of HTTP/1.1 that counts bytes and keeps none. Node's own makes so many objects and buffers that, a thousand times beside the
 * server, the pauses in which they are collected would be in what is measured.
 */
import { connect, type Socket } from 'node:net';

export interface LightRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string | undefined;
}

export interface LightAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** Of the body as it came, compressed or not. */
  readonly bodyBytes: number;
  /** From the sending to the last byte, with the connecting where there was no connection. */
  readonly ms: number;
  /** Of answers from 400 on, at most some thousand characters. */
  readonly text: string;
}

const MOST_TEXT = 4000;
const MOST_HEAD = 64 * 1024;
/** One for all: what is in it is looked at before anything else is read. */
const READ = Buffer.allocUnsafe(256 * 1024);

/** Connections of one viewer: a free one is taken, else one is made. */
export class LightClient {
  readonly #host: string;
  readonly #port: number;
  readonly #free: Connection[] = [];
  readonly #all = new Set<Connection>();

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
  }

  /** @throws {Error} when the connection breaks; one that was kept and that the server has closed meanwhile is tried again, as browsers do */
  async ask(asked: LightRequest): Promise<LightAnswer> {
    const kept = this.#free.pop();
    if (kept) {
      try {
        return await this.#on(kept, asked);
      } catch (error) {
        if (!(error instanceof ClosedError)) throw error;
      }
    }
    const made = new Connection(this.#host, this.#port, () => {
      this.#all.delete(made);
      const at = this.#free.indexOf(made);
      if (at >= 0) this.#free.splice(at, 1);
    });
    this.#all.add(made);
    return await this.#on(made, asked);
  }

  close(): void {
    for (const connection of this.#all) connection.end();
  }

  async #on(connection: Connection, asked: LightRequest): Promise<LightAnswer> {
    const answer = await connection.ask(asked);
    if (!connection.isOver) this.#free.push(connection);
    return answer;
  }
}

/** Before a byte of the answer came. */
class ClosedError extends Error {}

interface Waiting {
  readonly method: string;
  readonly began: number;
  resolve(answer: LightAnswer): void;
  reject(error: Error): void;
}

class Connection {
  readonly #host: string;
  readonly #socket: Socket;
  #waiting: Waiting | null = null;
  #head = '';
  #answer: { status: number; headers: Map<string, string>; isLast: boolean } | null = null;
  #body: Body = new NoBody();
  #bodyBytes = 0;
  #text = '';
  isOver = false;

  constructor(host: string, port: number, onOver: () => void) {
    this.#host = `${host}:${port}`;
    const callback = (length: number) => {
      this.#take(length);
      return true;
    };
    this.#socket = connect({ host, port, noDelay: true, onread: { buffer: READ, callback } });
    const over = (error: Error | null) => {
      if (this.isOver) return;
      this.isOver = true;
      onOver();
      this.#close(error);
    };
    this.#socket.once('error', over);
    this.#socket.once('end', () => over(null));
    this.#socket.once('close', () => over(null));
  }

  ask({ method, path, body }: LightRequest): Promise<LightAnswer> {
    return new Promise((resolve, reject) => {
      if (this.isOver) return reject(new ClosedError('the connection is over'));
      this.#waiting = { method, began: performance.now(), resolve, reject };
      const of =
        body === undefined ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
      const head = `${method} ${path} HTTP/1.1\r\nhost: ${this.#host}\r\naccept-encoding: gzip, br\r\n${of}\r\n`;
      this.#socket.write(`${head}${body ?? ''}`);
    });
  }

  end(): void {
    this.#socket.destroy();
  }

  #take(length: number): void {
    let at = 0;
    try {
      if (!this.#answer) {
        at = this.#takeHead(length);
        if (!this.#answer) return;
      }
      const begin = at;
      at = this.#body.take(READ, at, length);
      this.#bodyBytes += at - begin;
      if (this.#answer.status >= 400 && this.#text.length < MOST_TEXT) this.#text += READ.toString('latin1', begin, at);
      if (this.#body.isComplete) this.#finish();
      if (at < length) throw new Error(`${length - at} bytes behind the answer`);
    } catch (error) {
      this.#socket.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** @returns where the body begins */
  #takeHead(length: number): number {
    const before = this.#head.length;
    this.#head += READ.toString('latin1', 0, length);
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) {
      if (this.#head.length > MOST_HEAD) throw new Error('the header fields do not end');
      return length;
    }
    const [first = '', ...lines] = this.#head.slice(0, end).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]);
    if (!(status >= 200)) throw new Error(`expected a status, seen ${first.slice(0, 80)}`);
    const headers = new Map<string, string>();
    for (const line of lines) {
      const colon = line.indexOf(':');
      headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
    const isLast = headers.get('connection')?.toLowerCase() === 'close';
    this.#answer = { status, headers, isLast };
    this.#body = bodyOf(this.#waiting?.method ?? 'GET', status, headers);
    this.#head = '';
    return end + 4 - before;
  }

  #finish(): void {
    const { status, headers, isLast } = this.#answer!;
    const waiting = this.#waiting!;
    const answer = { status, headers, bodyBytes: this.#bodyBytes, text: this.#text };
    this.#answer = null;
    this.#waiting = null;
    this.#bodyBytes = 0;
    this.#text = '';
    if (isLast) {
      this.isOver = true;
      this.#socket.end();
    }
    waiting.resolve({ ...answer, ms: performance.now() - waiting.began });
  }

  #close(error: Error | null): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = null;
    const hasBegun = this.#answer !== null || this.#head !== '';
    const what = error?.message ?? 'the server closed the connection';
    waiting.reject(hasBegun ? new Error(`${what}, in the middle of an answer`) : new ClosedError(what));
  }
}

interface Body {
  readonly isComplete: boolean;
  /** @returns the end of what belongs to the body; @throws {Error} for what is none */
  take(bytes: Buffer, begin: number, end: number): number;
}

function bodyOf(method: string, status: number, headers: ReadonlyMap<string, string>): Body {
  if (method === 'HEAD' || status === 204 || status === 304) return new NoBody();
  if (headers.get('transfer-encoding') === 'chunked') return new ChunkedBody();
  const length = headers.get('content-length');
  if (length === undefined) throw new Error('expected content-length or chunks, seen neither');
  return new SizedBody(Number(length));
}

class NoBody implements Body {
  readonly isComplete = true;
  take(_bytes: Buffer, begin: number): number {
    return begin;
  }
}

class SizedBody implements Body {
  #left: number;
  constructor(length: number) {
    this.#left = length;
  }
  get isComplete(): boolean {
    return this.#left === 0;
  }
  take(_bytes: Buffer, begin: number, end: number): number {
    const taken = Math.min(this.#left, end - begin);
    this.#left -= taken;
    return begin + taken;
  }
}

class ChunkedBody implements Body {
  #line = '';
  /** Bytes of the chunk with the end of its line. */
  #left = 0;
  #isLast = false;
  isComplete = false;

  take(bytes: Buffer, begin: number, end: number): number {
    let at = begin;
    while (at < end && !this.isComplete) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, end - at);
        this.#left -= taken;
        at += taken;
        continue;
      }
      const newline = bytes.subarray(at, end).indexOf(0x0a);
      const stop = newline < 0 ? end : at + newline + 1;
      this.#line += bytes.toString('latin1', at, stop);
      at = stop;
      if (newline >= 0) this.#endLine();
    }
    return at;
  }

  #endLine(): void {
    const line = this.#line.trim();
    this.#line = '';
    if (this.#isLast) {
      // behind the last chunk come fields, and an empty line
      this.isComplete = line === '';
      return;
    }
    if (!/^[0-9a-f]+$/i.test(line)) throw new Error(`expected the size of a chunk, seen ${line.slice(0, 40)}`);
    const size = Number.parseInt(line, 16);
    this.#isLast = size === 0;
    this.#left = size === 0 ? 0 : size + 2;
  }
}
