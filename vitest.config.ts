import { defineConfig } from 'vitest/config'

/** Tests run on the sources: this export condition leads every package to its `src`. */
const SOURCE = 'accord-ledger-source'

export default defineConfig({
  resolve: { conditions: [SOURCE, 'module', 'node', 'development|production'] },
  ssr: { resolve: { conditions: [SOURCE, 'module', 'node', 'development|production'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    environment: 'node',
    // Half of the time goes into child processes: one file a core leaves none idle.
    maxWorkers: '100%',
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
