// Whether the server of this container answers and its threads start: exit code 0, else 1. Needs nothing but Node.
import { request } from 'node:http';

const port = Number(process.env.TENGUN_PORT ?? 8080);
const sent = request({ host: '127.0.0.1', port, path: '/health/ready', timeout: 12_000 }, (answer) => {
  answer.resume();
  process.exitCode = answer.statusCode === 200 ? 0 : 1;
});
sent.on('timeout', () => sent.destroy(new Error('no answer within 12 s')));
sent.on('error', (error) => {
  console.error(`health: ${error.message}`);
  process.exitCode = 1;
});
sent.end();
