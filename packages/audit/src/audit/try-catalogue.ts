/** Tries the whole catalogue of attacks on a log, and tells of those that are missed. */
import type { Attack, LogAttack } from '../attacks/attack.ts'
import {
  attacks,
  checkpointAttacks,
  logAttacks,
  policyAttacks,
  proofAttacks,
  receiptAttacks,
  tilesAttacks,
} from '../attacks/catalogue.ts'
import type { LogChange } from '../attacks/log-change.ts'
import { publishedLog } from '../attacks/published-target.ts'
import type { PublishedTarget } from '../attacks/published-target.ts'
import { attackLog, readChange } from './attack-log.ts'
import { tryAttacks } from './attack-run.ts'
import type { AttackOptions, AttackReport } from './attack-run.ts'
import type { AuditOptions } from './audited-log.ts'
import { readCheckpoint, readPolicy, readProof, readReceipt, readTiles } from './readers.ts'
import { withScripts } from './smallest-miss.ts'
import type { Reader, SearchOptions } from './smallest-miss.ts'

/** Tries all attacks, `runs` cases each. */
export async function tryCatalogue(
  target: PublishedTarget,
  { verifier, seed, signal, onProgress }: AuditOptions,
  runs: number,
): Promise<readonly AttackReport[]> {
  let done = 0
  const how: AttackOptions = {
    seed,
    runs,
    signal,
    onCase: () => onProgress?.('attacking', ++done, runs * attacks.length),
  }
  const { entries } = target.log
  const search: SearchOptions = {
    seed,
    length: entries.length,
    on: (size) => publishedLog(entries.slice(0, size)),
    signal,
  }
  const logs = await attackLog(logAttacks, target.log, target.reader, verifier, how)
  return [
    ...(await withScripts(logs, logAttacks.map(onItsLog), readOfChange, search)),
    ...(await tried(proofAttacks, (_, claim) => readProof(claim))),
    ...(await tried(checkpointAttacks, (on, forged) => readCheckpoint(on, forged, verifier))),
    ...(await tried(receiptAttacks, (on, forged) => readReceipt(on, forged, verifier))),
    ...(await tried(tilesAttacks, readTiles)),
    ...(await tried(policyAttacks, (on, forged) => readPolicy(on, forged, verifier))),
  ]

  async function tried<A extends { readonly what: string }>(
    of: readonly Attack<PublishedTarget, A>[],
    read: Reader<A>,
  ): Promise<readonly AttackReport[]> {
    const reports = await tryAttacks(of, target, (attacked) => read(target, attacked), how)
    return withScripts(reports, of, read, search)
  }

  function readOfChange(on: PublishedTarget, change: LogChange): Promise<string | null> {
    return readChange(change, on.log, on.reader, verifier)
  }
}

/** An attack on a log as one on all that is published of it. */
function onItsLog(attack: LogAttack): Attack<PublishedTarget, LogChange> {
  return { ...attack, arbitrary: ({ log }) => attack.arbitrary(log) }
}
