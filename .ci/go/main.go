// Command checklog checks a log with software that nobody of this project wrote: golang.org/x/mod/sumdb/{tlog,note} and
// filippo.io/torchwood.
//
//	checklog FOLDER|URL [VKEY [WITNESS-VKEY]]
//	checklog served SERVER TENANT STORE VKEY-FILE HEADS-VKEY-FILE
//
// It reads the checkpoint, every entry bundle and every tile that a log of that size has, partial ones included, and compares
// them with a tree it makes of the entries. From a folder it also takes vkey, witness-vkey, *.tlog-proof and consistency-*,
// and refuses each proof once with another entry. A URL is the log's prefix; the environment variable AUTHORIZATION, if set,
// goes with every request. The second form checks a stream's log on a server, the log of heads, and some tlog-proofs, and writes
// the two logs' vkeys to files. Ends with 0 only if all is as it should be.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) == 7 && os.Args[1] == "served" {
		if err := served(os.Args[2], os.Args[3], os.Args[4], os.Args[5], os.Args[6]); err != nil {
			fmt.Fprintln(os.Stderr, "checklog:", err)
			os.Exit(1)
		}
		return
	}
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: checklog FOLDER|URL [VKEY [WITNESS-VKEY]]")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "checklog:", err)
		os.Exit(1)
	}
}

func run(place string, keys []string) error {
	l := &log{place: strings.TrimSuffix(place, "/"), client: &http.Client{Timeout: time.Minute}}
	if err := l.open(keys); err != nil {
		return err
	}
	if err := l.readEntries(); err != nil {
		return err
	}
	if err := l.checkTiles(); err != nil {
		return err
	}
	if l.isURL() {
		return nil
	}
	if err := l.checkProofs(); err != nil {
		return err
	}
	return l.checkConsistency()
}

// A log is what has been read and checked so far.
type log struct {
	place  string
	client *http.Client
	policy torchwood.Policy
	tree   tlog.Tree
	stored hashes // of the entries, as x/mod numbers them
}

type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, 0, len(indexes))
	for _, i := range indexes {
		if i < 0 || i >= int64(len(h)) {
			return nil, fmt.Errorf("no stored hash %d", i)
		}
		found = append(found, h[i])
	}
	return found, nil
}

func (l *log) isURL() bool {
	return strings.HasPrefix(l.place, "http://") || strings.HasPrefix(l.place, "https://")
}

func (l *log) read(name string) ([]byte, error) {
	if !l.isURL() {
		return os.ReadFile(filepath.Join(l.place, filepath.FromSlash(name)))
	}
	return l.get(l.place+"/"+name, "*/*")
}

func (l *log) get(url, accept string) ([]byte, error) {
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", accept)
	if authorization := os.Getenv("AUTHORIZATION"); authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	response, err := l.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, response.Status)
	}
	return io.ReadAll(io.LimitReader(response.Body, 32<<20))
}

// key returns the argument at that place, or what a file of the folder holds.
func (l *log) key(keys []string, place int, file string) (string, error) {
	if len(keys) > place {
		return keys[place], nil
	}
	if l.isURL() {
		return "", nil
	}
	text, err := l.read(file)
	return strings.TrimSpace(string(text)), err
}

