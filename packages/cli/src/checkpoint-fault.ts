/** Whether a checkpoint is of the log beside it. */
export { judgeCheckpoint } from '@accord-ledger/adapters/publication'
