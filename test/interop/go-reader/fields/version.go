package fields

import (
	"fmt"
	"slices"

	"memcube.test/go-reader/dagcbor"
)

// MaxVersion is the highest version of records that this program reads.
const MaxVersion = 2

// Later is a record of a later version, or one with fields that have to be understood and are not: nobody is at fault.
type Later struct {
	Version int64
	Unknown []string
}

func (l Later) Error() string {
	return fmt.Sprintf("version %d, unknown fields %q: this program reads versions up to %d", l.Version, l.Unknown, MaxVersion)
}

// Record opens a record of a kind and judges its version and `crit` (protocols/cube/spec.md, "Versions"), before any of
// its other fields. known are the fields of the kind beside v, t and crit. The error is a Later for what it names.
func Record(value any, kind string, known ...string) (*Reader, error) {
	r := Of(value)
	r.Is("t", "memcube/"+kind)
	r.Version = r.Int("v", 1, dagcbor.MaxInteger)
	if r.fault == nil && r.Version > MaxVersion {
		return r, Later{r.Version, []string{}}
	}
	if r.Version < 2 || !r.Has("crit") {
		return r, r.fault
	}
	crit := Each[string](r, "crit", 1, dagcbor.MaxValues)
	for i, name := range crit {
		defined := slices.Contains(append([]string{"v", "t", "crit"}, known...), name)
		if name == "" || defined || !r.Has(name) || i > 0 && crit[i-1] >= name {
			r.Fail("%q in crit is empty, defined, absent or out of order", name)
		}
	}
	if r.fault == nil {
		return r, Later{r.Version, crit}
	}
	return r, r.fault
}
