package sync

import "slices"

// Readable gives the commits, by number, that a puller may read: those that some are reached from, as far as they are of
// the same cube.
func Readable(parents [][]int, foreign, named []int) []int {
	seen, queue := map[int]bool{}, slices.Clone(named)
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		if !seen[next] && !slices.Contains(foreign, next) {
			seen[next] = true
			queue = append(queue, parents[next]...)
		}
	}
	readable := []int{}
	for commit := range parents {
		if seen[commit] {
			readable = append(readable, commit)
		}
	}
	return readable
}
