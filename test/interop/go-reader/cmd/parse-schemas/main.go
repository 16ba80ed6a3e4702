// parse-schemas reads IPLD schemas with go-ipld-prime and prints one JSON line a file, with its types or its faults.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"github.com/ipld/go-ipld-prime"
)

type report struct {
	File  string   `json:"file"`
	Types []string `json:"types"`
	Fault string   `json:"fault,omitzero"`
}

func main() {
	out := json.NewEncoder(os.Stdout)
	for _, file := range os.Args[1:] {
		_ = out.Encode(parse(file))
	}
}

func parse(file string) (r report) {
	r = report{File: file, Types: []string{}}
	// The library panics at a name that comes twice.
	defer func() {
		if fault := recover(); fault != nil {
			r.Fault = fmt.Sprint(fault)
		}
	}()
	system, err := ipld.LoadSchemaFile(file)
	if err != nil {
		r.Fault = err.Error()
		return r
	}
	for name := range system.GetTypes() {
		r.Types = append(r.Types, name)
	}
	slices.Sort(r.Types)
	return r
}
