import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,property,integration}/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['test/helpers/seed.ts'],
    pool: 'forks',
    // worker/sound-compiler.ts says why
    execArgv: ['--no-maglev'],
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
});
