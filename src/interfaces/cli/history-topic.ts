/** `memcube help history`: history for someone who knows git. */
export const historyTopic = `History, for someone who knows git

  A cube is a repository whose files are memories, and there is no working copy: every add, remove
  or import is a commit at once, signed by you. One signed head names the published branches, so
  nobody can show an old one as new.

  A new branch is private, in a published cube too: nobody can fetch, see or guess it. These share it:

    memcube publish CUBE --branch B      with its whole history; main is published first
    memcube unpublish CUBE --branch B    from then on it is not served; what was fetched stays
    memcube merge CUBE B                 into a published branch: that publishes the history of B
    memcube branch CUBE                  says of each branch whether it is published
  What others pull is main. Another published branch comes beside it where they ask for it:

    memcube pull CUBE --branch B         once, and at each later pull; LINK#B says the same
    memcube follow CUBE --branch B       kept up to date; \`unfollow CUBE --branch B\` ends it
    memcube recall Q --cube CUBE --at B  recall answers from it where it is named; get and keys take --branch B
    memcube fork CUBE NAME --branch B    an own cube that begins at it

  git branch, git switch     memcube branch CUBE [NAME [REV]], memcube switch CUBE BRANCH
                             --branch B reads or writes another branch without switching to it
  git log, blame             memcube log CUBE [--oneline] [-p] [--graph] [--key KEY], memcube blame CUBE KEY
  git show REV               memcube show CUBE REV: one commit, with the words that it changed
  git show REV:path          memcube get CUBE KEY --at REV; recall, keys and export take --at too
  git diff A B               memcube diff CUBE A [B]; A and B may be other cubes. Words are shown on a
                             terminal, elsewhere with --text; --name-only shows keys
  an editor                  memcube edit CUBE KEY opens $EDITOR; what is saved is a commit
  git merge                  memcube merge CUBE BRANCH, or another cube
  git revert                 memcube revert CUBE REV
  git restore --source       memcube revert CUBE KEY [--to REV]: one memory, its last change or as it was then
  git fetch, git merge       memcube pull UPSTREAM, then memcube merge FORK UPSTREAM

  REV is a branch, a commit, the first characters of one, a date, or any of these with ~n. 2026-11-30 is
  the end of that day, in UTC; 2026-11-30T12:00Z is a moment. Long answers go through $PAGER on a
  terminal; --no-pager, --no-color and NO_COLOR are as in git.

    memcube recall Q --cube CUBE --at 2026-11-30    what was known then
    memcube diff CUBE 2026-11-01                    what came since

Conflicts

  What only one side changed is taken. What both sides changed is a conflict: it is listed with what
  both sides had and what each made of it, nothing is changed, and the exit code is 4. The merge waits until each conflict is settled:

    memcube merge mine notes --resolve postgres/vacuum=ours --resolve postgres/index=@both.md
    memcube merge mine --strategy union      keeps both versions of the rest, theirs beside ours
    memcube merge mine --abort               forgets it

  You may go on writing meanwhile: a decision about a memory that has changed since is asked again.
  A side that loses stays in history: \`memcube log --key KEY\` finds it.

  A merge also lists memories under different keys that say the same, and those that contradict each
  other by a number or a no. It does nothing about them, unless you say --dedupe: then each two that
  say the same become one memory, which cites both.

Several authors

  A cube has one author until \`memcube authors CUBE --add AUTHOR\` names another, for all branches or
  for some. Each author signs a head of their own. A branch is at the newest commit that enough authors
  have: one author, unless --threshold asks for more. What a further author writes reaches everybody
  who reads the cube, as what its maker writes does. A pull moves your head forward when that loses
  nothing. When you both wrote, it names their commit, and you merge it like any other. A change
  that needs more signatures than yours prints a word, which the next author gives to --approve.
  \`memcube rotate-key\` gives you a new key. People who follow you go on following you.

Forks

  A fork shares every block with its upstream and costs three new ones. It keeps its own settings
  when it merges. Who wrote a memory stays provable: \`memcube blame\` checks the signature of the
  commit that brought it. Recall trusts what you forked or merged as far as you trust the people who
  wrote it, and as your own once you have edited it.

Rules and audits

  memcube policy CUBE        the rules that the cube carries; every node checks each commit by them
  memcube lineage CUBE       each change with author, source and model: what is proven, and what is claimed

Proposals

  A proposal is a pull request without a server. It is signed. Nodes that seed the cube keep it, with
  the changes, while its author is away. It is public, and so is the branch of the fork that it comes from.

    memcube propose mine -m "the settings are for 16, not 12"
    memcube proposals                        what came, what you sent, and what became of it
    memcube diff notes BASE ID               the keys that differ; BASE and ID as \`proposals\` shows
    memcube get notes postgres/vacuum --at ID
    memcube accept ID [--resolve KEY=...]    merges it; both commits are parents, its author is named
    memcube decline ID --reason "..."        its author sees why
    memcube approve ID                       an author of the cube agrees; accepting writes that down

  Recall does not find what is offered until you accept it. A newer proposal of a fork takes the place of
  the one before. A proposal is forgotten after 90 days.`
