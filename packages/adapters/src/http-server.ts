/**
 * A ledger over HTTP: reading, submission, publishing. docs/spec/http.md is its specification,
 * http-server/LIFE-OF-AN-ENTRY.md follows one entry through it.
 *
 * @module
 */
export { plainRequest, readBody } from './http/http-message.ts'
export type { HttpAnswer, HttpHandler, HttpRequest, WholeAnswer } from './http/http-message.ts'
export { HTTP_LIMITS, serveHttp } from './http/http-server.ts'
export type { HttpLimits, HttpServer, HttpServerOptions } from './http/http-server.ts'
export type { HttpListener, HttpRefusal, HttpTarget } from './http/http-listener.ts'
export { eventId } from './http-server/event-ids.ts'
export { ledgerHandler } from './http-server/ledger-handler.ts'
export type {
  AccessLine,
  LedgerHandler,
  LedgerHandlerOptions,
} from './http-server/ledger-handler.ts'
export type { LiveState } from './http-server/live-ledger.ts'
export { metrics } from './http-server/metrics.ts'
export type { Gauge, Metrics } from './http-server/metrics.ts'
export { OPENAPI } from './http-server/openapi.ts'
export type {
  DocumentedAnswer,
  DocumentedOperation,
  OpenApiDocument,
} from './http-server/openapi.ts'
export { PROBLEM_TYPE, PROBLEMS } from './http-server/problem.ts'
export type { ProblemCode } from './http-server/problem.ts'
export { filesOf } from './http-server/published.ts'
export type { PublishedFiles } from './http-server/published.ts'
export { mountLedger, serveLedger } from './http-server/serve-ledger.ts'
export type { LedgerServer, NotListening, ServeLedgerOptions } from './http-server/serve-ledger.ts'
export { openServedLedger } from './http-server/served-ledger.ts'
export type {
  OperatorOptions,
  ServedLedger,
  ServedLedgerOptions,
  ServeError,
} from './http-server/served-ledger.ts'
export { storeRoutes } from './http-server/store-routes.ts'
export type { StoreRoutes, StoreRoutesOptions } from './http-server/store-routes.ts'
export { SUBMISSION_LIMITS } from './http-server/submissions.ts'
export type { SubmissionLimits, Submissions } from './http-server/submissions.ts'
export type { BucketLimits } from './http-server/token-buckets.ts'
