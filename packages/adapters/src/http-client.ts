/**
 * The client of a log: reading one from a server or from any static host, with the last checkpoint of it kept and compared; submitting
 * events; and the storage port over a server. Everything takes `fetch` as an argument, and runs in browsers but for `folderPins`.
 *
 * @module
 */
export type { Patience } from './http-client/ask-again.ts'
export type { RemoteError } from './http-client/remote-error.ts'
export { remoteLog } from './http-client/remote-log.ts'
export type {
  FetchedCheckpoint,
  ReadOptions,
  RemoteLog,
  RemoteLogOptions,
} from './http-client/remote-log.ts'
export { folderPins } from './http-client/folder-pins.ts'
export type { FolderPinsOptions } from './http-client/folder-pins.ts'
export { openHttpStore } from './http-client/http-store.ts'
export type { HttpStoreOptions } from './http-client/http-store.ts'
export { checkAgainstPin, memoryPins, moveToPin } from './http-client/pins.ts'
export type {
  BadPin,
  PinCheck,
  PinError,
  PinEvidence,
  PinForked,
  PinRolledBack,
  PinStore,
  PinUnproven,
} from './http-client/pins.ts'
export { submitEvent } from './http-client/submit-event.ts'
export type { Submitted, SubmitOptions } from './http-client/submit-event.ts'
export type {
  BadReceipt,
  NotSubmittable,
  SubmissionAmbiguous,
  SubmissionRefused,
  SubmissionUnavailable,
  SubmitError,
} from './http-client/submit-error.ts'
