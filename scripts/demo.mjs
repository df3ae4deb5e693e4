/** `npm run demo`: installs and builds if needed, then runs the demo. Arguments go to it. */
import { build, install, run } from './workspace.mjs'

install()
build()
process.exit(run(process.execPath, ['examples/dist/demo/demo.js', ...process.argv.slice(2)]))
