import { describe, expect, it } from 'vitest'
import { fakeContext } from '../test-support/context.ts'
import { troubleNotice } from './notice.ts'
import { runCommand } from './run-command.ts'

const notice = troubleNotice('checkpoint-late', 'accords.example/1', 'late')
const env = { PATH: process.env['PATH'] }

describe('a command', () => {
  it.each([
    ['exit 0', { _tag: 'Right' }],
    ['exit 3', { left: 'it exits with 3' }],
    ['kill -9 $$', { left: 'it was ended by SIGKILL' }],
  ])('%s', async (command, expected) => {
    const { context } = fakeContext({ env })
    expect(await runCommand(context, command, notice, { timeoutMs: 10_000 })).toMatchObject(
      expected,
    )
  })

  it.each(['exec sleep 20', 'sleep 20 & wait', 'setsid sleep 20 & exit 0', 'setsid sleep 20'])(
    'that takes too long is not waited for, nor is what it leaves behind: %s',
    async (command) => {
      const { context } = fakeContext({ env })
      const running = runCommand(context, command, notice, { timeoutMs: 300 })
      const late = new Promise((resolve) => setTimeout(() => resolve('still waiting'), 8_000))
      expect(await Promise.race([running, late])).toMatchObject({
        left: 'it was ended after 0.3 seconds',
      })
    },
    20_000,
  )
})
