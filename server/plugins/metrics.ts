/** Counts and times of requests, and what the parts of the server report, as Prometheus text. */
import type { App } from '../app-types.ts';

/** Upper bounds of the duration histogram, seconds. */
const BUCKETS_S = [0.005, 0.02, 0.1, 0.5, 2, 10, 60];

export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  /** One number, or one for each set of labels. */
  readonly value: () => number | readonly (readonly [labels: Labels, value: number])[];
}

export type Labels = Readonly<Record<string, string>>;

interface RouteTimes {
  readonly buckets: number[];
  sumS: number;
  count: number;
}

export class Metrics {
  readonly #requests = new Map<string, number>();
  readonly #times = new Map<string, RouteTimes>();
  readonly #gauges: Gauge[] = [];
  #bytesSent = 0;
  #signInsFailed = 0;

  add(...gauges: Gauge[]): void {
    this.#gauges.push(...gauges);
  }

  /** @param route the route's pattern, so that the number of series stays small whatever clients ask for */
  observe(method: string, route: string, status: number, seconds: number, bytes: number): void {
    const labels = `method="${method}",route="${escapeLabel(route)}",status="${status}"`;
    this.#requests.set(labels, (this.#requests.get(labels) ?? 0) + 1);
    this.#bytesSent += bytes;
    if (method === 'POST' && route === '/api/session' && status >= 400) this.#signInsFailed++;
    let times = this.#times.get(route);
    if (!times) {
      times = { buckets: BUCKETS_S.map(() => 0), sumS: 0, count: 0 };
      this.#times.set(route, times);
    }
    for (const [i, bound] of BUCKETS_S.entries()) if (seconds <= bound) times.buckets[i]! += 1;
    times.sumS += seconds;
    times.count += 1;
  }

  text(): string {
    const lines: string[] = [];
    const head = (name: string, type: string, help: string) =>
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    head('tengun_http_requests_total', 'counter', 'Answered requests.');
    for (const [labels, count] of this.#requests) lines.push(`tengun_http_requests_total{${labels}} ${count}`);
    head('tengun_http_request_seconds', 'histogram', 'Time from the request to the end of the answer.');
    for (const [route, { buckets, sumS, count }] of this.#times) {
      const label = `route="${escapeLabel(route)}"`;
      for (const [i, bound] of BUCKETS_S.entries()) {
        lines.push(`tengun_http_request_seconds_bucket{${label},le="${bound}"} ${buckets[i]}`);
      }
      lines.push(`tengun_http_request_seconds_bucket{${label},le="+Inf"} ${count}`);
      lines.push(
        `tengun_http_request_seconds_sum{${label}} ${sumS}`,
        `tengun_http_request_seconds_count{${label}} ${count}`,
      );
    }
    head('tengun_http_sent_bytes_total', 'counter', 'Bytes of answers whose length was known.');
    lines.push(`tengun_http_sent_bytes_total ${this.#bytesSent}`);
    head('tengun_sign_ins_failed_total', 'counter', 'Sign-ins that were refused.');
    lines.push(`tengun_sign_ins_failed_total ${this.#signInsFailed}`);
    for (const { name, help, type, value } of this.#gauges) {
      head(name, type, help);
      const seen = value();
      if (typeof seen === 'number') lines.push(`${name} ${seen}`);
      else for (const [labels, number] of seen) lines.push(`${name}${labelText(labels)} ${number}`);
    }
    return `${lines.join('\n')}\n`;
  }
}

export function registerMetrics(app: App): Metrics {
  const metrics = new Metrics();
  const started = performance.now();
  metrics.add(
    {
      name: 'tengun_uptime_seconds',
      help: 'Since the server started.',
      type: 'gauge',
      value: () => (performance.now() - started) / 1000,
    },
    {
      name: 'process_resident_memory_bytes',
      help: 'Resident memory, worker threads included.',
      type: 'gauge',
      value: () => process.memoryUsage.rss(),
    },
    {
      name: 'process_cpu_seconds_total',
      help: 'Processor time, user and system.',
      type: 'counter',
      value: () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
    },
  );
  app.addHook('onResponse', (request, reply, done) => {
    const hasBody = request.method !== 'HEAD' && reply.statusCode !== 304;
    const bytes = hasBody ? Number(reply.getHeader('content-length') ?? 0) : 0;
    const route = request.routeOptions.url ?? 'none';
    metrics.observe(
      request.method,
      route,
      reply.statusCode,
      reply.elapsedTime / 1000,
      Number.isFinite(bytes) ? bytes : 0,
    );
    done();
  });
  return metrics;
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return parts.length > 0 ? `{${parts.join(',')}}` : '';
}

function escapeLabel(text: string): string {
  return text.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
}
