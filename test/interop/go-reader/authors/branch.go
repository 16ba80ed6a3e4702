package authors

import "slices"

// CommitsAt gives the commits, by number, that enough of the heads contain, without those that another of them contains.
// A commit has the numbers of its parents.
func CommitsAt(parents [][]int, heads []int, threshold int) (at []int) {
	count := map[int]int{}
	for _, head := range heads {
		for commit := range History(parents, head) {
			count[commit]++
		}
	}
	for commit := range parents {
		if count[commit] >= threshold {
			at = append(at, commit)
		}
	}
	contained := map[int]bool{}
	for _, commit := range at {
		for ancestor := range History(parents, commit) {
			contained[ancestor] = contained[ancestor] || ancestor != commit
		}
	}
	return slices.DeleteFunc(at, func(commit int) bool { return contained[commit] })
}

// History of a commit, itself included.
func History(parents [][]int, commit int) map[int]bool {
	seen, queue := map[int]bool{}, []int{commit}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		if !seen[next] {
			seen[next] = true
			queue = append(queue, parents[next]...)
		}
	}
	return seen
}
