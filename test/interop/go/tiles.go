package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A tileLog is a log of tiles.json: where its checkpoint and tiles lie, and what it must be found to be.
type tileLog struct {
	Where   string // a folder, or an address
	Vkeys   []string
	Older   []int64  // sizes of trees that it continues
	Roots   []string // of those
	Entries bool     // whether it has entry bundles
}

// checkTileLogs reads every log of the file by its published files alone.
func checkTileLogs(file string) {
	var logs []tileLog
	must(json.Unmarshal(read(file), &logs))
	for _, log := range logs {
		checkTileLog(log)
	}
	check(len(logs) > 0, "no logs")
}

// checkTileLog opens the checkpoint, and reads through tlog's TileHashReader, which holds every tile against its root.
func checkTileLog(l tileLog) {
	var known []note.Verifier
	for _, vkey := range l.Vkeys {
		known = append(known, parseVkey(vkey))
	}
	file, err := l.get("checkpoint")
	must(err)
	opened, err := note.Open(file, note.VerifierList(known...))
	check(err == nil, "%s: checkpoint: %v", l.Where, err)
	if err != nil {
		return
	}
	// The origin is not that of Go's own database: the lines below it are alike.
	_, lines, _ := strings.Cut(opened.Text, "\n")
	tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + lines))
	check(err == nil, "%s: checkpoint: %v", l.Where, err)
	if err != nil {
		return
	}
	reader := tlog.TileHashReader(tree, &tiles{log: l, size: tree.N})

	root, err := tlog.TreeHash(tree.N, reader)
	check(err == nil && root == tree.Hash, "%s: root of %d: %v", l.Where, tree.N, err)
	for i, size := range l.Older {
		older := parseHash(l.Roots[i])
		root, err := tlog.TreeHash(size, reader)
		check(err == nil && root == older, "%s: root of %d: expected %v, found %v %v", l.Where, size, older, root, err)
		proof, err := tlog.ProveTree(tree.N, size, reader)
		check(err == nil, "%s: consistency of %d and %d: %v", l.Where, size, tree.N, err)
		err = tlog.CheckTree(proof, tree.N, tree.Hash, size, older)
		check(err == nil, "%s: consistency of %d and %d: %v", l.Where, size, tree.N, err)
	}
	for _, index := range sample(tree.N) {
		leaf := l.leaf(index, tree.N, reader)
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		check(err == nil, "%s: inclusion of %d: %v", l.Where, index, err)
		err = tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf)
		check(err == nil, "%s: inclusion of %d: %v", l.Where, index, err)
	}
	// Held against another root, no tile stands.
	other := tlog.Tree{N: tree.N, Hash: emptyRoot}
	_, err = tlog.TreeHash(tree.N, tlog.TileHashReader(other, &tiles{log: l, size: tree.N}))
	check(err != nil, "%s: its tiles stand under another root", l.Where)
}

// sample gives indexes of a log: its ends, those at the edges of tiles, and some between.
func sample(size int64) []int64 {
	var found []int64
	for _, index := range []int64{0, 1, 255, 256, 257, size / 3, size / 2, 65535, 65536, size - 2, size - 1} {
		if index >= 0 && index < size {
			found = append(found, index)
		}
	}
	return found
}

// leaf gives the hash of an entry of the bundle that holds it; where there are no bundles, that of its hash tile.
func (l tileLog) leaf(index, size int64, reader tlog.HashReader) tlog.Hash {
	if !l.Entries {
		found, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		must(err)
		return found[0]
	}
	tile := tlog.Tile{H: 8, L: -1, N: index / 256, W: int(min(256, size-index/256*256))}
	bundle, err := l.get(pathOf(tile))
	must(err)
	var entry []byte
	for i := 0; i < tile.W; i++ {
		length := int(binary.BigEndian.Uint16(bundle))
		if int64(i) == index%256 {
			entry = bundle[2 : 2+length]
		}
		bundle = bundle[2+length:]
	}
	check(len(bundle) == 0, "%s: %s: %d bytes too many", l.Where, pathOf(tile), len(bundle))
	return tlog.RecordHash(entry)
}

// tiles is what TileHashReader reads from.
type tiles struct {
	log  tileLog
	size int64
}

func (t *tiles) Height() int { return 8 }

func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t *tiles) ReadTiles(asked []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(asked))
	for i, tile := range asked {
		content, err := t.log.get(pathOf(tile))
		if err != nil {
			return nil, err
		}
		if len(content) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", pathOf(tile), len(content))
		}
		found[i] = content
	}
	return found, nil
}

// pathOf is Tile.Path as c2sp.org/tlog-tiles has it: without the height, and entries in place of data.
func pathOf(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

func (l tileLog) get(path string) ([]byte, error) {
	if !strings.HasPrefix(l.Where, "http") {
		return os.ReadFile(filepath.Join(l.Where, path))
	}
	answer, err := http.Get(l.Where + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	var content bytes.Buffer
	_, err = io.Copy(&content, answer.Body)
	return content.Bytes(), err
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}
