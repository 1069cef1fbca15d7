/** How the server asks other servers: real servers on this machine, names resolved by the test. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { FetchError, type FetchPolicy, type Resolve } from '../../../server/http/fetch-policy.ts';
import { safeFetch } from '../../../server/http/safe-fetch.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const LIMIT = 64 * 1024;
const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

/** @returns the port */
async function listen(server: Server | ReturnType<typeof createSocketServer>, address = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  closing.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A server whose name `inside.test` is listed as one of the inside. */
async function inside(listener: RequestListener, more: Partial<FetchPolicy> = {}) {
  const port = await listen(createServer(listener));
  const origin = `http://inside.test:${port}`;
  return { origin, port, ask: safeFetch(policy({ origins: [origin], internalOrigins: [origin], ...more })) };
}

const here: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];
const policy = (more: Partial<FetchPolicy>): FetchPolicy => ({
  origins: [],
  contentTypes: ['application/json'],
  maxBytes: LIMIT,
  timeoutMs: 5000,
  resolve: here,
  ...more,
});
const faultOf = async (asking: Promise<unknown>): Promise<string> => {
  const error = await asking.then(
    () => new Error('it was answered'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(FetchError);
  return (error as FetchError).fault;
};
const json: RequestListener = (_, reply) => reply.setHeader('content-type', 'application/json').end('{"a":1}');

describe('who is asked', () => {
  it('asks an origin that is listed, and takes along only what was given', async () => {
    const { ask, origin } = await inside((request, reply) => {
      const parts: Buffer[] = [];
      request.on('data', (part) => parts.push(part));
      request.on('end', () => {
        reply.setHeader('content-type', 'application/json; charset=utf-8').setHeader('set-cookie', 'a=b');
        reply.end(
          JSON.stringify({ method: request.method, headers: request.headers, body: Buffer.concat(parts).toString() }),
        );
      });
    });
    const headers = { authorization: 'Bearer x', cookie: 'a=b', host: 'other.test', 'accept-encoding': 'gzip' };
    const response = await ask(`${origin}/token?x=1`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ code: 'あ' }),
    });
    const seen = (await response.json()) as { method: string; headers: Record<string, string>; body: string };
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(seen).toMatchObject({ method: 'POST', body: 'code=%E3%81%82' });
    expect(seen.headers).toMatchObject({
      host: new URL(origin).host,
      authorization: 'Bearer x',
      'accept-encoding': 'identity',
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      'content-length': '14',
    });
    expect(seen.headers.cookie).toBeUndefined();
  });

  it('asks no other: another port, another name, a name with a dot behind, other schemes', async () => {
    const { ask, port } = await inside(json);
    const wrong = [
      'http://inside.test:1/',
      'http://inside.test./',
      `https://inside.test:${port}/`,
      `http://inside.test.:${port}/`,
    ];
    for (const url of [...wrong, 'http://127.0.0.1/', 'file:///etc/passwd', 'data:,x', 'gopher://inside.test/']) {
      expect(await faultOf(ask(url)), url).toBe('origin');
    }
    for (const url of ['', 'inside.test', '//inside.test', 'http://']) expect(await faultOf(ask(url)), url).toBe('url');
    expect(await faultOf(ask(`http://inside.test:${port}/`, { method: 'PUT' }))).toBe('url');
  });

  it('is not misled by a name before the at sign', async () => {
    const { ask, port, origin } = await inside(json);
    for (const url of [
      `http://user@inside.test:${port}/`,
      `http://:x@inside.test:${port}/`,
      `http://inside.test:${port}@evil.test/`,
    ]) {
      expect(await faultOf(ask(url)), url).toBe('url');
    }
    // what looks like one, and is a path or a host
    for (const url of [
      `http://evil.test\\@inside.test:${port}/`,
      `http://evil.test#@inside.test:${port}/`,
      `http://evil.test/@inside.test:${port}`,
    ]) {
      expect(await faultOf(ask(url)), url).toBe('origin');
    }
    expect((await ask(`${origin}/@evil.test`)).status).toBe(200);
  });

  it('asks without TLS only where that is listed', async () => {
    const port = await listen(createServer(json));
    const origins = [`http://a.test:${port}`];
    expect(await faultOf(safeFetch(policy({ origins }))(`${origins[0]}/`))).toBe('url');
  });
});

