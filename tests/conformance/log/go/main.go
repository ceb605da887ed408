// Reads a log of CertCopy from a folder with golang.org/x/mod/sumdb and says whether all of it holds.
//
// Usage: log FOLDER, where FOLDER has log/ (the served files), proofs/*.tlog-proof (one for each leaf)
// and growth/* (requests to a witness, one for each earlier checkpoint).
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

// folder serves tiles from files, named as C2SP tlog-tiles names them: without the height.
type folder string

func (f folder) Height() int { return height }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		bytes, err := os.ReadFile(filepath.Join(string(f), strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

func main() {
	root := os.Args[1]
	verifier, err := note.NewVerifier(strings.TrimSpace(read(root, "log", "key")))
	check(err)
	tree := open(read(root, "log", "checkpoint"), verifier)
	reader := tlog.TileHashReader(tree, folder(filepath.Join(root, "log")))
	hash, err := tlog.TreeHash(tree.N, reader)
	check(err)
	insist(hash == tree.Hash, "the tiles do not lead to the checkpoint's root")
	entries := bundles(filepath.Join(root, "log"), tree.N)
	proveLeaves(tree, reader, entries)
	sizes := proveSizes(tree, reader)
	files := checkProofFiles(root, verifier, entries)
	requests := checkGrowth(root, verifier)
	fmt.Printf("x/mod/sumdb: checkpoint of %d leaves signed by %s; root recomputed; %d leaves and %d sizes proven from "+
		"the tiles; %d proof files and %d consistency proofs of ours verified; %d flipped ones refused\n",
		tree.N, verifier.Name(), len(entries), sizes, files, requests, files+requests)
}

func open(text string, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	insist(lines[0] == verifier.Name(), "the origin is not the key's name")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	return tlog.Tree{N: size, Hash: parse(lines[2])}
}

func bundles(root string, size int64) [][]byte {
	var entries [][]byte
	for first := int64(0); first < size; first += 1 << height {
		tile := tlog.Tile{H: height, L: 0, N: first >> height, W: width(size - first)}
		path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		data := []byte(read(root, path))
		for len(data) > 0 {
			length := 2 + int(binary.BigEndian.Uint16(data))
			entries = append(entries, data[2:length])
			data = data[length:]
		}
	}
	insist(int64(len(entries)) == size, "the bundles do not hold as many entries as the checkpoint says")
	return entries
}

func proveLeaves(tree tlog.Tree, reader tlog.HashReader, entries [][]byte) {
	for position, entry := range entries {
		proof, err := tlog.ProveRecord(tree.N, int64(position), reader)
		check(err)
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(position), tlog.RecordHash(entry)))
	}
}

func proveSizes(tree tlog.Tree, reader tlog.HashReader) int {
	for size := int64(1); size <= tree.N; size++ {
		before, err := tlog.TreeHash(size, reader)
		check(err)
		proof, err := tlog.ProveTree(tree.N, size, reader)
		check(err)
		check(tlog.CheckTree(proof, tree.N, tree.Hash, size, before))
	}
	return int(tree.N)
}

func checkProofFiles(root string, verifier note.Verifier, entries [][]byte) int {
	paths := list(root, "proofs")
	for _, path := range paths {
		head, checkpoint, _ := strings.Cut(read(path), "\n\n")
		lines := strings.Split(head, "\n")
		insist(lines[0] == "c2sp.org/tlog-proof@v1" && strings.HasPrefix(lines[1], "extra "), "not a proof file")
		index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
		check(err)
		tree, proof := open(checkpoint, verifier), tlog.RecordProof(hashes(lines[3:]))
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entries[index])))
		insist(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash([]byte("another"))) != nil, "anything goes")
	}
	return len(paths)
}

func checkGrowth(root string, verifier note.Verifier) int {
	paths := list(root, "growth")
	for _, path := range paths {
		request, before, _ := strings.Cut(read(path), "\n---\n")
		head, checkpoint, _ := strings.Cut(request, "\n\n")
		proof := tlog.TreeProof(hashes(strings.Split(head, "\n")[1:]))
		old, tree := open(before, verifier), open(checkpoint, verifier)
		check(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash))
		old.Hash[0] ^= 1
		insist(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash) != nil, "any growth goes")
	}
	return len(paths)
}

func hashes(lines []string) []tlog.Hash {
	found := []tlog.Hash{}
	for _, line := range lines {
		found = append(found, parse(line))
	}
	return found
}

func parse(text string) (hash tlog.Hash) {
	data, err := base64.StdEncoding.DecodeString(text)
	check(err)
	insist(len(data) == len(hash), "not a hash")
	copy(hash[:], data)
	return hash
}

func list(parts ...string) []string {
	paths, err := filepath.Glob(filepath.Join(append(parts, "*")...))
	check(err)
	insist(len(paths) > 0, "nothing to check in "+filepath.Join(parts...))
	return paths
}

func read(parts ...string) string {
	data, err := os.ReadFile(filepath.Join(parts...))
	check(err)
	return string(data)
}

func check(err error) {
	if err != nil {
		insist(false, err.Error())
	}
}

func insist(holds bool, otherwise string) {
	if !holds {
		fmt.Fprintln(os.Stderr, "x/mod/sumdb:", otherwise)
		os.Exit(1)
	}
}

// width is that of the tile that begins so many entries before the end.
func width(left int64) int {
	if left > 1<<height {
		return 1 << height
	}
	return int(left)
}
