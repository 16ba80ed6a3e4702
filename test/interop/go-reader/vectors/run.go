// Package vectors runs the files of protocols/<folder>/vectors. A field that it does not know, in a file or in a case,
// is a fault: nothing is passed over.
package vectors

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Report says what became of the cases of one file.
type Report struct {
	File   string   `json:"file"`
	Passed int      `json:"passed"`
	Failed []string `json:"failed"`
}

// label is what any case may have beside what it is about.
type label struct {
	Name string `json:"name"`
	Rule string `json:"rule"`
	Why  string `json:"why"`
	// Code is that of another implementation; a refusal is enough here.
	Code string `json:"code"`
}

func (l label) text() string { return l.Name }

type labelled interface{ text() string }

type suite func(file []byte) ([]outcome, error)

type outcome struct {
	name string
	err  error
}

// Files of a folder that this program knows, with how each is run.
var suites = map[string]suite{}

// Run runs all files of some folders of protocols/.
func Run(protocols string, folders []string) (reports []Report, err error) {
	root = protocols
	for _, folder := range folders {
		files, err := jsonFiles(filepath.Join(protocols, folder, "vectors"))
		if err != nil || len(files) == 0 {
			return reports, fmt.Errorf("no vectors of %s: %w", folder, err)
		}
		for _, file := range files {
			name, _ := filepath.Rel(protocols, file)
			reports = append(reports, runFile(filepath.ToSlash(name), file))
		}
	}
	return reports, nil
}

func jsonFiles(under string) (files []string, err error) {
	err = filepath.WalkDir(under, func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".json" {
			files = append(files, path)
		}
		return err
	})
	return files, err
}

func runFile(name, path string) Report {
	report := Report{File: name, Failed: []string{}}
	run, known := suites[name]
	raw, err := os.ReadFile(path)
	if !known {
		err = errors.New("no suite for this file")
	}
	if err != nil {
		report.Failed = append(report.Failed, err.Error())
		return report
	}
	outcomes, err := run(raw)
	if err != nil {
		report.Failed = append(report.Failed, err.Error())
	}
	for _, o := range outcomes {
		if o.err != nil {
			report.Failed = append(report.Failed, fmt.Sprintf("%s: %v", o.name, o.err))
		} else {
			report.Passed++
		}
	}
	return report
}

type nothing struct{}

// cases runs a check for each case of a file that has nothing beside its cases.
func cases[C labelled](check func(C) error) suite {
	return casesOf(func(_ nothing, c C) error { return check(c) })
}

// refused is for a file of invalid cases: the check has to fail.
func refused[C labelled](check func(C) error) suite {
	return refusedOf(func(_ nothing, c C) error { return check(c) })
}

func refusedOf[S any, C labelled](check func(S, C) error) suite {
	return casesOf(func(shared S, c C) error {
		if check(shared, c) == nil {
			return errors.New("it was not refused")
		}
		return nil
	})
}

// casesOf is for a file that has something that all its cases share.
func casesOf[S any, C labelled](check func(S, C) error) suite {
	return func(file []byte) (outcomes []outcome, err error) {
		var parts map[string]json.RawMessage
		if err := json.Unmarshal(file, &parts); err != nil {
			return nil, err
		}
		var shared S
		var list []json.RawMessage
		if err := json.Unmarshal(parts["cases"], &list); err != nil {
			return nil, err
		}
		maps.DeleteFunc(parts, func(name string, _ json.RawMessage) bool {
			return slices.Contains([]string{"about", "rules", "cases"}, name)
		})
		rest, _ := json.Marshal(parts)
		if err := strict(rest, &shared); err != nil {
			return nil, err
		}
		for i, raw := range list {
			var c C
			err := strict(raw, &c)
			if err == nil {
				err = check(shared, c)
			}
			outcomes = append(outcomes, outcome{fmt.Sprintf("%d %q", i, c.text()), err})
		}
		return outcomes, nil
	}
}

func strict(raw []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// same compares two values as JSON.
func same(got, want any) error {
	left, right := normal(got), normal(want)
	if !bytes.Equal(left, right) {
		return fmt.Errorf("got %.600s, not %.600s", left, right)
	}
	return nil
}

func normal(value any) []byte {
	raw, err := json.Marshal(value)
	if err != nil {
		return []byte(err.Error())
	}
	var plain any
	_ = json.Unmarshal(raw, &plain)
	raw, _ = json.Marshal(plain)
	return raw
}
