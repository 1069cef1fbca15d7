import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    environment: 'node',
    globalSetup: ['test/helpers/scene-cache.ts'],
    pool: 'forks',
    // worker/sound-compiler.ts says why
    execArgv: ['--no-maglev'],
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // a picture may take seconds to be drawn in software
    expect: { poll: { timeout: 20_000, interval: 50 } },
  },
});
