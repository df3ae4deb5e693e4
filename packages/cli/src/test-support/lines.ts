/** Command lines for a bench with the keys `acme`, `next` and `r2` and the texts below. */

export const PUBLISH: string =
  'accord publish @ledger --id call --title Our_Call --text @call.txt --registrar @r.key'
export const ADMIT: string =
  'signatory admit @ledger --id acme --name Acme --category company --holder @acme.key --registrar @r.key'
export const ENDORSE: string = 'endorse @ledger --accord call --signatory acme --key @acme.key'
export const WITHDRAW: string = 'withdraw @ledger --accord call --signatory acme --key @acme.key'
// printf 'We shall.\n' | sha256sum, and of the other
export const TEXT: string = 'e3fda294dfba745cfef839fd61e0e41eaa0ef4544705967fad77693efbc560ec'
export const TEXT_2: string = '5cbf2b727c0773eb41dbd233cff6137d00691099dfd35776011577cc0f95e373'
