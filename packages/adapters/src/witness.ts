/**
 * A witness: its memory in a directory, its server, and the client that asks one. What it decides is the core's
 * (`addCheckpoint`). docs/guides/run-a-witness.md shows one at work.
 *
 * @module
 */
export { askWitness, MAX_ANSWER_BYTES } from './witness/ask-witness.ts'
export type { WitnessAnswer } from './witness/ask-witness.ts'
export type { AskOptions, Fetch, FetchAnswer } from './http/ask-bounded.ts'
export { MAX_CONFIG_BYTES, parseWitnessConfig, readWitnessConfig } from './witness/config.ts'
export type { WitnessConfig, WitnessedLog } from './witness/config.ts'
export { openFileWitnessStore, originHash } from './witness/file-witness-store.ts'
export type { FileWitnessStore, FileWitnessStoreOptions } from './witness/file-witness-store.ts'
export { witnessHandler } from './witness/handler.ts'
export type { WitnessHandlerOptions } from './witness/handler.ts'
export { plainRequest, readBody } from './http/http-message.ts'
export type { HttpAnswer, HttpHandler, HttpRequest, WholeAnswer } from './http/http-message.ts'
export { HTTP_LIMITS, serveHttp } from './http/http-server.ts'
export type { HttpLimits, HttpServer, HttpServerOptions } from './http/http-server.ts'
export type { HttpListenerOptions, HttpRefusal, HttpTarget } from './http/http-listener.ts'
export { serveWitness } from './witness/serve.ts'
export type { ServeWitnessOptions, WitnessServer } from './witness/serve.ts'
