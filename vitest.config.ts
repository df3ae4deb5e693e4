import { defineConfig } from 'vitest/config'

/** Tests run on the sources: this export condition leads every package to its `src`. */
const SOURCE = 'accord-ledger-source'

/** What mocks a module, or changes its process, has a process of its own. */
const APART = ['packages/adapters/src/native-fallback.test.ts', 'packages/cli/src/fuzz.test.ts']

export default defineConfig({
  resolve: { conditions: [SOURCE, 'module', 'node', 'development|production'] },
  ssr: { resolve: { conditions: [SOURCE, 'module', 'node', 'development|production'] } },
  test: {
    environment: 'node',
    // Half of the time goes into child processes: one file a core leaves none idle.
    maxWorkers: '100%',
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...APART],
          // Files share a worker and what it has imported: half of the processor time of a run.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'apart', include: APART } },
    ],
  },
})
