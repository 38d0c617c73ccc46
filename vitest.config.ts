import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{packages,plugins,tools}/*/src/**/*.test.ts', 'benchmarks/**/*.test.ts'],
    testTimeout: 60_000,
    maxWorkers: 2,
    // picocolors would colour what tests read wherever CI is set.
    env: { NO_COLOR: '1' },
  },
});
