package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// checkNotes opens every checkpoint under the vkeys, and signs it anew with the operators' seeds.
func checkNotes(folder string, m manifest, roots []tlog.Hash, entries [][]byte) {
	var known []note.Verifier
	for _, vkey := range strings.Fields(string(read(folder, "vkeys"))) {
		known = append(known, parseVkey(vkey))
	}
	operators := make([]note.Signer, len(m.Seeds))
	for i, seed := range m.Seeds {
		operators[i] = signerOf(m.Origin, seed, known[i])
	}
	for _, c := range m.Checkpoints {
		file := read(folder, c.File)
		opened := openCheckpoint(c.File, file, note.VerifierList(known...), m.Origin, c.Size, roots)
		if opened == nil {
			continue
		}
		check(len(opened.UnverifiedSigs) == 0, "%s: %d unknown signatures", c.File, len(opened.UnverifiedSigs))
		check(len(opened.Sigs) == len(c.By), "%s: %d signatures, expected %d", c.File, len(opened.Sigs), len(c.By))
		var own []note.Signer
		for i, place := range c.By {
			check(opened.Sigs[i].Hash == known[place].KeyHash(), "%s: signature %d is by another key", c.File, i)
			if place < len(operators) {
				own = append(own, operators[place])
			}
		}

		// Where only operators are known, the witnesses' lines are kept, and say nothing.
		plain := openCheckpoint(c.File, file, note.VerifierList(known[:len(operators)]...), m.Origin, c.Size, roots)
		check(plain != nil && len(plain.Sigs) == len(own), "%s: without witnesses", c.File)

		// Ed25519 has one signature for one key and text: Go's note is the beginning of ours.
		signed, err := note.Sign(&note.Note{Text: opened.Text}, own...)
		must(err)
		check(bytes.HasPrefix(file, signed), "%s: Go signs another note:\n%s", c.File, signed)

		bent := append([]byte{}, file...)
		bent[len(m.Origin)+1] ^= 1 // the first digit of the size
		_, err = note.Open(bent, note.VerifierList(known...))
		check(err != nil, "%s: a bent checkpoint opens", c.File)
	}
	for _, p := range m.TlogProofs {
		checkTlogProof(p, read(folder, p.File), note.VerifierList(known...), m.Origin, roots, entries)
	}
}

// openCheckpoint opens a signed checkpoint and compares the three lines of it; nil where it does not open.
func openCheckpoint(name string, file []byte, known note.Verifiers, origin string, size int64, roots []tlog.Hash) *note.Note {
	opened, err := note.Open(file, known)
	check(err == nil, "%s: %v", name, err)
	if err != nil {
		return nil
	}
	expected := fmt.Sprintf("%s\n%d\n%s\n", origin, size, roots[size])
	check(opened.Text == expected, "%s: expected %q, found %q", name, expected, opened.Text)
	return opened
}

// checkTlogProof reads c2sp.org/tlog-proof@v1.
func checkTlogProof(p proofFile, file []byte, known note.Verifiers, origin string, roots []tlog.Hash, entries [][]byte) {
	head, checkpoint, found := strings.Cut(string(file), "\n\n")
	lines := strings.Split(head, "\n")
	if len(lines) > 1 && strings.HasPrefix(lines[1], "extra ") {
		extra, err := base64.StdEncoding.DecodeString(lines[1][len("extra "):])
		check(err == nil && string(extra) == fmt.Sprintf("entry %d", p.Index), "%s: extra %q", p.File, extra)
		lines = append(lines[:1], lines[2:]...)
	}
	index := fmt.Sprintf("index %d", p.Index)
	shaped := found && len(lines) > 1 && lines[0] == "c2sp.org/tlog-proof@v1" && lines[1] == index
	check(shaped, "%s: begins with %q", p.File, lines)
	if !shaped {
		return
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		check(err == nil, "%s: %v", p.File, err)
		proof = append(proof, hash)
	}
	openCheckpoint(p.File, []byte(checkpoint), known, origin, p.Size, roots)
	err := tlog.CheckRecord(proof, p.Size, roots[p.Size], p.Index, tlog.RecordHash(entries[p.Index]))
	check(err == nil, "%s: %v", p.File, err)
}

// parseVkey is note.NewVerifier, and the same for cosignature/v1, which this version of it does not know.
func parseVkey(vkey string) note.Verifier {
	parts := strings.SplitN(vkey, "+", 3)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	must(err)
	if verifier, err := note.NewVerifier(vkey); err == nil {
		again, err := note.NewEd25519VerifierKey(parts[0], key[1:])
		must(err)
		check(again == vkey, "vkey %s: Go writes %s", vkey, again)
		return verifier
	}
	check(len(key) == 33 && key[0] == 4, "vkey %s: neither Ed25519 nor cosignature/v1", vkey)
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	check(parts[1] == hex.EncodeToString(sum[:4]), "vkey %s: expected id %x", vkey, sum[:4])
	return witness{parts[0], binary.BigEndian.Uint32(sum[:4]), ed25519.PublicKey(key[1:])}
}

// A witness verifies c2sp.org/tlog-cosignature, cosignature/v1.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }

func (w witness) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	time := strconv.FormatUint(binary.BigEndian.Uint64(sig), 10)
	return ed25519.Verify(w.key, []byte("cosignature/v1\ntime "+time+"\n"+string(msg)), sig[8:])
}

// signerOf makes Go's signer from a seed; its key must be the one that `known` verifies by.
func signerOf(name, seed string, known note.Verifier) note.Signer {
	bytes, err := hex.DecodeString(seed)
	must(err)
	skey := base64.StdEncoding.EncodeToString(append([]byte{1}, bytes...))
	signer, err := note.NewSigner(fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", name, known.KeyHash(), skey))
	must(err)
	return signer
}
