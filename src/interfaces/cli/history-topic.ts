/** `memcube help history`: history for someone who knows git. */
export const historyTopic = `History, for someone who knows git

  A cube is a repository whose files are memories, and there is no working copy: every add, remove
  or import is a commit at once, signed by you. All branches are named in one signed head, so
  nobody can show an old one as new.

  git branch, git switch     memcube branch CUBE [NAME [REV]], memcube switch CUBE BRANCH
                             --branch B reads or writes another branch and switches nobody
  git log, --graph, blame    memcube log CUBE [--graph] [--key KEY], memcube blame CUBE KEY
  git show REV:path          memcube get CUBE KEY --at REV; recall, keys and export take --at too
  git diff A B               memcube diff CUBE A [B]; A and B may be other cubes
  git merge                  memcube merge CUBE BRANCH, or another cube
  git revert                 memcube revert CUBE REV
  git fetch, git merge       memcube pull UPSTREAM, then memcube merge FORK UPSTREAM

  REV is a branch, a commit, the first characters of one, or any of these with ~n.

Conflicts

  What only one side changed is taken. What both changed is listed with both memories, nothing is
  changed, and the exit code is 4. The merge waits until each is settled:

    memcube merge mine notes --resolve postgres/vacuum=ours --resolve postgres/index=@both.md
    memcube merge mine --strategy union      keeps both of the rest, the second beside the first
    memcube merge mine --abort               forgets it

  You may go on writing meanwhile: a decision about a memory that has changed since is asked again.
  A side that loses stays in history: \`memcube log --key KEY\` finds it.

Forks

  A fork shares every block with its upstream and costs three new ones. It keeps its own settings
  when it merges. Who wrote a memory stays provable: \`memcube blame\` checks the signature of the
  commit that brought it.`
