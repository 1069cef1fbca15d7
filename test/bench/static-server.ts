/** What serving is measured against: @fastify/static on a folder. `node static-server.ts FOLDER PORT` */
import fastifyStatic from '@fastify/static';
import Fastify from 'fastify';

const [folder = '.', port = '0'] = process.argv.slice(2);
const app = Fastify();
app.get('/health/live', () => 'ok');
await app.register(fastifyStatic, { root: folder, cacheControl: true, maxAge: 31_536_000_000, immutable: true });
await app.listen({ port: Number(port), host: '127.0.0.1' });
