/**
 * The operator's side of checkpoints, for a ledger in a directory: its policy, and publishing. Also saved state of verifiers.
 * docs/spec/proofs.md §4 and §5 say what is kept to here.
 *
 * @module
 */
export { judgeCheckpoint } from './publication/checkpoint-fault.ts'
export type { CheckpointFault, LogAt } from './publication/checkpoint-fault.ts'
export type { AskWitness, WitnessOutcome } from './publication/ask-witnesses.ts'
export { fetchCheckpoint } from './publication/fetch-checkpoint.ts'
export { knownSizeOf, readPublished, readWaiting } from './publication/ledger-files.ts'
export type { PublicationOptions, StoredCheckpoint } from './publication/ledger-files.ts'
export { readPolicy, setPolicy } from './publication/ledger-policy.ts'
export type { PolicySubject } from './publication/ledger-policy.ts'
export { trackLog } from './publication/log-track.ts'
export type { LogTrack, OperatorTerm, TrackedLog } from './publication/log-track.ts'
export type { Publication } from './publication/publish.ts'
export type {
  BadCheckpoint,
  BadPolicy,
  CheckpointPlace,
  LogForked,
  LogShrank,
  NothingToPublish,
  PublishError,
  Unconfirmed,
  WitnessAhead,
  WitnessForked,
  WrongSigners,
} from './publication/publish-error.ts'
export { openPublisher, publishCheckpoint } from './publication/publisher.ts'
export type { Publisher, PublishOptions } from './publication/publisher.ts'
export type { PublisherOptions } from './publication/signing.ts'
export { MAX_STATE_FILE_BYTES, readStateFile, writeStateFile } from './publication/state-file.ts'
