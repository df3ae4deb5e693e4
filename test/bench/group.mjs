/** One group of rows, in a process of its own: `node --expose-gc group.mjs NAME OPTIONS`, OPTIONS as JSON. Prints its rows as JSON on its last line. */
import { beside, growth, projection } from './groups/beside.mjs'
import { durable } from './groups/durable.mjs'
import { memory } from './groups/memory.mjs'
import { peers } from './groups/peers.mjs'
import { proof } from './groups/proof.mjs'
import { saved } from './groups/saved.mjs'
import { noble, signatures } from './groups/signatures.mjs'
import { tree } from './groups/tree.mjs'

const GROUPS = {
  signatures,
  noble,
  peers,
  beside,
  tree,
  saved,
  durable,
  proof,
  memory,
  projection,
  growth,
}

const [name, options] = process.argv.slice(2)
console.log(JSON.stringify(await GROUPS[name](JSON.parse(options))))
