// check-vectors runs the vectors of some folders of protocols/ and prints one JSON report a file:
//
//	check-vectors PROTOCOLS FOLDER...
package main

import (
	"encoding/json"
	"log"
	"os"

	"memcube.test/go-reader/vectors"
)

func main() {
	if len(os.Args) < 3 {
		log.Fatal("usage: check-vectors PROTOCOLS FOLDER...")
	}
	reports, err := vectors.Run(os.Args[1], os.Args[2:])
	if err != nil {
		log.Fatal(err)
	}
	out := json.NewEncoder(os.Stdout)
	for _, report := range reports {
		_ = out.Encode(report)
	}
}