func (l *log) open(keys []string) error {
	vkey, err := l.key(keys, 0, "vkey")
	if err != nil || vkey == "" {
		return errors.Join(errors.New("the log's vkey is needed"), err)
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	origin := verifier.Name()
	policies := []torchwood.Policy{torchwood.OriginPolicy(origin), torchwood.SingleVerifierPolicy(verifier)}
	witness, err := l.key(keys, 1, "witness-vkey")
	if err != nil {
		return err
	}
	if witness != "" {
		cosigner, err := torchwood.NewCosignatureVerifier(witness)
		if err != nil {
			return err
		}
		policies = append(policies, torchwood.SingleVerifierPolicy(cosigner))
	}
	l.policy = torchwood.ThresholdPolicy(len(policies), policies...)
	signed, err := l.read("checkpoint")
	if err != nil {
		return err
	}
	checkpoint, opened, err := torchwood.VerifyCheckpoint(signed, l.policy)
	if err != nil {
		return err
	}
	l.tree = checkpoint.Tree
	fmt.Printf("checkpoint: %s, size %d, root %v, %d verified signatures\n", origin, l.tree.N, l.tree.Hash, len(opened.Sigs))
	return nil
}

// readEntries makes the tree of the entries, and compares its root with the signed one.
func (l *log) readEntries() error {
	for at := int64(0); at < l.tree.N; at += torchwood.TileWidth {
		tile := tlog.Tile{H: torchwood.TileHeight, L: -1, N: at / torchwood.TileWidth, W: int(min(torchwood.TileWidth, l.tree.N-at))}
		bundle, err := l.read(torchwood.TilePath(tile))
		if err != nil {
			return err
		}
		for i := range tile.W {
			entry, rest, err := torchwood.ReadTileEntry(bundle)
			if err != nil {
				return fmt.Errorf("%s: %w", torchwood.TilePath(tile), err)
			}
			more, err := tlog.StoredHashes(at+int64(i), entry, l.stored)
			if err != nil {
				return err
			}
			l.stored, bundle = append(l.stored, more...), rest
		}
		if len(bundle) != 0 {
			return fmt.Errorf("%s: %d bytes too many", torchwood.TilePath(tile), len(bundle))
		}
	}
	root, err := tlog.TreeHash(l.tree.N, l.stored)
	if err != nil {
		return err
	}
	if root != l.tree.Hash {
		return fmt.Errorf("the entries lead to root %v, signed is %v", root, l.tree.Hash)
	}
	fmt.Printf("entries: %d lead to the signed root\n", l.tree.N)
	return nil
}

// checkTiles compares every tile with the entries' tree.
func (l *log) checkTiles() error {
	tiles := 0
	for level := 0; l.tree.N>>(torchwood.TileHeight*level) > 0; level++ {
		count := l.tree.N >> (torchwood.TileHeight * level)
		for at := int64(0); at < count; at += torchwood.TileWidth {
			tile := tlog.Tile{H: torchwood.TileHeight, L: level, N: at / torchwood.TileWidth, W: int(min(torchwood.TileWidth, count-at))}
			expected, err := tlog.ReadTileData(tile, l.stored)
			if err != nil {
				return err
			}
			found, err := l.read(torchwood.TilePath(tile))
			if err != nil {
				return err
			}
			if !bytes.Equal(expected, found) {
				return fmt.Errorf("%s is not what the entries lead to", torchwood.TilePath(tile))
			}
			tiles++
		}
	}
	fmt.Printf("tiles: %d are what the entries lead to\n", tiles)
	return nil
}

// numbers returns the numbers that stand between a beginning and an end in the names of the files of the folder.
func (l *log) numbers(before, after string) ([]int64, error) {
	files, err := filepath.Glob(filepath.Join(l.place, before+"*"+after))
	if err != nil {
		return nil, err
	}
	var numbers []int64
	for _, file := range files {
		number, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), before), after), 10, 64)
		if err != nil {
			return nil, err
		}
		numbers = append(numbers, number)
	}
	return numbers, nil
}

func (l *log) checkProofs() error {
	indexes, err := l.numbers("proof-", ".tlog-proof")
	if err != nil {
		return err
	}
	for _, index := range indexes {
		proof, err := l.read(fmt.Sprintf("proof-%d.tlog-proof", index))
		if err != nil {
			return err
		}
		record := l.stored[tlog.StoredHashIndex(0, index)]
		if err := torchwood.VerifyProof(l.policy, record, proof); err != nil {
			return fmt.Errorf("the proof of entry %d: %w", index, err)
		}
		record[0] ^= 1
		if err := torchwood.VerifyProof(l.policy, record, proof); err == nil {
			return fmt.Errorf("the proof of entry %d also proves another entry", index)
		}
		made, err := tlog.ProveRecord(l.tree.N, index, l.stored)
		if err != nil {
			return err
		}
		checkpoint, err := l.read("checkpoint")
		if err != nil {
			return err
		}
		if !bytes.Equal(proof, torchwood.FormatProof(index, made, checkpoint)) {
			return fmt.Errorf("the proof of entry %d is not what torchwood writes", index)
		}
	}
	fmt.Printf("tlog-proofs: %d verify, and are what torchwood writes\n", len(indexes))
	return nil
}

func (l *log) checkConsistency() error {
	sizes, err := l.numbers("consistency-", "")
	if err != nil {
		return err
	}
	for _, size := range sizes {
		text, err := l.read(fmt.Sprintf("consistency-%d", size))
		if err != nil {
			return err
		}
		var proof tlog.TreeProof
		for line := range strings.Lines(string(text)) {
			hash, err := tlog.ParseHash(strings.TrimSuffix(line, "\n"))
			if err != nil {
				return err
			}
			proof = append(proof, hash)
		}
		root, err := tlog.TreeHash(size, l.stored)
		if err != nil {
			return err
		}
		if len(proof) == 0 || proof[0] != root {
			return fmt.Errorf("the root of %d entries is another", size)
		}
		if err := tlog.CheckTree(proof[1:], l.tree.N, l.tree.Hash, size, root); err != nil {
			return fmt.Errorf("consistency from %d: %w", size, err)
		}
	}
	fmt.Printf("consistency: %d proofs verify\n", len(sizes))
	return nil
}
