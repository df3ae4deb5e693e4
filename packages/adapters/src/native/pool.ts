/**
 * Questions asked of libuv's thread pool, a bounded number at once, whatever the number of batches. The
 * pool reads and writes files, too: what is not asked yet does not stand in their way.
 */

/** Asks one question: gives its verdict, or null and calls `answered` once, later. What it throws fails the batch. */
export type Ask<A> = (question: A, answered: Answered) => boolean | null
type Answered = (error: Error | null, verdict: boolean) => void

interface Batch<A> {
  readonly questions: readonly A[]
  readonly verdicts: boolean[]
  next: number
  answered: number
  readonly resolve: (verdicts: readonly boolean[]) => void
  readonly reject: (error: Error) => void
}

/**
 * Answers batches in the order of their questions, the batches one after another, with at most `limit`
 * questions under way. A batch of which one question fails rejects with its error; the others go on.
 */
export function questionPool<A>(
  limit: number,
  ask: Ask<A>,
): (questions: readonly A[]) => Promise<readonly boolean[]> {
  const waiting: Batch<A>[] = []
  let underWay = 0

  function pump(): void {
    for (let batch = waiting[0]; batch !== undefined && underWay < limit; batch = waiting[0]) {
      const at = batch.next
      const question = batch.questions[at]
      if (question === undefined) {
        waiting.shift()
        continue
      }
      batch.next += 1
      put(batch, question, at)
    }
  }

  function put(batch: Batch<A>, question: A, at: number): void {
    const take: Answered = (error, verdict) => {
      batch.verdicts[at] = verdict
      batch.answered += 1
      if (error !== null) fail(batch, error)
      else if (batch.answered === batch.questions.length) batch.resolve(batch.verdicts)
    }
    try {
      const verdict = ask(question, (error, later) => {
        underWay -= 1
        take(error, later)
        pump()
      })
      if (verdict === null) underWay += 1
      else take(null, verdict)
    } catch (thrown) {
      fail(batch, thrown instanceof Error ? thrown : new Error(String(thrown)))
    }
  }

  function fail(batch: Batch<A>, error: Error): void {
    batch.next = batch.questions.length // what was not asked is not asked any more
    batch.reject(error)
  }

  return (questions) =>
    questions.length === 0
      ? Promise.resolve([])
      : new Promise((resolve, reject) => {
          waiting.push({ questions, verdicts: [], next: 0, answered: 0, resolve, reject })
          pump()
        })
}
