// Moves a pin on, again and again, beside others that do the same: node pinner.mjs DIRECTORY ORIGIN FROM TO STEP. Prints every size that
// it found pinned, in order, and then every size that it pinned. It runs the built package: build first.
import { folderPins } from '@accord-ledger/adapters/http-client'

const [directory, origin, from, to, step] = process.argv.slice(2)
const pins = folderPins(directory)
const [found, put] = [[], []]
const sizeOf = (bytes) => (bytes === null ? 0 : Number(Buffer.from(bytes).toString()))
for (let size = Number(from); size <= Number(to); size += Number(step)) {
  for (;;) {
    const { right: pinned } = await pins.load(origin)()
    found.push(sizeOf(pinned))
    if (sizeOf(pinned) >= size) break
    const replaced = await pins.replace(origin, pinned, Buffer.from(String(size)))()
    if (replaced.right === true) {
      put.push(size)
      break
    }
    if (replaced.right !== false) throw new Error(JSON.stringify(replaced))
  }
}
process.stdout.write(JSON.stringify({ found, put }))
