/** What the example uses of node:sqlite, which the types of the oldest Node do not know. */
declare module 'node:sqlite' {
  export class DatabaseSync {
    constructor(path: string, options?: { readonly readOnly?: boolean })
    readonly isTransaction: boolean
    exec(sql: string): void
    prepare(sql: string): StatementSync
    close(): void
  }
  export interface StatementSync {
    get(...values: readonly unknown[]): object | undefined
    all(...values: readonly unknown[]): object[]
    run(...values: readonly unknown[]): object
  }
}
