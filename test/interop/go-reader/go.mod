module memcube.test/go-reader

go 1.26.8

require (
	filippo.io/edwards25519 v1.1.0
	golang.org/x/text v0.40.0
)
