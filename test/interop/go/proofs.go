package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

var emptyRoot = tlog.Hash(sha256.Sum256(nil))

// hashes are the stored hashes of a log, in tlog's order.
type hashes []tlog.Hash

func (h *hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(*h)) {
			return nil, fmt.Errorf("no stored hash %d", index)
		}
		found[i] = (*h)[index]
	}
	return found, nil
}

// checkProofs holds each proof against tlog's check, and against the proof that tlog itself makes;
// then bends it, and sees that tlog refuses it.
func checkProofs(in []inclusion, con []consistency, root, leaf func(int64) tlog.Hash, reader tlog.HashReader) {
	for _, p := range in {
		proof := tlog.RecordProof(parseHashes(p.Hashes))
		err := tlog.CheckRecord(proof, p.Size, root(p.Size), p.Index, leaf(p.Index))
		check(err == nil, "inclusion of %d in %d: %v", p.Index, p.Size, err)
		own, err := tlog.ProveRecord(p.Size, p.Index, reader)
		must(err)
		check(same(own, proof), "inclusion of %d in %d: expected %v, found %v", p.Index, p.Size, own, proof)
		for _, bent := range bend(proof) {
			err := tlog.CheckRecord(bent, p.Size, root(p.Size), p.Index, leaf(p.Index))
			check(err != nil, "inclusion of %d in %d: a bent proof stands", p.Index, p.Size)
		}
	}
	for _, p := range con {
		proof := tlog.TreeProof(parseHashes(p.Hashes))
		err := tlog.CheckTree(proof, p.Newer, root(p.Newer), p.Older, root(p.Older))
		check(err == nil, "consistency of %d and %d: %v", p.Older, p.Newer, err)
		own, err := tlog.ProveTree(p.Newer, p.Older, reader)
		must(err)
		check(same(own, proof), "consistency of %d and %d: expected %v, found %v", p.Older, p.Newer, own, proof)
		for _, bent := range bend(proof) {
			err := tlog.CheckTree(bent, p.Newer, root(p.Newer), p.Older, root(p.Older))
			check(err != nil, "consistency of %d and %d: a bent proof stands", p.Older, p.Newer)
		}
	}
}

// checkVast does the same in trees of up to 2^53 - 1 leaves, all alike.
func checkVast(v vast) {
	leaf := parseHash(v.Leaf)
	levels := []tlog.Hash{leaf}
	for len(levels) < 63 {
		top := levels[len(levels)-1]
		levels = append(levels, tlog.NodeHash(top, top))
	}
	alike := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			level, _ := tlog.SplitStoredHashIndex(index)
			found[i] = levels[level]
		}
		return found, nil
	})
	root := func(size int64) tlog.Hash {
		hash, err := tlog.TreeHash(size, alike)
		must(err)
		return hash
	}
	for _, pair := range v.Roots {
		size, hash := int64(pair[0].(float64)), pair[1].(string)
		check(root(size) == parseHash(hash), "root of %d like leaves: found %s", size, hash)
	}
	checkProofs(v.Inclusion, v.Consistency, root, func(int64) tlog.Hash { return leaf }, alike)
}

// bend gives proofs near to one that stands: a bit flipped, one hash less, one more.
func bend(proof []tlog.Hash) [][]tlog.Hash {
	longer := append(append([]tlog.Hash{}, proof...), emptyRoot)
	if len(proof) == 0 {
		return [][]tlog.Hash{longer}
	}
	flipped := append([]tlog.Hash{}, proof...)
	flipped[len(proof)/2][7] ^= 0x10
	return [][]tlog.Hash{longer, flipped, proof[1:], proof[:len(proof)-1]}
}

func same(a, b []tlog.Hash) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func parseHashes(texts []string) []tlog.Hash {
	found := make([]tlog.Hash, len(texts))
	for i, text := range texts {
		found[i] = parseHash(text)
	}
	return found
}

func parseHash(text string) (hash tlog.Hash) {
	bytes, err := hex.DecodeString(text)
	must(err)
	if len(bytes) != len(hash) {
		must(fmt.Errorf("a hash of %d bytes", len(bytes)))
	}
	copy(hash[:], bytes)
	return hash
}
