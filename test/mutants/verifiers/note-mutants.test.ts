/** The laws of notes and policies can fail: each of these readers breaks one, and is caught by that one. The test prints the kill table. */
import { killEach } from './kill-each.ts'
import { mutantsOfNotes } from './mutants-of-notes.ts'

killEach('reader of notes', mutantsOfNotes)