describe('addresses of the inside', () => {
  const refused = async (host: string, resolve?: Resolve) => {
    const { origin } = new URL(`https://${host}/`);
    return faultOf(safeFetch(policy({ origins: [origin], ...(resolve ? { resolve } : {}) }))(`https://${host}/`));
  };

  it('are refused in every way to write them', async () => {
    const forms = [
      '127.0.0.1', '2130706433', '0x7f000001', '0177.0.0.1', '0x7f.1', '127.1', '127.0.0.1.', '１２７.0.0.1', '0', '169.254.169.254', '10.0.0.1',
      '172.31.255.255', '192.168.0.1', '100.64.0.1', '224.0.0.1', '255.255.255.255', '[::]', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:8.8.8.8]',
      '[::127.0.0.1]', '[64:ff9b::7f00:1]', '[64:ff9b::8.8.8.8]', '[2002:7f00:1::]', '[2001::1]', '[fe80::1]', '[fec0::1]', '[fc00::1]', '[fd12::1]', '[ff02::1]',
    ]; // biome-ignore format: a table
    for (const form of forms) expect(await refused(form), form).toBe('address');
  });

  it('are refused when a name means one, alone or among others', async () => {
    for (const address of ['127.0.0.1', '10.1.2.3', '::1', 'fd00::1', '::ffff:10.0.0.1', '64:ff9b::a00:1']) {
      const family = address.includes(':') ? 6 : 4;
      expect(await refused('a.test', async () => [{ address, family }]), address).toBe('address');
      const mixed = [
        { address: '93.184.216.34', family: 4 },
        { address, family },
      ];
      expect(await refused('a.test', async () => mixed), address).toBe('address');
    }
    expect(await refused('a.test', async () => [])).toBe('network');
  });

  it('are refused to a name of this machine that the system resolves', async () => {
    const ask = safeFetch({
      ...policy({ origins: ['https://localhost'] }),
      resolve: undefined,
    } as unknown as FetchPolicy);
    expect(await faultOf(ask('https://localhost/'))).toBe('address');
  });
});

