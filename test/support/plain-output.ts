/** The output of an example with what differs from run to run replaced: keys and hashes, the folder, today and the clock. */
export function plainOutput(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{30,128}/g, '<hex>')
    .replaceAll(/<hex>…/g, '<hex>')
    .replaceAll(/(\/[\w.+-]+)+\/accord-ledger-demo-\w+/g, '<folder>')
    .replaceAll(new RegExp(`${DATE}T\\d\\d:\\d\\d:\\d\\dZ`, 'g'), '<time>')
    .replaceAll(new RegExp(`(?<=from |on |  |')${DATE}(?=,| |'|$)`, 'gm'), (day) =>
      day >= FIRST_RUN ? '<today>' : day,
    )
    .replaceAll(/[ ]+$/gm, '')
}

const DATE = '\\d{4}-\\d\\d-\\d\\d'
const FIRST_RUN = '2026-11-22'
