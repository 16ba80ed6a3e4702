// pull gets a cube from a node, verifies all of it, and prints what it has as JSON:
//
//	pull ADDRESS CUBE
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log"
	"os"
	"time"

	"memcube.test/go-reader/cid"
	"memcube.test/go-reader/cube"
	"memcube.test/go-reader/live"
	"memcube.test/go-reader/sync"
)

type answer struct {
	Agreement string    `json:"agreement"`
	Commit    cid.CID   `json:"commit"`
	Count     int64     `json:"count"`
	Blocks    []cid.CID `json:"blocks"`
	// Memories by their keys.
	Memories map[string]memory `json:"memories"`
}

type memory struct {
	CID   cid.CID `json:"cid"`
	Type  string  `json:"type"`
	Media string  `json:"media"`
	// Sha256 of the body, whose bytes are counted.
	Sha256 string `json:"sha256"`
	Bytes  int    `json:"bytes"`
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: pull ADDRESS CUBE")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	result, err := pull(ctx, os.Args[1], os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	_ = json.NewEncoder(os.Stdout).Encode(result)
}

func pull(ctx context.Context, address, of string) (a answer, err error) {
	id, err := cid.Parse(of)
	if err != nil {
		return a, err
	}
	peer, err := live.Connect(ctx, address)
	if peer != nil {
		defer peer.Close()
	}
	if err != nil {
		return a, err
	}
	pulled, err := peer.Pull(ctx, id)
	if err != nil {
		return a, err
	}
	a = answer{Agreement: peer.Agreement.Result, Commit: pulled.Main.Commit.ID, Count: pulled.Main.Commit.Count}
	a.Memories = map[string]memory{}
	for block := range pulled.Blocks {
		a.Blocks = append(a.Blocks, block)
	}
	for key, value := range pulled.Main.Entries {
		a.Memories[key] = shown(value, pulled.Main.Memories[value], pulled)
	}
	return a, nil
}

func shown(id cid.CID, m cube.Memory, pulled live.Pulled) memory {
	body := append([]byte(m.Text), m.Bytes...)
	if m.Payload != nil {
		body, _ = sync.ReadPayload(m.Payload.Link, pulled.Main.Taken)
	}
	hash := sha256.Sum256(body)
	return memory{id, m.Type, m.Media, hex.EncodeToString(hash[:]), len(body)}
}
