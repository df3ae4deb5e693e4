/**
 * Signatures that tell the rule (spec §4) from what other verifiers take for it: forgeries by
 * torsion, small orders, S beyond L, a key off the curve, and strange ones that do stand. A
 * selection of test/vectors/ed25519.json, under the same names; bytes are hex, messages ASCII.
 */

export interface KnownAnswer {
  readonly name: string
  readonly stands: boolean
  readonly key: string
  readonly message: string
  /** The two halves of the signature. */
  readonly r: string
  readonly s: string
}

export const KNOWN_ANSWERS: readonly KnownAnswer[] = [
  {
    name: 'honest',
    stands: true,
    key: '6103059aff524756983c5c1558326e5b68b4c9762af5bd26c597a2925d5b905b',
    message: 'accord',
    r: 'd6b7e64cfbb7f9d3d3d2c58b599810efa1654471a5c305af2532e99518696860',
    s: 'ebb1b56b91059e7d006d1bab68a0a93124bd74440f9c706b357aae7698822006',
  },
  {
    name: 'torsion-a0-r1-cofactored-only',
    stands: false,
    key: 'f3097bf2cc7bc42bc8ab11e802e2ab3f7c2354ea6dba3b3668988dafb81fa95a',
    message: 'cofactored-only a0-r1 #0',
    r: '3ea4c93bafee4b43f2b339e542209f8b52303b132b2f614111058d8e39788854',
    s: '759da9b0f5287a3ae8b1bc39b9de2a967f8c1b820198464909bb4f4871480804',
  },
  {
    name: 'torsion-a1-r0-cofactored-only',
    stands: false,
    key: '5092c735679607545dde6ab26e177a143650fc0e62b5f66642324b485801a8a7',
    message: 'cofactored-only a1-r0 #0',
    r: '838cf43837ec9f498c8b85aa8c5d387ecfe000c0a63d948ffb6530fde0a781ea',
    s: 'e57e03e5584c48fcd52954d7cdbf3bb7039bc42dd383e258e8927ed08de74c02',
  },
  {
    name: 'torsion-a1-r0-holds',
    stands: true,
    key: '5092c735679607545dde6ab26e177a143650fc0e62b5f66642324b485801a8a7',
    message: 'holds a1-r0 #9',
    r: '838cf43837ec9f498c8b85aa8c5d387ecfe000c0a63d948ffb6530fde0a781ea',
    s: 'a1bd3e32f9f396dd40a8ea5a70d7e884e2f758d2dfdb1aa73e4a1e8b59281b07',
  },
  {
    name: 'torsion-a3-r5-holds',
    stands: true,
    key: 'fe622041f17265ee297efe3b805766dc6b0af2289c038aa7259610eef169bcb9',
    message: 'holds a3-r5 #0',
    r: '49e8cf92671cbf3d9a9173a07121a305c6d5280beea7358b1212296e0c5e9f91',
    s: '4c59f6f7be2683b308969a4c72e2fb3f6b0b022bc57773b163323ed5c75d5b0d',
  },
  {
    name: 'torsion-a4-r4-holds',
    stands: true,
    key: '3da4881edacb6da3b67545507d187cae5d32818881699986fd78ecc30e0b7835',
    message: 'holds a4-r4 #1',
    r: '206ba5e19620446965fbade0fac105a3dcfec4fddc4daa641a1948a6ff8f0b98',
    s: 'a394118ff4f5f66f14f386f2d7c2c655ec16d82af360482a36b05b9860c5c904',
  },
  {
    name: 'torsion-a6-r2-cofactored-only',
    stands: false,
    key: '697f06bd221f84e14de84ac8065e0234c3d6f89b7d95da6942b4aae8bab5ae45',
    message: 'cofactored-only a6-r2 #0',
    r: 'bbc62dbd5dd3c72647d13cc1752596078763c06009cfe1ff107085ff8b7b80ba',
    s: 'd224f8caa9f2bbeff0225195ee569f47b0b5be2ed5477388f1706dc47408ce05',
  },
  {
    name: 'torsion-a1-r1-holds-with-reduced-hash-only',
    stands: true,
    key: 'bd46770d49493f392376e30f2a6a69b13a5f04ab6d3c38bb13b34f1369ad9be5',
    message: 'holds-with-reduced-hash-only a1-r1 #2',
    r: 'cae620be2ac8c7c26670d1fdd3e4fefaff27b4c877a3b9da4576374a45ddc341',
    s: '1fee6c6a492fe4041aa0395a60fd78733dd852dfac70152d3059cc19a258930d',
  },
  {
    name: 'torsion-a1-r1-holds-with-unreduced-hash-only',
    stands: false,
    key: 'bd46770d49493f392376e30f2a6a69b13a5f04ab6d3c38bb13b34f1369ad9be5',
    message: 'holds-with-unreduced-hash-only a1-r1 #4',
    r: 'cae620be2ac8c7c26670d1fdd3e4fefaff27b4c877a3b9da4576374a45ddc341',
    s: '1d9c035febfa681cdf9ccec28cecd37f444f95258373bc7cf76193c9c59a0f0b',
  },
  {
    name: 'key-(0x64)',
    stands: false,
    key: '0000000000000000000000000000000000000000000000000000000000000000',
    message: 'key (0x64) #0',
    r: '9dec67af0533af13a3a5ad35e33a1d867f540b7ec7124989be684301ffd45729',
    s: 'cd9169d4fde9bd71da0a571715e321039940f5b893676b9c30cc201d97c1660d',
  },
  {
    name: 'key-ee(fx60)7f',
    stands: false,
    key: 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    message: 'key ee(fx60)7f #0',
    r: '49ce0fe1493d07e1f9c0eafef178a0ba891dd9ea8bafdbb8dd4fa07368f19fca',
    s: 'c3db94bea90335b75f5c993e417750611e3ece62c1dc5fcabf2626d62367ca0d',
  },
  {
    name: 'r-01(0x62)',
    stands: false,
    key: 'a702c53ce785d3468527cd751f23d05df0a6513111cb93f380284a5e0fad3df6',
    message: 'r 01(0x62) #2',
    r: '0100000000000000000000000000000000000000000000000000000000000000',
    s: '2da007ca4a529ad2bbb8124d4e4ff41c7d9cee75b6b370b1a1946dd33d53cb0e',
  },
  {
    name: 'universal-01(0x62)',
    stands: false,
    key: '0100000000000000000000000000000000000000000000000000000000000000',
    message: 'accord',
    r: '0100000000000000000000000000000000000000000000000000000000000000',
    s: '0000000000000000000000000000000000000000000000000000000000000000',
  },
  {
    name: 's-plus-1-l',
    stands: false,
    key: '6103059aff524756983c5c1558326e5b68b4c9762af5bd26c597a2925d5b905b',
    message: 'accord',
    r: 'd6b7e64cfbb7f9d3d3d2c58b599810efa1654471a5c305af2532e99518696860',
    s: 'd885abc8ab68b0d5d609134e479a884624bd74440f9c706b357aae7698822016',
  },
  {
    name: 'key-bit-100-flipped',
    stands: false,
    key: '6103059aff524756983c5c1548326e5b68b4c9762af5bd26c597a2925d5b905b',
    message: 'accord',
    r: 'd6b7e64cfbb7f9d3d3d2c58b599810efa1654471a5c305af2532e99518696860',
    s: 'ebb1b56b91059e7d006d1bab68a0a93124bd74440f9c706b357aae7698822006',
  },
  {
    name: 'signature-bit-0-flipped',
    stands: false,
    key: '6103059aff524756983c5c1558326e5b68b4c9762af5bd26c597a2925d5b905b',
    message: 'accord',
    r: 'd7b7e64cfbb7f9d3d3d2c58b599810efa1654471a5c305af2532e99518696860',
    s: 'ebb1b56b91059e7d006d1bab68a0a93124bd74440f9c706b357aae7698822006',
  },
]
