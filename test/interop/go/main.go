// Check opens the checkpoints and checks the proofs that test/interop/make-proofs.mjs has written, by
// golang.org/x/mod/sumdb/note and tlog alone.
//
//	check FOLDER
//	check tiles FILE
//
// The second form reads the logs that make-tiles.mjs has published, by their tiles.
// It prints each disagreement, and last `go checker: N checks, N agree`. The exit status is 1 where
// anything disagrees, or there was nothing to check.
package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"
)

// A manifest is proofs.json.
type manifest struct {
	Origin      string
	Seeds       []string // of the operators' keys
	Roots       []string // of each size from 0
	Checkpoints []noteFile
	TlogProofs  []proofFile
	Inclusion   []inclusion
	Consistency []consistency
	Vast        vast
}

// A noteFile is a checkpoint, signed by the keys at the places By among the vkeys.
type noteFile struct {
	File string
	Size int64
	By   []int
}

type proofFile struct {
	File        string
	Index, Size int64
}

type inclusion struct {
	Index, Size int64
	Hashes      []string
}

type consistency struct {
	Older, Newer int64
	Hashes       []string
}

// A vast tree is one whose leaves are all alike.
type vast struct {
	Leaf        string
	Roots       [][2]interface{}
	Inclusion   []inclusion
	Consistency []consistency
}

var checks, agreed int

// check counts a check, and says what disagrees.
func check(agrees bool, format string, args ...interface{}) {
	checks++
	if agrees {
		agreed++
	} else {
		fmt.Printf(format+"\n", args...)
	}
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == "tiles" {
		checkTileLogs(os.Args[2])
		fmt.Printf("go checker: %d checks of tiles, %d agree\n", checks, agreed)
		if agreed != checks {
			os.Exit(1)
		}
		return
	}
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: check FOLDER | check tiles FILE")
		os.Exit(64)
	}
	folder := os.Args[1]
	var m manifest
	must(json.Unmarshal(read(folder, "proofs.json"), &m))

	entries := readEntries(folder)
	log := &hashes{}
	for i, entry := range entries {
		stored, err := tlog.StoredHashes(int64(i), entry, log)
		must(err)
		*log = append(*log, stored...)
	}
	roots := make([]tlog.Hash, len(entries)+1)
	check(len(m.Roots) == len(roots), "%d roots for %d entries", len(m.Roots), len(entries))
	for size := range roots {
		root, err := tlog.TreeHash(int64(size), log)
		must(err)
		if size == 0 {
			root = emptyRoot // tlog of this version gives zeros
		}
		roots[size] = root
		check(m.Roots[size] == hex.EncodeToString(root[:]), "root of %d: expected %x", size, root[:])
	}

	byNumber := func(size int64) tlog.Hash { return roots[size] }
	leafAt := func(index int64) tlog.Hash { return tlog.RecordHash(entries[index]) }
	checkProofs(m.Inclusion, m.Consistency, byNumber, leafAt, log)
	checkVast(m.Vast)
	checkNotes(folder, m, roots, entries)

	fmt.Printf("go checker: %d checks, %d agree\n", checks, agreed)
	if agreed != checks || len(m.Inclusion) == 0 || len(m.Consistency) == 0 || len(m.Checkpoints) == 0 || len(m.TlogProofs) == 0 {
		os.Exit(1)
	}
}

// readEntries reads entries.jsonl, which must be what lies in the segments of the ledger.
func readEntries(folder string) [][]byte {
	file := read(folder, "entries.jsonl")
	segments, err := filepath.Glob(filepath.Join(folder, "ledger/public/entries/*.jsonl"))
	must(err)
	var joined []byte
	for _, segment := range segments {
		joined = append(joined, read(segment)...)
	}
	check(bytes.Equal(file, joined), "the ledger's segments are not its entries")
	lines := bytes.Split(file, []byte("\n"))
	check(len(lines[len(lines)-1]) == 0, "a torn tail")
	return lines[:len(lines)-1]
}

func read(names ...string) []byte {
	content, err := os.ReadFile(filepath.Join(names...))
	must(err)
	return content
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