describe('a name that changes what it means', () => {
  it('is resolved once, and the connection goes there', async () => {
    const asked: string[] = [];
    const first = createServer((_, reply) => reply.setHeader('content-type', 'application/json').end('"first"'));
    const port = await listen(first);
    // a second server at the same port of another address: whoever resolves again lands there
    const second = createServer((_, reply) => reply.setHeader('content-type', 'application/json').end('"second"'));
    await new Promise<void>((resolve) => second.listen(port, '127.0.0.2', resolve));
    closing.push(() => second.close());
    const origin = `http://rebind.test:${port}`;
    const resolve: Resolve = async (host) => {
      asked.push(host);
      return [{ address: asked.length === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    };
    const ask = safeFetch(policy({ origins: [origin], internalOrigins: [origin], resolve }));
    expect(await (await ask(origin)).json()).toBe('first');
    expect(asked).toEqual(['rebind.test']);
    // nothing is remembered: the next call looks again
    expect(await (await ask(origin)).json()).toBe('second');
  });
});

describe('redirects', () => {
  it('are followed by hand, three at most, and lose the credentials at another origin', async () => {
    const seen: (string | undefined)[] = [];
    const end = await inside((request, reply) => {
      seen.push(request.headers.authorization);
      json(request, reply);
    });
    const { port } = await inside((request, reply) => {
      const left = Number(request.url!.slice(1));
      reply.writeHead(302, { location: left > 0 ? `/${left - 1}` : `${end.origin}/` }).end();
    });
    const origin = `http://inside.test:${port}`;
    const origins = [origin, end.origin];
    const ask = safeFetch(policy({ origins, internalOrigins: origins }));
    const headers = { authorization: 'Bearer x' };
    expect((await ask(`${origin}/2`, { headers })).status).toBe(200);
    expect(seen).toEqual([undefined]);
    expect(await faultOf(ask(`${origin}/3`, { headers }))).toBe('redirect');
    expect(await faultOf(ask(`${origin}/0`, { redirect: 'error' }))).toBe('redirect');
    expect(await faultOf(ask(`${origin}/0`, { method: 'POST', body: 'secret' }))).toBe('redirect');
    const left = await ask(`${origin}/0`, { method: 'POST', body: 'x', redirect: 'manual' });
    expect([left.status, left.headers.get('location')]).toEqual([302, `${end.origin}/`]);
    expect(seen).toEqual([undefined]);
  });

  it('lead to no address that could not be asked itself', async () => {
    let asked = 0;
    const victim = await inside((request, reply) => {
      asked += 1;
      json(request, reply);
    });
    let location = '';
    const { port } = await inside((_, reply) => reply.writeHead(307, { location }).end());
    const origin = `http://inside.test:${port}`;
    const listed = `https://outside.test:${victim.port}`;
    const resolve: Resolve = async (host) => [
      { address: host === 'outside.test' ? '10.0.0.1' : '127.0.0.1', family: 4 },
    ];
    const ask = safeFetch(policy({ origins: [origin, listed], internalOrigins: [origin], resolve }));
    for (const [to, fault] of [
      [victim.origin, 'origin'],
      [`//127.0.0.1:${victim.port}/`, 'origin'],
      ['http://169.254.169.254/latest/meta-data/', 'origin'],
      [`http://x@inside.test:${port}/`, 'url'],
      ['file:///etc/passwd', 'origin'],
      ['http://[', 'url'],
      [listed, 'address'],
    ] as const) {
      location = to;
      expect(await faultOf(ask(origin)), to).toBe(fault);
    }
    expect(asked).toBe(0);
  });
});

describe('answers', () => {
  it('are no larger than allowed: as announced, as sent, as unpacked', async () => {
    const sent = { bytes: 0 };
    const { ask, origin } = await inside((request, reply) => {
      reply.setHeader('content-type', 'application/json');
      if (request.url === '/announced') reply.setHeader('content-length', LIMIT + 1).flushHeaders();
      else if (request.url === '/exact') reply.end(JSON.stringify('x'.repeat(LIMIT - 2)));
      else {
        const timer = setInterval(() => {
          sent.bytes += 16_384;
          reply.write(Buffer.alloc(16_384, 32));
        }, 1);
        reply.on('close', () => clearInterval(timer));
      }
    });
    expect(await faultOf(ask(`${origin}/announced`))).toBe('size');
    expect(await faultOf(ask(`${origin}/endless`))).toBe('size');
    // and the rest is not taken
    expect(sent.bytes).toBeLessThan(4 * 2 ** 20);
    expect((await (await ask(`${origin}/exact`)).text()).length).toBe(LIMIT);
  });

  it('are unpacked within the limit: a bomb goes no further', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20));
    const brotli = brotliCompressSync(Buffer.alloc(16 * 2 ** 20));
    // members of nothing: the unpacked size alone would let it go on for ever
    const empty = Buffer.concat(Array.from({ length: LIMIT / 20 + 1 }, () => gzipSync('')));
    const { ask, origin } = await inside((request, reply) => {
      reply.setHeader('content-type', 'application/json');
      const [coding, body] = (
        {
          '/gzip': ['gzip', bomb],
          '/br': ['br', brotli],
          '/empty': ['gzip', empty],
          '/two': ['gzip, gzip', gzipSync(bomb)],
          '/odd': ['zstd', bomb],
          '/good': ['GZIP', gzipSync('{"a":1}')],
          '/broken': ['gzip', Buffer.from('no gzip at all')],
          '/cut': ['gzip', gzipSync('{"a":1}').subarray(0, 15)],
        } as Record<string, [string, Buffer]>
      )[request.url!]!;
      reply.setHeader('content-encoding', coding).end(body);
    });
    expect(bomb.length).toBeLessThanOrEqual(LIMIT);
    const before = process.memoryUsage().rss;
    for (const path of ['/gzip', '/br', '/empty']) expect(await faultOf(ask(origin + path)), path).toBe('size');
    expect(process.memoryUsage().rss - before).toBeLessThan(48 * 2 ** 20);
    for (const path of ['/two', '/odd']) expect(await faultOf(ask(origin + path)), path).toBe('type');
    for (const path of ['/broken', '/cut']) expect(await faultOf(ask(origin + path)), path).toBe('network');
    const good = await ask(`${origin}/good`);
    expect([await good.json(), good.headers.get('content-encoding')]).toEqual([{ a: 1 }, null]);
  });

  it('come in time: neither a slow drip, nor silence, nor a slow resolver holds the caller', async () => {
    const drip = await inside(
      (request, reply) => {
        if (request.url === '/silent') return;
        reply.setHeader('content-type', 'application/json').flushHeaders();
        const timer = setInterval(() => reply.write(' '), 20);
        reply.on('close', () => clearInterval(timer));
      },
      { timeoutMs: 300 },
    );
    const started = performance.now();
    expect(await faultOf(drip.ask(`${drip.origin}/drip`))).toBe('time');
    expect(await faultOf(drip.ask(`${drip.origin}/silent`))).toBe('time');
    const never = safeFetch(
      policy({ origins: ['https://a.test'], timeoutMs: 300, resolve: () => new Promise(() => {}) }),
    );
    expect(await faultOf(never('https://a.test/'))).toBe('time');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('end when the caller gives up, with his reason', async () => {
    const { ask, origin } = await inside(() => {});
    const controller = new AbortController();
    const asking = ask(origin, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await expect(asking).rejects.toThrow('enough');
    await expect(ask(origin, { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
  });

  it('are of the type that was asked for; without a body it does not matter', async () => {
    const { ask, origin } = await inside((request, reply) => {
      if (request.url === '/html') reply.setHeader('content-type', 'text/html').end('<p>');
      else if (request.url === '/none') reply.end('{}');
      else if (request.url === '/nothing') reply.writeHead(204).end();
      else if (request.url === '/error')
        reply.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"x"}');
      else reply.end();
    });
    expect(await faultOf(ask(`${origin}/html`))).toBe('type');
    expect(await faultOf(ask(`${origin}/none`))).toBe('type');
    expect((await ask(`${origin}/nothing`)).status).toBe(204);
    expect((await ask(`${origin}/error`)).status).toBe(400);
    expect(await (await ask(`${origin}/empty`)).text()).toBe('');
    expect((await ask(`${origin}/html`, { method: 'HEAD' })).status).toBe(200);
  });

  it('are HTTP: whatever else comes back is a fault, not a hang', async () => {
    const answers = [
      '',
      'SSH-2.0-x\r\n',
      'HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      'HTTP/1.1 999 x\r\n\r\n',
      `HTTP/1.1 200 x\r\na: ${'b'.repeat(40_000)}\r\n\r\n`,
    ];
    for (const answer of answers) {
      const port = await listen(
        createSocketServer((socket: Socket) => {
          socket.on('error', () => {});
          socket.once('data', () => socket.end(answer));
        }),
      );
      const origin = `http://inside.test:${port}`;
      expect(
        await faultOf(safeFetch(policy({ origins: [origin], internalOrigins: [origin] }))(origin)),
        answer.slice(0, 40),
      ).toBe('network');
    }
  });
});

describe('TLS', () => {
  const hasOpenssl = (() => {
    try {
      return execFileSync('openssl', ['version']).length > 0;
    } catch {
      console.warn('NOT RUN: TLS of outgoing requests (there is no openssl here)');
      return false;
    }
  })();

  it.runIf(hasOpenssl)(
    'holds the certificate against the name, not the address, and takes none that nobody vouches for',
    async () => {
      const dir = await temporaryFolder();
      const [key, certificate] = [join(dir, 'key.pem'), join(dir, 'certificate.pem')];
      const made = [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ];
      execFileSync(
        'openssl',
        [...made, '-subj', '/CN=id.test', '-addext', 'subjectAltName=DNS:id.test', '-keyout', key, '-out', certificate],
        { stdio: 'ignore' },
      );
      const [keyText, certificateText] = [readFileSync(key, 'utf8'), readFileSync(certificate, 'utf8')];
      const server = createTlsServer({ key: keyText, cert: certificateText }, json);
      const port = await listen(server as unknown as Server);
      const origins = [`https://id.test:${port}`, `https://other.test:${port}`];
      const ask = safeFetch(policy({ origins, internalOrigins: origins }));
      expect(await faultOf(ask(`${origins[0]}/`))).toBe('network');
      const before = getCACertificates('default');
      setDefaultCACertificates([...before, certificateText]);
      try {
        expect((await ask(`${origins[0]}/`)).status).toBe(200);
        expect(await faultOf(ask(`${origins[1]}/`))).toBe('network');
      } finally {
        setDefaultCACertificates(before);
      }
    },
  );
});
