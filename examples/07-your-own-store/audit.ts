/** Puts the SQLite store under the laws of the store. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describeLaw, runLaws, testLink } from '@accord-ledger/audit'
import type { Damage, StoreSubject } from '@accord-ledger/audit'
import { openSqliteStore } from './sqlite-store.ts'

// #region subject
const subject: StoreSubject = {
  persistent: true,
  after: (milliseconds, then) => {
    const timer = setTimeout(then, milliseconds)
    return () => clearTimeout(timer)
  },
  make: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sqlite-store-'))
    const names: string[] = []
    const pathOf = (name: string): string => {
      if (!names.includes(name)) names.push(name)
      return join(folder, `${names.indexOf(name)}.sqlite`)
    }
    return {
      open: async (name, mode) => openSqliteStore(pathOf(name), testLink, mode),
      remove: async () => rmSync(folder, { recursive: true }),
      damage: async (name, damage) => damageRows(pathOf(name), damage),
    }
  },
}
// #endregion subject

/** Does to the rows what nothing in the store would do. */
function damageRows(path: string, { how, index }: Damage): void {
  const otherLink = '66'.repeat(64)
  const db = new DatabaseSync(path)
  db.exec(
    {
      changed: `UPDATE entries SET bytes = unhex(hex(bytes) || '78') WHERE "index" = ${index}`,
      unlinked: `UPDATE entries SET bytes = unhex('${otherLink}' || substr(hex(bytes), 129)) WHERE "index" = ${index}`,
      missing: `DELETE FROM entries WHERE "index" = ${index}`,
      cut: `DELETE FROM entries WHERE "index" >= ${index}`,
    }[how],
  )
  db.close()
}

// #region run
const { laws, passed } = await runLaws(subject, { seed: 1, runs: 10 })
for (const law of laws)
  if (law.verdict === 'holds') console.log(`law ${law.number} holds: ${law.claim}`)
  else if (law.verdict === 'skipped') console.log(`law ${law.number} skipped: it ${law.reason}`)
  else console.log(describeLaw(law))
console.log(passed ? 'passed' : 'FAILED')
process.exitCode = passed ? 0 : 1
// #endregion run
