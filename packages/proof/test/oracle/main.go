// Command proof-oracle reads an exported log with code that Azukari's authors did not write: Go's note and tlog
// packages, which the Go checksum database runs on. It knows nothing of lanes and promises.
//
//	proof-oracle log DIR VKEY             signature, every hash tile that leads to a leaf, every entry
//	proof-oracle receipt FILE ENTRY VKEY  a tlog-proof for the bytes in file ENTRY
package main

import (
	"bytes"
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

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 3 && args[0] == "log":
		return checkLog(args[1], args[2])
	case len(args) == 4 && args[0] == "receipt":
		return checkReceipt(args[1], args[2], args[3])
	}
	return fmt.Errorf("usage: log DIR VKEY | receipt FILE ENTRY VKEY")
}

// openTree verifies a signed checkpoint.
func openTree(msg []byte, vkey string) (tlog.Tree, error) {
	var none tlog.Tree
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return none, err
	}
	signed, err := note.Open(msg, note.VerifierList(verifier))
	if err != nil {
		return none, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return none, fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return none, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// tiles serves the hash tiles of a directory; sumdb's paths name the tile height, C2SP's do not.
type tiles struct{ dir string }

func (t tiles) Height() int { return 8 }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var read [][]byte
	for _, tile := range wanted {
		path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		data, err := os.ReadFile(filepath.Join(t.dir, path))
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s: %d bytes", path, len(data))
		}
		read = append(read, data)
	}
	return read, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func checkLog(dir, vkey string) error {
	msg, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	tree, err := openTree(msg, vkey)
	if err != nil {
		return err
	}
	// TileHashReader checks each tile against the tree before it hands out a hash of it.
	reader := tlog.TileHashReader(tree, tiles{dir})
	for first := int64(0); first < tree.N; first += 256 {
		if err := checkBundle(dir, reader, tree, first); err != nil {
			return err
		}
	}
	for _, size := range []int64{1, tree.N / 3, tree.N / 2, tree.N} {
		if size < 1 || tree.N < 1 {
			continue
		}
		if err := checkProofs(reader, tree, size); err != nil {
			return err
		}
	}
	fmt.Printf("ok %d %v\n", tree.N, tree.Hash)
	return nil
}

func checkBundle(dir string, reader tlog.HashReader, tree tlog.Tree, first int64) error {
	width := min(int64(256), tree.N-first)
	tile := tlog.Tile{H: 8, L: 0, N: first / 256, W: int(width)}
	path := "tile/entries/" + strings.TrimPrefix(tile.Path(), "tile/8/0/")
	bundle, err := os.ReadFile(filepath.Join(dir, path))
	if err != nil {
		return err
	}
	indexes := make([]int64, width)
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, first+int64(i))
	}
	hashes, err := reader.ReadHashes(indexes)
	if err != nil {
		return err
	}
	for i, hash := range hashes {
		if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
			return fmt.Errorf("%s ends inside entry %d", path, i)
		}
		end := 2 + int(binary.BigEndian.Uint16(bundle))
		if tlog.RecordHash(bundle[2:end]) != hash {
			return fmt.Errorf("entry %d is not its leaf in the tree", first+int64(i))
		}
		bundle = bundle[end:]
	}
	if len(bundle) > 0 {
		return fmt.Errorf("%s has %d bytes too many", path, len(bundle))
	}
	return nil
}

// checkProofs makes and checks an inclusion and a consistency proof at a size.
func checkProofs(reader tlog.HashReader, tree tlog.Tree, size int64) error {
	hash, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, size-1)})
	if err != nil {
		return err
	}
	record, err := tlog.ProveRecord(tree.N, size-1, reader)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(record, tree.N, tree.Hash, size-1, hash[0]); err != nil {
		return err
	}
	old, err := tlog.TreeHash(size, reader)
	if err != nil {
		return err
	}
	grown, err := tlog.ProveTree(tree.N, size, reader)
	if err != nil {
		return err
	}
	return tlog.CheckTree(grown, tree.N, tree.Hash, size, old)
}

func checkReceipt(file, entryFile, vkey string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	entry, err := os.ReadFile(entryFile)
	if err != nil {
		return err
	}
	head, msg, found := bytes.Cut(text, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return fmt.Errorf("not a tlog-proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	tree, err := openTree(msg, vkey)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(hash) != tlog.HashSize {
			return fmt.Errorf("not a hash: %q", line)
		}
		proof = append(proof, tlog.Hash(hash))
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		return err
	}
	fmt.Printf("ok %d of %d\n", index, tree.N)
	return nil
}
