package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"time"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// served checks the logs that a sequencer's server shows: a stream's, and that of the heads.
func served(server, tenant, store, vkeyFile, headsVkeyFile string) error {
	server = strings.TrimSuffix(server, "/")
	name, key, err := identity(server)
	if err != nil {
		return err
	}
	origin, err := streamOrigin(name, tenant, store)
	if err != nil {
		return err
	}
	stream, err := check(server+"/log/"+tenant+"/"+store, origin, key, vkeyFile)
	if err != nil {
		return err
	}
	if _, err := check(server+"/log/heads", name+"/heads", key, headsVkeyFile); err != nil {
		return err
	}
	return stream.checkServedProofs(server+"/api/v1/history/proofs/", "?tenant_id="+tenant+"&store_id="+store)
}

// identity returns the name of a sequencer's logs and its public key.
func identity(server string) (string, ed25519.PublicKey, error) {
	l := &log{place: server, client: &http.Client{Timeout: time.Minute}}
	text, err := l.read("api/v1/sequencer")
	if err != nil {
		return "", nil, err
	}
	var info struct {
		SequencerID string `json:"sequencer_id"`
		PublicKey   string `json:"public_key"`
		LogName     string `json:"log_name"`
	}
	if err := json.Unmarshal(text, &info); err != nil {
		return "", nil, err
	}
	key, err := hex.DecodeString(info.PublicKey)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return "", nil, fmt.Errorf("the sequencer has no public key: %s", text)
	}
	if info.LogName == "" {
		info.LogName = "ves.sequencer/" + strings.ToLower(info.SequencerID)
	}
	return info.LogName, key, nil
}

// streamOrigin is log_name/H("VES_STREAM_V1" || tenant || store).
func streamOrigin(name, tenant, store string) (string, error) {
	message := []byte("VES_STREAM_V1")
	for _, id := range []string{tenant, store} {
		bytes, err := hex.DecodeString(strings.ReplaceAll(id, "-", ""))
		if err != nil {
			return "", err
		}
		message = append(message, bytes...)
	}
	hash := sha256.Sum256(message)
	return name + "/" + hex.EncodeToString(hash[:]), nil
}

func check(place, origin string, key ed25519.PublicKey, vkeyFile string) (*log, error) {
	vkey, err := note.NewEd25519VerifierKey(origin, key)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(vkeyFile, []byte(vkey+"\n"), 0o600); err != nil {
		return nil, err
	}
	l := &log{place: place, client: &http.Client{Timeout: time.Minute}}
	if err := l.open([]string{vkey}); err != nil {
		return nil, err
	}
	if err := l.readEntries(); err != nil {
		return nil, err
	}
	return l, l.checkTiles()
}

// checkServedProofs has the server prove the first, the last and some other entries, and torchwood verify that.
func (l *log) checkServedProofs(prefix, query string) error {
	indexes := []int64{0, l.tree.N - 1}
	for range 50 {
		indexes = append(indexes, rand.Int64N(l.tree.N))
	}
	for _, index := range indexes {
		proof, err := l.get(fmt.Sprintf("%s%d%s", prefix, index+1, query), "text/plain")
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
	}
	fmt.Printf("tlog-proofs: %d hold\n", len(indexes))
	return nil
}
