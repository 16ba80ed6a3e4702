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
  What others pull is main. Of another published branch they get the commits; its memories reach them
  when it is merged into main.

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

  What came under another key and says the same as a memory of yours, or the same with another
  number or a no, is listed beside it. Nothing is done about it, unless you say --dedupe: then one
  record stands for each two that say the same, and cites both.

Several authors

  A cube has one author until \`memcube authors CUBE --add AUTHOR\` names another, for all branches or
  for some. Each signs a head of their own; a branch is at the newest commit that enough of them
  have, one unless --threshold says more. A pull moves your head where that loses nothing; where you
  both wrote, it names their commit and you merge it as any other. Changes that need more signatures
  than yours print a word for the next author to --approve.
  \`memcube rotate-key\` gives you a new key; who follows you goes on following you.

Forks

  A fork shares every block with its upstream and costs three new ones. It keeps its own settings
  when it merges. Who wrote a memory stays provable: \`memcube blame\` checks the signature of the
  commit that brought it. And it stays theirs: what was forked or merged is recalled as far as
  those who wrote it are trusted, and as yours once you have edited it.

Rules and audits

  memcube policy CUBE        the rules that the cube carries: they bind its authors, and every node judges by them
  memcube lineage CUBE       each change with author, source and model: what is proven, and what is claimed

Proposals

  A pull request without a server: an offer is signed, and nodes that seed the cube keep it, with
  what it offers, while its author is away. It is public, and so is the branch of the fork that it comes from.

    memcube propose mine -m "the settings are for 16, not 12"
    memcube proposals                        what came, what you sent, and what became of it
    memcube diff notes BASE ID               the keys that differ; BASE and ID as \`proposals\` shows
    memcube get notes postgres/vacuum --at ID
    memcube accept ID [--resolve KEY=...]    merges it; both commits are parents, its author is named
    memcube decline ID --reason "..."        its author sees why
    memcube approve ID                       an author of the cube agrees; accepting writes that down

  What is offered is not recalled and becomes no cube of yours until you accept it. A newer
  proposal of a fork takes the place of the one before; after 90 days it is forgotten.`
