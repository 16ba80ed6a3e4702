"""A method for each call of the daemon.

Generated from the schemas of the use cases by `npm run client`: do not edit. A test compares it with what is
generated.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Literal, Mapping, Optional

from . import answers

Progress = Dict[str, Any]
"""`phase` and `done`, and where they are known `total` and `unit`."""
OnProgress = Callable[[Progress], None]


class Calls:
    def call(self, name: str, given: Mapping[str, Any], *, on_progress: Optional[OnProgress] = None) -> Any:
        raise NotImplementedError

    def status(
        self,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Status:
        """The node, its peers, cubes, index and disk.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.Status = self.call("status", given, on_progress=on_progress)
        return answer

    def connect(
        self,
        address: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Connect:
        """Dials a node and shakes hands with it.

        address: a multiaddr such as /ip4/127.0.0.1/tcp/4001/p2p/12D3...
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "address": address,
            "swarm": swarm,
        }
        answer: answers.Connect = self.call("connect", given, on_progress=on_progress)
        return answer

    def peers(
        self,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Peers:
        """The connected nodes, with what was agreed with each.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.Peers = self.call("peers", given, on_progress=on_progress)
        return answer

    def create(
        self,
        name: str,
        *,
        topics: Optional[List[str]] = None,
        licence: Optional[str] = None,
        about: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Create:
        """Makes a cube that this home signs.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "name": name,
            "topics": topics,
            "licence": licence,
            "about": about,
            "swarm": swarm,
        }
        answer: answers.Create = self.call("create", given, on_progress=on_progress)
        return answer

    def describe(
        self,
        cube: str,
        *,
        topics: Optional[List[str]] = None,
        licence: Optional[str] = None,
        about: Optional[str] = None,
        message: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Describe:
        """Changes what a cube says of itself, in one commit; what is not given stays.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        topics: in place of the topics it has; [] for none
        licence: "" for none
        about: "" for nothing
        message: why; kept in the commit
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "topics": topics,
            "licence": licence,
            "about": about,
            "message": message,
            "swarm": swarm,
        }
        answer: answers.Describe = self.call("describe", given, on_progress=on_progress)
        return answer

    def list(
        self,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.List:
        """The cubes of this home with role, head, trust and freshness.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.List = self.call("list", given, on_progress=on_progress)
        return answer

    def show(
        self,
        cube: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Show:
        """One cube.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "swarm": swarm,
        }
        answer: answers.Show = self.call("show", given, on_progress=on_progress)
        return answer

    def show_commit(
        self,
        cube: str,
        rev: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.ShowCommit:
        """One commit: who made it, when and why, and the words that it changed.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        rev: a commit CID, a unique prefix of one, a branch, a date, or REV~n
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "rev": rev,
            "swarm": swarm,
        }
        answer: answers.ShowCommit = self.call("show-commit", given, on_progress=on_progress)
        return answer

    def add(
        self,
        cube: str,
        text: Optional[str] = None,
        *,
        file: Optional[str] = None,
        type: Optional[Literal["plaintext", "activation", "parameter"]] = None,
        media: Optional[str] = None,
        key: Optional[str] = None,
        tags: Optional[List[str]] = None,
        source: Optional[str] = None,
        clear: Optional[List[Literal["tags", "media", "source", "data", "valid", "governance"]]] = None,
        data: Optional[Dict[str, Any]] = None,
        agent: Optional[str] = None,
        branch: Optional[str] = None,
        message: Optional[str] = None,
        replaces: Optional[str] = None,
        similar: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Add:
        """Adds one memory in one commit, or changes the memory that the key holds.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        file: an absolute path
        type: plaintext for what is new
        key: a path such as postgres/vacuum
        tags: in place of those that the memory has; [] for none
        clear: what the memory under the key shall not keep; without it all stays that is not given anew
        data: what a program keeps with the memory; `session` and `order` tell recall what belongs together
        agent: the program that says it where no person does; kept with the memory
        branch: a branch; the current one when not given
        message: why; kept in the commit
        replaces: the memory that the key holds, as far as the caller knows; another one is a conflict
        similar: also answer which memories here say the same already, or say otherwise
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "text": text,
            "file": file,
            "type": type,
            "media": media,
            "key": key,
            "tags": tags,
            "source": source,
            "clear": clear,
            "data": data,
            "agent": agent,
            "branch": branch,
            "message": message,
            "replaces": replaces,
            "similar": similar,
            "swarm": swarm,
        }
        answer: answers.Add = self.call("add", given, on_progress=on_progress)
        return answer

    def import_(
        self,
        cube: str,
        path: Optional[str] = None,
        *,
        files: Optional[List[Dict[str, Any]]] = None,
        format: Optional[str] = None,
        allow_skips: Optional[bool] = None,
        mirror: Optional[bool] = None,
        allow_empty: Optional[bool] = None,
        branch: Optional[str] = None,
        message: Optional[str] = None,
        tier: Optional[Literal["own", "team", "followed", "community", "quarantined"]] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Import:
        """Many memories in one commit; the same again changes nothing.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        path: an absolute path
        files: in place of a path: what is in the files, as one of a folder or one alone
        format: auto, mpf, letta, chatgpt, claude, memos, mem0, memos-cube, chat-folder, chat-archive, cogx, mcp-memory, jsonl, markdown
        mirror: also remove what an earlier mirror of this folder brought and it no longer holds
        allow_empty: with mirror: even when no file is left, or most went at once
        branch: a branch; the current one when not given
        message: why; kept in the commit
        tier: how far what the file says is trusted: own when not given, as if it were written here
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "path": path,
            "files": files,
            "format": format,
            "allowSkips": allow_skips,
            "mirror": mirror,
            "allowEmpty": allow_empty,
            "branch": branch,
            "message": message,
            "tier": tier,
            "swarm": swarm,
        }
        answer: answers.Import = self.call("import", given, on_progress=on_progress)
        return answer

    def get(
        self,
        cube: str,
        key: str,
        *,
        at: Optional[str] = None,
        branch: Optional[str] = None,
        bytes: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Get:
        """One memory, whole, with where it comes from.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        key: a path such as postgres/vacuum
        at: a commit CID, a unique prefix of one, a branch, a date, or REV~n
        branch: a branch; the current one when not given
        bytes: of a payload the bytes, up to 8 MiB, in place of its link
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "key": key,
            "at": at,
            "branch": branch,
            "bytes": bytes,
            "swarm": swarm,
        }
        answer: answers.Get = self.call("get", given, on_progress=on_progress)
        return answer

    def remove(
        self,
        cube: str,
        keys: List[str],
        *,
        branch: Optional[str] = None,
        message: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Remove:
        """Removes memories from the current state in one commit; history keeps them.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        branch: a branch; the current one when not given
        message: why; kept in the commit
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "keys": keys,
            "branch": branch,
            "message": message,
            "swarm": swarm,
        }
        answer: answers.Remove = self.call("remove", given, on_progress=on_progress)
        return answer

    def choose(
        self,
        cube: str,
        key: str,
        *,
        branch: Optional[str] = None,
        message: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Choose:
        """Keeps one of two edits that were made at the same time, in one commit; history keeps the other.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        key: where the edit is that is kept: the key, or the one beside it
        branch: a branch; the current one when not given
        message: why; kept in the commit
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "key": key,
            "branch": branch,
            "message": message,
            "swarm": swarm,
        }
        answer: answers.Choose = self.call("choose", given, on_progress=on_progress)
        return answer

    def keys(
        self,
        cube: str,
        prefix: Optional[str] = None,
        *,
        branch: Optional[str] = None,
        at: Optional[str] = None,
        tags: Optional[List[str]] = None,
        count_tags: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Keys:
        """The keys of a cube, in order.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        branch: a branch; the current one when not given
        at: a commit CID, a unique prefix of one, a branch, a date, or REV~n
        tags: only keys of memories that carry all of these
        count_tags: say which tags the memories of these keys carry
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "prefix": prefix,
            "branch": branch,
            "at": at,
            "tags": tags,
            "countTags": count_tags,
            "swarm": swarm,
        }
        answer: answers.Keys = self.call("keys", given, on_progress=on_progress)
        return answer

    def export(
        self,
        cube: str,
        out: str,
        format: str,
        *,
        at: Optional[str] = None,
        branch: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Export:
        """Writes a cube as files; never outside the path that is named.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        out: an absolute path
        format: markdown, jsonl, mpf, memos-cube, car
        at: a commit CID, a unique prefix of one, a branch, a date, or REV~n
        branch: a branch; the current one when not given
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "out": out,
            "format": format,
            "at": at,
            "branch": branch,
            "swarm": swarm,
        }
        answer: answers.Export = self.call("export", given, on_progress=on_progress)
        return answer

    def log(
        self,
        cube: str,
        *,
        branch: Optional[str] = None,
        key: Optional[str] = None,
        limit: Optional[int] = None,
        text: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Log:
        """The commits of a cube, newest first.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        branch: a commit CID, a unique prefix of one, a branch, a date, or REV~n
        key: a path such as postgres/vacuum
        text: with the words that changed
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "branch": branch,
            "key": key,
            "limit": limit,
            "text": text,
            "swarm": swarm,
        }
        answer: answers.Log = self.call("log", given, on_progress=on_progress)
        return answer

    def diff(
        self,
        cube: str,
        a: str,
        b: Optional[str] = None,
        *,
        branch: Optional[str] = None,
        text: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Diff:
        """The keys, and the words, that differ between two commits, or between a cube and another.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        branch: a branch; the current one when not given
        text: with the words that changed
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "a": a,
            "b": b,
            "branch": branch,
            "text": text,
            "swarm": swarm,
        }
        answer: answers.Diff = self.call("diff", given, on_progress=on_progress)
        return answer

    def branch(
        self,
        cube: str,
        name: Optional[str] = None,
        *,
        at: Optional[str] = None,
        remove: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.BranchBranches | answers.BranchBranch:
        """The branches of a cube; with a name, makes one at a commit, or takes it away. A new one is private until it is published.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        name: a branch; the current one when not given
        at: a commit CID, a unique prefix of one, a branch, a date, or REV~n
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "name": name,
            "at": at,
            "remove": remove,
            "swarm": swarm,
        }
        answer: answers.BranchBranches | answers.BranchBranch = self.call("branch", given, on_progress=on_progress)
        return answer

    def switch(
        self,
        cube: str,
        branch: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Switch:
        """Makes a branch the one that is read, written and recalled here when none is named.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        branch: a branch; the current one when not given
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "branch": branch,
            "swarm": swarm,
        }
        answer: answers.Switch = self.call("switch", given, on_progress=on_progress)
        return answer

    def merge(
        self,
        cube: str,
        other: Optional[str] = None,
        *,
        strategy: Optional[Literal["ask", "ours", "theirs", "union"]] = None,
        resolve: Optional[List[Dict[str, Any]]] = None,
        dedupe: Optional[bool] = None,
        branch: Optional[str] = None,
        message: Optional[str] = None,
        abort: Optional[bool] = None,
        text: Optional[bool] = None,
        local: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Merge:
        """Takes in what a branch, a fork or an upstream did; what both sides changed is returned, never dropped.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        other: a revision of the cube, or another cube
        dedupe: one record for each two memories that say the same
        branch: a branch; the current one when not given
        message: why; kept in the commit
        abort: forget an unfinished merge
        text: with the words that changed
        local: fetch no history from peers, even where it is missing here
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "other": other,
            "strategy": strategy,
            "resolve": resolve,
            "dedupe": dedupe,
            "branch": branch,
            "message": message,
            "abort": abort,
            "text": text,
            "local": local,
            "swarm": swarm,
        }
        answer: answers.Merge = self.call("merge", given, on_progress=on_progress)
        return answer

    def revert(
        self,
        cube: str,
        *,
        rev: Optional[str] = None,
        key: Optional[str] = None,
        to: Optional[str] = None,
        branch: Optional[str] = None,
        message: Optional[str] = None,
        text: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Revert:
        """Takes back what one commit did, or puts one memory back to what it was, in a new commit; refused where it was changed since.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        rev: the commit to take back: a CID, a unique prefix of one, a branch, or REV~n; or a key
        key: only this memory: its last change, or what `rev` did to it
        to: put the memory back to what it was at this revision
        branch: a branch; the current one when not given
        message: why; kept in the commit
        text: with the words that changed
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "rev": rev,
            "key": key,
            "to": to,
            "branch": branch,
            "message": message,
            "text": text,
            "swarm": swarm,
        }
        answer: answers.Revert = self.call("revert", given, on_progress=on_progress)
        return answer

    def blame(
        self,
        cube: str,
        key: str,
        *,
        at: Optional[str] = None,
        branch: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Blame:
        """Who wrote what a key holds, proven by the commit that brought it.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        key: a path such as postgres/vacuum
        at: a commit CID, a unique prefix of one, a branch, a date, or REV~n
        branch: a branch; the current one when not given
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "key": key,
            "at": at,
            "branch": branch,
            "swarm": swarm,
        }
        answer: answers.Blame = self.call("blame", given, on_progress=on_progress)
        return answer

    def lineage(
        self,
        cube: str,
        *,
        since: Optional[str] = None,
        key: Optional[str] = None,
        branch: Optional[str] = None,
        limit: Optional[int] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Lineage:
        """For each change: who made it, when, from which source, with which model; what is proven, and what is claimed.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        since: an ISO 8601 time, a duration such as 7d, or a revision; what is older is left out
        key: only keys that begin with this
        branch: a branch; the current one when not given
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "since": since,
            "key": key,
            "branch": branch,
            "limit": limit,
            "swarm": swarm,
        }
        answer: answers.Lineage = self.call("lineage", given, on_progress=on_progress)
        return answer

    def policy(
        self,
        cube: str,
        *,
        set: Optional[str] = None,
        text: Optional[str] = None,
        clear: Optional[bool] = None,
        check: Optional[str] = None,
        branch: Optional[str] = None,
        message: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Policy:
        """The rules that a cube carries: shown, set, taken away, or tried on commits that there are.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        set: a file with the rules, YAML or JSON
        text: the rules themselves, YAML or JSON
        clear: take the policy away
        check: judge a commit, or a branch commit by commit; sets nothing
        branch: a branch; the current one when not given
        message: why; kept in the commit
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "set": set,
            "text": text,
            "clear": clear,
            "check": check,
            "branch": branch,
            "message": message,
            "swarm": swarm,
        }
        answer: answers.Policy = self.call("policy", given, on_progress=on_progress)
        return answer

    def verify(
        self,
        cube: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Verify:
        """Checks every signature, tree and block of one cube.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "swarm": swarm,
        }
        answer: answers.Verify = self.call("verify", given, on_progress=on_progress)
        return answer

    def publish(
        self,
        cube: str,
        *,
        branches: Optional[List[str]] = None,
        as_restored: Optional[bool] = None,
        allow_secret: Optional[List[str]] = None,
        dry_run: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Publish:
        """Advertises branches of a cube and lets others pull them.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        branches: which; the current one when none is named
        as_restored: go on from the state of a restored backup, whatever other nodes hold
        allow_secret: keys under which what looks like a secret may be known to everybody, now and later
        dry_run: say what would leave, and publish nothing
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "branches": branches,
            "asRestored": as_restored,
            "allowSecret": allow_secret,
            "dryRun": dry_run,
            "swarm": swarm,
        }
        answer: answers.Publish = self.call("publish", given, on_progress=on_progress)
        return answer

    def unpublish(
        self,
        cube: str,
        *,
        branches: Optional[List[str]] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Unpublish:
        """Stops advertising a cube, or branches of it, and tells those who follow it; what they have fetched stays theirs.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        branches: which; the whole cube when none is named
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "branches": branches,
            "swarm": swarm,
        }
        answer: answers.Unpublish = self.call("unpublish", given, on_progress=on_progress)
        return answer

    def release(
        self,
        from_: str,
        to: str,
        *,
        keys: Optional[List[str]] = None,
        dry_run: Optional[bool] = None,
        message: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Release:
        """Copies memories out of a swarm into a cube outside of it, after looking for secrets in them.

        from_: SWARM/CUBE, where they are
        to: an own cube outside of swarms
        keys: all memories when none is named
        dry_run: say what would leave, and copy nothing
        message: why; kept in the commit
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "from": from_,
            "to": to,
            "keys": keys,
            "dryRun": dry_run,
            "message": message,
            "swarm": swarm,
        }
        answer: answers.Release = self.call("release", given, on_progress=on_progress)
        return answer

    def discover(
        self,
        topic: Optional[str] = None,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Discover:
        """Cubes on the network, by topic.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "topic": topic,
            "swarm": swarm,
        }
        answer: answers.Discover = self.call("discover", given, on_progress=on_progress)
        return answer

    def pull(
        self,
        cube: str,
        *,
        from_: Optional[str] = None,
        depth: Optional[int] = None,
        branch: Optional[str] = None,
        filter: Optional[List[str]] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Pull:
        """Fetches a cube of others, verifies it, and makes it recallable.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        from_: a multiaddr such as /ip4/127.0.0.1/tcp/4001/p2p/12D3...
        branch: a published branch to fetch beside main, now and at each later pull
        filter: only memories whose keys begin with one of these, with what the cube says of itself; added to the part that is held
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "from": from_,
            "depth": depth,
            "branch": branch,
            "filter": filter,
            "swarm": swarm,
        }
        answer: answers.Pull = self.call("pull", given, on_progress=on_progress)
        return answer

    def follow(
        self,
        target: str,
        *,
        branch: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Follow:
        """Keeps a cube, or all cubes of an author, up to date; fetches a cube by its id or ticket that is not here yet.

        target: a cube, a did:key, or a nickname
        branch: of the cube: a published branch to keep up to date beside main
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "target": target,
            "branch": branch,
            "swarm": swarm,
        }
        answer: answers.Follow = self.call("follow", given, on_progress=on_progress)
        return answer

    def unfollow(
        self,
        target: str,
        *,
        branch: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Unfollow:
        """Stops keeping a cube or an author up to date; what is here stays.

        target: a cube, a did:key, or a nickname
        branch: fetch this branch of the cube no more, and go on with the cube
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "target": target,
            "branch": branch,
            "swarm": swarm,
        }
        answer: answers.Unfollow = self.call("unfollow", given, on_progress=on_progress)
        return answer

    def trust(
        self,
        author: str,
        tier: Optional[Literal["own", "team", "followed", "community", "quarantined"]] = None,
        *,
        nickname: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Trust:
        """Says how far an author is trusted, what they are called here, or both.

        author: a did:key or a nickname
        tier: a block ends with it; what was decided stays when not given
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "author": author,
            "tier": tier,
            "nickname": nickname,
            "swarm": swarm,
        }
        answer: answers.Trust = self.call("trust", given, on_progress=on_progress)
        return answer

    def block(
        self,
        target: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Block:
        """Takes nothing more from an author and leaves what is here out of recall.

        target: a cube, a did:key, or a nickname
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "target": target,
            "swarm": swarm,
        }
        answer: answers.Block = self.call("block", given, on_progress=on_progress)
        return answer

    def people(
        self,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.People:
        """The authors that this home knows: what they are called here, and how far they are trusted.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.People = self.call("people", given, on_progress=on_progress)
        return answer

    def rotate_key(
        self,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.RotateKey:
        """Makes a new author key, proven by the old one, and signs every cube of this home with it.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.RotateKey = self.call("rotate-key", given, on_progress=on_progress)
        return answer

    def fork(
        self,
        cube: str,
        name: Optional[str] = None,
        *,
        branch: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Fork:
        """A cube of your own that shares the blocks, the history and the attribution of another.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        branch: begin at this branch of the cube; at the current one when not given
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "name": name,
            "branch": branch,
            "swarm": swarm,
        }
        answer: answers.Fork = self.call("fork", given, on_progress=on_progress)
        return answer

    def authors(
        self,
        cube: str,
        *,
        add: Optional[str] = None,
        branches: Optional[List[str]] = None,
        remove: Optional[str] = None,
        threshold: Optional[int] = None,
        approve: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Authors:
        """Who may sign for a cube; changes that, and approves what other authors want to change.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        add: a did:key or a nickname
        branches: patterns such as draft/*
        remove: a did:key or a nickname
        approve: the word that another author was given
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "add": add,
            "branches": branches,
            "remove": remove,
            "threshold": threshold,
            "approve": approve,
            "swarm": swarm,
        }
        answer: answers.Authors = self.call("authors", given, on_progress=on_progress)
        return answer

    def propose(
        self,
        cube: str,
        message: Optional[str] = None,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Propose:
        """Offers what a fork changed to the cube it was forked from; publishes the fork, since an offer is public.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        message: why; shown to the authors of the cube
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "message": message,
            "swarm": swarm,
        }
        answer: answers.Propose = self.call("propose", given, on_progress=on_progress)
        return answer

    def proposals(
        self,
        *,
        cube: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Proposals:
        """What was proposed to your cubes and what you proposed, or all that is kept here for one cube.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "swarm": swarm,
        }
        answer: answers.Proposals = self.call("proposals", given, on_progress=on_progress)
        return answer

    def accept(
        self,
        proposal: str,
        *,
        strategy: Optional[Literal["ask", "ours", "theirs", "union"]] = None,
        resolve: Optional[List[Dict[str, Any]]] = None,
        branch: Optional[str] = None,
        message: Optional[str] = None,
        text: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Accept:
        """Merges a proposal into your cube, credits its author and tells them; conflicts are returned, never dropped.

        proposal: the id of a proposal, or a unique prefix of it
        branch: a branch; the current one when not given
        message: why; kept in the commit
        text: with the words that changed
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "proposal": proposal,
            "strategy": strategy,
            "resolve": resolve,
            "branch": branch,
            "message": message,
            "text": text,
            "swarm": swarm,
        }
        answer: answers.Accept = self.call("accept", given, on_progress=on_progress)
        return answer

    def decline(
        self,
        proposal: str,
        *,
        reason: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Decline:
        """Says no to a proposal, with a reason that its author sees.

        proposal: the id of a proposal, or a unique prefix of it
        reason: why; public, as the proposal is
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "proposal": proposal,
            "reason": reason,
            "swarm": swarm,
        }
        answer: answers.Decline = self.call("decline", given, on_progress=on_progress)
        return answer

    def comment(
        self,
        proposal: str,
        *,
        text: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Comment:
        """Says something of a proposal, as who made it or as an author of the cube; without a text, shows what was said.

        proposal: the id of a proposal, or a unique prefix of it
        text: public, as the proposal is
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "proposal": proposal,
            "text": text,
            "swarm": swarm,
        }
        answer: answers.Comment = self.call("comment", given, on_progress=on_progress)
        return answer

    def approve(
        self,
        proposal: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Approve:
        """Says, as an author of the cube, that a proposal may be accepted.

        proposal: the id of a proposal, or a unique prefix of it
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "proposal": proposal,
            "swarm": swarm,
        }
        answer: answers.Approve = self.call("approve", given, on_progress=on_progress)
        return answer

    def recall(
        self,
        query: str,
        *,
        cubes: Optional[List[str]] = None,
        tags: Optional[List[str]] = None,
        tier: Optional[Literal["own", "team", "followed", "community", "quarantined"]] = None,
        top: Optional[int] = None,
        budget: Optional[int] = None,
        at: Optional[str] = None,
        branch: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Recall:
        """Finds memories by words and by meaning, labelled with who said it and how far it is trusted.

        tier: the least trusted tier to answer from
        budget: tokens of the texts of all results, estimated
        at: the state of the one cube at a revision
        branch: a branch; the current one when not given
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "query": query,
            "cubes": cubes,
            "tags": tags,
            "tier": tier,
            "top": top,
            "budget": budget,
            "at": at,
            "branch": branch,
            "swarm": swarm,
        }
        answer: answers.Recall = self.call("recall", given, on_progress=on_progress)
        return answer

    def context(
        self,
        query: str,
        *,
        budget: Optional[int] = None,
        model: Optional[str] = None,
        cubes: Optional[List[str]] = None,
        tags: Optional[List[str]] = None,
        tier: Optional[Literal["own", "team", "followed", "community", "quarantined"]] = None,
        top: Optional[int] = None,
        at: Optional[str] = None,
        branch: Optional[str] = None,
        left_out: Optional[int] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Context:
        """Packs what is known about a question into a token budget for a model, and says what was left out.

        budget: tokens, marks and labels included
        model: gpt-5, gpt-4.1, gpt-4o, gpt-oss, o1, o3, o4, gpt-4, gpt-3.5, claude, gemini, llama, mistral, qwen, deepseek, other
        tier: the least trusted tier to take from
        top: memories that are considered
        at: the state of the one cube at a revision
        branch: a branch; the current one when not given
        left_out: how many of what was left out are named; all are counted
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "query": query,
            "budget": budget,
            "model": model,
            "cubes": cubes,
            "tags": tags,
            "tier": tier,
            "top": top,
            "at": at,
            "branch": branch,
            "leftOut": left_out,
            "swarm": swarm,
        }
        answer: answers.Context = self.call("context", given, on_progress=on_progress)
        return answer

    def map(
        self,
        *,
        cubes: Optional[List[str]] = None,
        most: Optional[int] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Map:
        """Where memories lie by meaning, as points of a plane: near each other those that say alike.

        most: points
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cubes": cubes,
            "most": most,
            "swarm": swarm,
        }
        answer: answers.Map = self.call("map", given, on_progress=on_progress)
        return answer

    def fsck(
        self,
        *,
        repair: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Fsck:
        """Checks every block and record of the store, every cube, the high-water marks and the index; mends what it can, with the help of peers.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "repair": repair,
            "swarm": swarm,
        }
        answer: answers.Fsck = self.call("fsck", given, on_progress=on_progress)
        return answer

    def doctor(
        self,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Doctor:
        """Looks at what usually goes wrong and says what to do.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.Doctor = self.call("doctor", given, on_progress=on_progress)
        return answer

    def store(
        self,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Store:
        """Where the blocks of the home are, and whether that place answers; it is asked."""
        given: Dict[str, Any] = {
        }
        answer: answers.Store = self.call("store", given, on_progress=on_progress)
        return answer

    def store_move(
        self,
        *,
        target: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.StoreMove:
        """Moves the blocks of the home to a store elsewhere, or back; everybody reads and writes on meanwhile.

        target: level, s3://BUCKET/PREFIX?endpoint=URL or kubo:URL; what the setting says when not given
        """
        given: Dict[str, Any] = {
            "target": target,
        }
        answer: answers.StoreMove = self.call("store-move", given, on_progress=on_progress)
        return answer

    def sync_log(
        self,
        *,
        peer: Optional[str] = None,
        limit: Optional[int] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SyncLog:
        """What was exchanged with a peer: asked, sent, received, refused and why; without one, which peers there are.

        peer: a peer id, or an end of one that no other has
        limit: the newest so many
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "peer": peer,
            "limit": limit,
            "swarm": swarm,
        }
        answer: answers.SyncLog = self.call("sync-log", given, on_progress=on_progress)
        return answer

    def audit(
        self,
        *,
        since: Optional[int] = None,
        kind: Optional[str] = None,
        before: Optional[int] = None,
        limit: Optional[int] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Audit:
        """What was done and refused in this home, the newest last.

        since: milliseconds since the Unix epoch
        before: only entries before this index
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "since": since,
            "kind": kind,
            "before": before,
            "limit": limit,
            "swarm": swarm,
        }
        answer: answers.Audit = self.call("audit", given, on_progress=on_progress)
        return answer

    def audit_verify(
        self,
        *,
        from_: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.AuditVerify:
        """Finds whether the audit log was edited, cut off or rewritten, and from where.

        from_: an absolute path
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "from": from_,
            "swarm": swarm,
        }
        answer: answers.AuditVerify = self.call("audit-verify", given, on_progress=on_progress)
        return answer

    def audit_checkpoint(
        self,
        *,
        out: Optional[str] = None,
        since: Optional[int] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.AuditCheckpoint:
        """Signs what the audit log is now.

        out: an absolute path
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "out": out,
            "since": since,
            "swarm": swarm,
        }
        answer: answers.AuditCheckpoint = self.call("audit-checkpoint", given, on_progress=on_progress)
        return answer

    def audit_cosign(
        self,
        file: str,
        *,
        out: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.AuditCosign:
        """Cosigns a checkpoint of another home, if it continues the one cosigned before.

        file: an absolute path
        out: an absolute path
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "file": file,
            "out": out,
            "swarm": swarm,
        }
        answer: answers.AuditCosign = self.call("audit-cosign", given, on_progress=on_progress)
        return answer

    def forget(
        self,
        cube: str,
        keys: Optional[List[str]] = None,
        *,
        at: Optional[str] = None,
        reason: Optional[str] = None,
        everywhere: Optional[bool] = None,
        reinstate: Optional[List[str]] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.ForgetForgotten | answers.ForgetReinstated:
        """Erases memories for good: from every branch, the store and the index, and has others do the same.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        at: a commit CID, a unique prefix of one, a branch, a date, or REV~n
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "keys": keys,
            "at": at,
            "reason": reason,
            "everywhere": everywhere,
            "reinstate": reinstate,
            "swarm": swarm,
        }
        answer: answers.ForgetForgotten | answers.ForgetReinstated = self.call("forget", given, on_progress=on_progress)
        return answer

    def gc(
        self,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Gc:
        """Frees the blocks that nothing in this home refers to; everybody reads and writes on meanwhile.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.Gc = self.call("gc", given, on_progress=on_progress)
        return answer

    def pin(
        self,
        cube: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Pin:
        """Keeps a cube whatever the cache has room for.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "swarm": swarm,
        }
        answer: answers.Pin = self.call("pin", given, on_progress=on_progress)
        return answer

    def unpin(
        self,
        cube: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Unpin:
        """Lets a cube of others give way again when the cache is full; nothing is removed now.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "swarm": swarm,
        }
        answer: answers.Unpin = self.call("unpin", given, on_progress=on_progress)
        return answer

    def pins_add(
        self,
        cube: str,
        at: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.PinsAdd:
        """Sends a published cube to a Kubo and pins it there with all that it links to; said again, the newest state takes the place of the one before.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        at: kubo:http://127.0.0.1:5001, the RPC of a Kubo
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "at": at,
        }
        answer: answers.PinsAdd = self.call("pins-add", given, on_progress=on_progress)
        return answer

    def pins_remove(
        self,
        cube: str,
        at: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.PinsRemove:
        """Takes the pin of a cube at a Kubo back; that Kubo deletes the blocks when it collects.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        at: kubo:http://127.0.0.1:5001, the RPC of a Kubo
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "at": at,
        }
        answer: answers.PinsRemove = self.call("pins-remove", given, on_progress=on_progress)
        return answer

    def pins_list(
        self,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.PinsList:
        """Which cubes are pinned where, and which of them are behind what is published."""
        given: Dict[str, Any] = {
        }
        answer: answers.PinsList = self.call("pins-list", given, on_progress=on_progress)
        return answer

    def seed_add(
        self,
        what: str,
        *,
        kind: Optional[Literal["topic", "author", "cube"]] = None,
        max_bytes: Optional[int] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SeedAdd:
        """Mirrors and serves what others publish: the cubes of a topic or of an author, or one cube, within a budget. Recall does not answer from cubes of strangers unless it is asked to.

        what: a topic, an author or a cube
        kind: which of them it is, where it could be two things
        max_bytes: what they may take with their index; said again, it changes the budget
        """
        given: Dict[str, Any] = {
            "what": what,
            "kind": kind,
            "maxBytes": max_bytes,
        }
        answer: answers.SeedAdd = self.call("seed-add", given, on_progress=on_progress)
        return answer

    def seed_remove(
        self,
        what: str,
        *,
        kind: Optional[Literal["topic", "author", "cube"]] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SeedRemove:
        """Mirrors a topic, an author or a cube no more; what was here for it alone goes.

        what: a topic, an author or a cube
        kind: which of them it is, where it could be two things
        """
        given: Dict[str, Any] = {
            "what": what,
            "kind": kind,
        }
        answer: answers.SeedRemove = self.call("seed-remove", given, on_progress=on_progress)
        return answer

    def seed_list(
        self,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SeedList:
        """What this home mirrors for others, how full each budget is, and what did not fit."""
        given: Dict[str, Any] = {
        }
        answer: answers.SeedList = self.call("seed-list", given, on_progress=on_progress)
        return answer

    def archive(
        self,
        cube: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Archive:
        """Puts a cube that nobody reads into a compressed file of the home, and frees its blocks.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "swarm": swarm,
        }
        answer: answers.Archive = self.call("archive", given, on_progress=on_progress)
        return answer

    def restore(
        self,
        cube: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Restore:
        """Brings an archived cube back, every block verified.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "swarm": swarm,
        }
        answer: answers.Restore = self.call("restore", given, on_progress=on_progress)
        return answer

    def backup(
        self,
        out: str,
        *,
        keys: Optional[bool] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Backup:
        """Writes the whole home into one file, as of one moment, while it goes on working.

        out: an absolute path
        keys: with the secret keys; a backup without them needs them to be restored
        """
        given: Dict[str, Any] = {
            "out": out,
            "keys": keys,
        }
        answer: answers.Backup = self.call("backup", given, on_progress=on_progress)
        return answer

    def swarm_create(
        self,
        name: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmCreate:
        """Makes a private swarm; only who is invited sees anything of it."""
        given: Dict[str, Any] = {
            "name": name,
        }
        answer: answers.SwarmCreate = self.call("swarm-create", given, on_progress=on_progress)
        return answer

    def swarm_invite(
        self,
        swarm: str,
        *,
        role: Optional[Literal["reader", "writer", "admin"]] = None,
        ttl_ms: Optional[int] = None,
        auto: Optional[bool] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmInvite:
        """Makes an invitation that lets one person in, once.

        swarm: the name or id of a swarm
        auto: let in at once; otherwise an admin confirms
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
            "role": role,
            "ttlMs": ttl_ms,
            "auto": auto,
        }
        answer: answers.SwarmInvite = self.call("swarm-invite", given, on_progress=on_progress)
        return answer

    def swarm_invites(
        self,
        swarm: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmInvites:
        """The invitations of a swarm: open, used, revoked, expired, and those whose bearer waits for an admin.

        swarm: the name or id of a swarm
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.SwarmInvites = self.call("swarm-invites", given, on_progress=on_progress)
        return answer

    def swarm_revoke(
        self,
        swarm: str,
        id: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmRevoke:
        """Takes an invitation back that nobody used yet.

        swarm: the name or id of a swarm
        id: the id of an invitation, or its first characters
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
            "id": id,
        }
        answer: answers.SwarmRevoke = self.call("swarm-revoke", given, on_progress=on_progress)
        return answer

    def swarm_confirm(
        self,
        swarm: str,
        id: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmConfirm:
        """Lets somebody in who waits with an invitation that is not automatic.

        swarm: the name or id of a swarm
        id: the id of an invitation, or its first characters
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
            "id": id,
        }
        answer: answers.SwarmConfirm = self.call("swarm-confirm", given, on_progress=on_progress)
        return answer

    def swarm_join(
        self,
        invite: str,
        *,
        wait_ms: Optional[int] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmJoin:
        """Comes into a swarm with an invitation."""
        given: Dict[str, Any] = {
            "invite": invite,
            "waitMs": wait_ms,
        }
        answer: answers.SwarmJoin = self.call("swarm-join", given, on_progress=on_progress)
        return answer

    def swarm_members(
        self,
        swarm: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmMembers:
        """Who is in a swarm, with role, and who is there now.

        swarm: the name or id of a swarm
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.SwarmMembers = self.call("swarm-members", given, on_progress=on_progress)
        return answer

    def swarm_role(
        self,
        swarm: str,
        author: str,
        role: Literal["reader", "writer", "admin"],
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmRole:
        """Changes what a member may do.

        swarm: the name or id of a swarm
        author: a did:key, or the name of a member
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
            "author": author,
            "role": role,
        }
        answer: answers.SwarmRole = self.call("swarm-role", given, on_progress=on_progress)
        return answer

    def swarm_remove(
        self,
        swarm: str,
        author: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmRemove:
        """Puts a member out and changes the keys; what was fetched before stays readable to them.

        swarm: the name or id of a swarm
        author: a did:key, or the name of a member
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
            "author": author,
        }
        answer: answers.SwarmRemove = self.call("swarm-remove", given, on_progress=on_progress)
        return answer

    def swarm_rotate(
        self,
        swarm: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmRotate:
        """Changes the keys of a swarm; everybody in it is given the new ones.

        swarm: the name or id of a swarm
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.SwarmRotate = self.call("swarm-rotate", given, on_progress=on_progress)
        return answer

    def swarm_list(
        self,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmList:
        """The swarms that this home is in."""
        given: Dict[str, Any] = {
        }
        answer: answers.SwarmList = self.call("swarm-list", given, on_progress=on_progress)
        return answer

    def swarm_leave(
        self,
        swarm: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmLeave:
        """Leaves a swarm and deletes what this home holds of it.

        swarm: the name or id of a swarm
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.SwarmLeave = self.call("swarm-leave", given, on_progress=on_progress)
        return answer

    def swarm_seed(
        self,
        swarm: str,
        *,
        untrusted: Optional[bool] = None,
        ttl_ms: Optional[int] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmSeedInvite | answers.SwarmSeedSwarm:
        """Lets a server in, once, that stores and serves the sealed cubes of a swarm and cannot read them; on such a server, says what it holds.

        swarm: the name or id of a swarm
        untrusted: for a machine that must not be able to read
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
            "untrusted": untrusted,
            "ttlMs": ttl_ms,
        }
        answer: answers.SwarmSeedInvite | answers.SwarmSeedSwarm = self.call("swarm-seed", given, on_progress=on_progress)
        return answer

    def swarm_kubo(
        self,
        swarm: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmKubo:
        """Which Kubo nodes may fetch what a swarm shares, where, and which are connected.

        swarm: the name or id of a swarm
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.SwarmKubo = self.call("swarm-kubo", given, on_progress=on_progress)
        return answer

    def swarm_kubo_on(
        self,
        swarm: str,
        peers: List[str],
        *,
        key_file: Optional[str] = None,
        listen: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmKuboOn:
        """Lets Kubo nodes that are named fetch what a swarm shares, under a swarm.key.

        swarm: the name or id of a swarm
        key_file: an absolute path of a swarm.key; the one that is here, or a new one, when not given
        peers: peer ids of the Kubo nodes, as `ipfs id` prints them
        listen: a port, or a multiaddr of tcp; as before, or any port, when not given
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
            "keyFile": key_file,
            "peers": peers,
            "listen": listen,
        }
        answer: answers.SwarmKuboOn = self.call("swarm-kubo-on", given, on_progress=on_progress)
        return answer

    def swarm_kubo_off(
        self,
        swarm: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmKuboOff:
        """Lets no Kubo node fetch from a swarm any more, and deletes the key.

        swarm: the name or id of a swarm
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.SwarmKuboOff = self.call("swarm-kubo-off", given, on_progress=on_progress)
        return answer

    def link(
        self,
        cube: str,
        *,
        bare: Optional[bool] = None,
        branch: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Link:
        """One line of at most 200 characters that others can pull or follow a cube by.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        bare: the cube id alone, without places of this node
        branch: a branch that the link leads to, beside main
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "bare": bare,
            "branch": branch,
            "swarm": swarm,
        }
        answer: answers.Link = self.call("link", given, on_progress=on_progress)
        return answer

    def config_list(
        self,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.ConfigList:
        """The settings of the home, with those that are not set."""
        given: Dict[str, Any] = {
        }
        answer: answers.ConfigList = self.call("config-list", given, on_progress=on_progress)
        return answer

    def config_get(
        self,
        key: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.ConfigGet:
        """One setting of the home.

        key: such as profile
        """
        given: Dict[str, Any] = {
            "key": key,
        }
        answer: answers.ConfigGet = self.call("config-get", given, on_progress=on_progress)
        return answer

    def config_set(
        self,
        key: str,
        values: List[str],
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.ConfigSet:
        """Changes a setting of the home; refused before it is saved when a daemon could not start with it.

        key: such as profile
        values: one word, or several for a list
        """
        given: Dict[str, Any] = {
            "key": key,
            "values": values,
        }
        answer: answers.ConfigSet = self.call("config-set", given, on_progress=on_progress)
        return answer

    def config_unset(
        self,
        key: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.ConfigUnset:
        """Takes a setting of the home away, so that the usual value holds.

        key: such as profile
        """
        given: Dict[str, Any] = {
            "key": key,
        }
        answer: answers.ConfigUnset = self.call("config-unset", given, on_progress=on_progress)
        return answer

    def bootstrap_list(
        self,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.BootstrapList:
        """The nodes that are dialled at each start."""
        given: Dict[str, Any] = {
        }
        answer: answers.BootstrapList = self.call("bootstrap-list", given, on_progress=on_progress)
        return answer

    def bootstrap_add(
        self,
        addresses: List[str],
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.BootstrapAdd:
        """Adds nodes to those that are dialled at each start."""
        given: Dict[str, Any] = {
            "addresses": addresses,
        }
        answer: answers.BootstrapAdd = self.call("bootstrap-add", given, on_progress=on_progress)
        return answer

    def bootstrap_remove(
        self,
        addresses: List[str],
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.BootstrapRemove:
        """Takes nodes from those that are dialled at each start."""
        given: Dict[str, Any] = {
            "addresses": addresses,
        }
        answer: answers.BootstrapRemove = self.call("bootstrap-remove", given, on_progress=on_progress)
        return answer


class AsyncCalls:
    async def call(self, name: str, given: Mapping[str, Any], *, on_progress: Optional[OnProgress] = None) -> Any:
        raise NotImplementedError

    async def status(
        self,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Status:
        """The node, its peers, cubes, index and disk.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.Status = await self.call("status", given, on_progress=on_progress)
        return answer

    async def connect(
        self,
        address: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Connect:
        """Dials a node and shakes hands with it.

        address: a multiaddr such as /ip4/127.0.0.1/tcp/4001/p2p/12D3...
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "address": address,
            "swarm": swarm,
        }
        answer: answers.Connect = await self.call("connect", given, on_progress=on_progress)
        return answer

    async def peers(
        self,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Peers:
        """The connected nodes, with what was agreed with each.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.Peers = await self.call("peers", given, on_progress=on_progress)
        return answer

    async def create(
        self,
        name: str,
        *,
        topics: Optional[List[str]] = None,
        licence: Optional[str] = None,
        about: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Create:
        """Makes a cube that this home signs.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "name": name,
            "topics": topics,
            "licence": licence,
            "about": about,
            "swarm": swarm,
        }
        answer: answers.Create = await self.call("create", given, on_progress=on_progress)
        return answer

    async def describe(
        self,
        cube: str,
        *,
        topics: Optional[List[str]] = None,
        licence: Optional[str] = None,
        about: Optional[str] = None,
        message: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Describe:
        """Changes what a cube says of itself, in one commit; what is not given stays.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        topics: in place of the topics it has; [] for none
        licence: "" for none
        about: "" for nothing
        message: why; kept in the commit
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "topics": topics,
            "licence": licence,
            "about": about,
            "message": message,
            "swarm": swarm,
        }
        answer: answers.Describe = await self.call("describe", given, on_progress=on_progress)
        return answer

    async def list(
        self,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.List:
        """The cubes of this home with role, head, trust and freshness.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.List = await self.call("list", given, on_progress=on_progress)
        return answer

    async def show(
        self,
        cube: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Show:
        """One cube.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "swarm": swarm,
        }
        answer: answers.Show = await self.call("show", given, on_progress=on_progress)
        return answer

    async def show_commit(
        self,
        cube: str,
        rev: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.ShowCommit:
        """One commit: who made it, when and why, and the words that it changed.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        rev: a commit CID, a unique prefix of one, a branch, a date, or REV~n
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "rev": rev,
            "swarm": swarm,
        }
        answer: answers.ShowCommit = await self.call("show-commit", given, on_progress=on_progress)
        return answer

    async def add(
        self,
        cube: str,
        text: Optional[str] = None,
        *,
        file: Optional[str] = None,
        type: Optional[Literal["plaintext", "activation", "parameter"]] = None,
        media: Optional[str] = None,
        key: Optional[str] = None,
        tags: Optional[List[str]] = None,
        source: Optional[str] = None,
        clear: Optional[List[Literal["tags", "media", "source", "data", "valid", "governance"]]] = None,
        data: Optional[Dict[str, Any]] = None,
        agent: Optional[str] = None,
        branch: Optional[str] = None,
        message: Optional[str] = None,
        replaces: Optional[str] = None,
        similar: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Add:
        """Adds one memory in one commit, or changes the memory that the key holds.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        file: an absolute path
        type: plaintext for what is new
        key: a path such as postgres/vacuum
        tags: in place of those that the memory has; [] for none
        clear: what the memory under the key shall not keep; without it all stays that is not given anew
        data: what a program keeps with the memory; `session` and `order` tell recall what belongs together
        agent: the program that says it where no person does; kept with the memory
        branch: a branch; the current one when not given
        message: why; kept in the commit
        replaces: the memory that the key holds, as far as the caller knows; another one is a conflict
        similar: also answer which memories here say the same already, or say otherwise
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "text": text,
            "file": file,
            "type": type,
            "media": media,
            "key": key,
            "tags": tags,
            "source": source,
            "clear": clear,
            "data": data,
            "agent": agent,
            "branch": branch,
            "message": message,
            "replaces": replaces,
            "similar": similar,
            "swarm": swarm,
        }
        answer: answers.Add = await self.call("add", given, on_progress=on_progress)
        return answer

    async def import_(
        self,
        cube: str,
        path: Optional[str] = None,
        *,
        files: Optional[List[Dict[str, Any]]] = None,
        format: Optional[str] = None,
        allow_skips: Optional[bool] = None,
        mirror: Optional[bool] = None,
        allow_empty: Optional[bool] = None,
        branch: Optional[str] = None,
        message: Optional[str] = None,
        tier: Optional[Literal["own", "team", "followed", "community", "quarantined"]] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Import:
        """Many memories in one commit; the same again changes nothing.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        path: an absolute path
        files: in place of a path: what is in the files, as one of a folder or one alone
        format: auto, mpf, letta, chatgpt, claude, memos, mem0, memos-cube, chat-folder, chat-archive, cogx, mcp-memory, jsonl, markdown
        mirror: also remove what an earlier mirror of this folder brought and it no longer holds
        allow_empty: with mirror: even when no file is left, or most went at once
        branch: a branch; the current one when not given
        message: why; kept in the commit
        tier: how far what the file says is trusted: own when not given, as if it were written here
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "path": path,
            "files": files,
            "format": format,
            "allowSkips": allow_skips,
            "mirror": mirror,
            "allowEmpty": allow_empty,
            "branch": branch,
            "message": message,
            "tier": tier,
            "swarm": swarm,
        }
        answer: answers.Import = await self.call("import", given, on_progress=on_progress)
        return answer

    async def get(
        self,
        cube: str,
        key: str,
        *,
        at: Optional[str] = None,
        branch: Optional[str] = None,
        bytes: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Get:
        """One memory, whole, with where it comes from.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        key: a path such as postgres/vacuum
        at: a commit CID, a unique prefix of one, a branch, a date, or REV~n
        branch: a branch; the current one when not given
        bytes: of a payload the bytes, up to 8 MiB, in place of its link
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "key": key,
            "at": at,
            "branch": branch,
            "bytes": bytes,
            "swarm": swarm,
        }
        answer: answers.Get = await self.call("get", given, on_progress=on_progress)
        return answer

    async def remove(
        self,
        cube: str,
        keys: List[str],
        *,
        branch: Optional[str] = None,
        message: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Remove:
        """Removes memories from the current state in one commit; history keeps them.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        branch: a branch; the current one when not given
        message: why; kept in the commit
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "keys": keys,
            "branch": branch,
            "message": message,
            "swarm": swarm,
        }
        answer: answers.Remove = await self.call("remove", given, on_progress=on_progress)
        return answer

    async def choose(
        self,
        cube: str,
        key: str,
        *,
        branch: Optional[str] = None,
        message: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Choose:
        """Keeps one of two edits that were made at the same time, in one commit; history keeps the other.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        key: where the edit is that is kept: the key, or the one beside it
        branch: a branch; the current one when not given
        message: why; kept in the commit
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "key": key,
            "branch": branch,
            "message": message,
            "swarm": swarm,
        }
        answer: answers.Choose = await self.call("choose", given, on_progress=on_progress)
        return answer

    async def keys(
        self,
        cube: str,
        prefix: Optional[str] = None,
        *,
        branch: Optional[str] = None,
        at: Optional[str] = None,
        tags: Optional[List[str]] = None,
        count_tags: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Keys:
        """The keys of a cube, in order.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        branch: a branch; the current one when not given
        at: a commit CID, a unique prefix of one, a branch, a date, or REV~n
        tags: only keys of memories that carry all of these
        count_tags: say which tags the memories of these keys carry
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "prefix": prefix,
            "branch": branch,
            "at": at,
            "tags": tags,
            "countTags": count_tags,
            "swarm": swarm,
        }
        answer: answers.Keys = await self.call("keys", given, on_progress=on_progress)
        return answer

    async def export(
        self,
        cube: str,
        out: str,
        format: str,
        *,
        at: Optional[str] = None,
        branch: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Export:
        """Writes a cube as files; never outside the path that is named.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        out: an absolute path
        format: markdown, jsonl, mpf, memos-cube, car
        at: a commit CID, a unique prefix of one, a branch, a date, or REV~n
        branch: a branch; the current one when not given
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "out": out,
            "format": format,
            "at": at,
            "branch": branch,
            "swarm": swarm,
        }
        answer: answers.Export = await self.call("export", given, on_progress=on_progress)
        return answer

    async def log(
        self,
        cube: str,
        *,
        branch: Optional[str] = None,
        key: Optional[str] = None,
        limit: Optional[int] = None,
        text: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Log:
        """The commits of a cube, newest first.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        branch: a commit CID, a unique prefix of one, a branch, a date, or REV~n
        key: a path such as postgres/vacuum
        text: with the words that changed
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "branch": branch,
            "key": key,
            "limit": limit,
            "text": text,
            "swarm": swarm,
        }
        answer: answers.Log = await self.call("log", given, on_progress=on_progress)
        return answer

    async def diff(
        self,
        cube: str,
        a: str,
        b: Optional[str] = None,
        *,
        branch: Optional[str] = None,
        text: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Diff:
        """The keys, and the words, that differ between two commits, or between a cube and another.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        branch: a branch; the current one when not given
        text: with the words that changed
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "a": a,
            "b": b,
            "branch": branch,
            "text": text,
            "swarm": swarm,
        }
        answer: answers.Diff = await self.call("diff", given, on_progress=on_progress)
        return answer

    async def branch(
        self,
        cube: str,
        name: Optional[str] = None,
        *,
        at: Optional[str] = None,
        remove: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.BranchBranches | answers.BranchBranch:
        """The branches of a cube; with a name, makes one at a commit, or takes it away. A new one is private until it is published.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        name: a branch; the current one when not given
        at: a commit CID, a unique prefix of one, a branch, a date, or REV~n
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "name": name,
            "at": at,
            "remove": remove,
            "swarm": swarm,
        }
        answer: answers.BranchBranches | answers.BranchBranch = await self.call("branch", given, on_progress=on_progress)
        return answer

    async def switch(
        self,
        cube: str,
        branch: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Switch:
        """Makes a branch the one that is read, written and recalled here when none is named.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        branch: a branch; the current one when not given
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "branch": branch,
            "swarm": swarm,
        }
        answer: answers.Switch = await self.call("switch", given, on_progress=on_progress)
        return answer

    async def merge(
        self,
        cube: str,
        other: Optional[str] = None,
        *,
        strategy: Optional[Literal["ask", "ours", "theirs", "union"]] = None,
        resolve: Optional[List[Dict[str, Any]]] = None,
        dedupe: Optional[bool] = None,
        branch: Optional[str] = None,
        message: Optional[str] = None,
        abort: Optional[bool] = None,
        text: Optional[bool] = None,
        local: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Merge:
        """Takes in what a branch, a fork or an upstream did; what both sides changed is returned, never dropped.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        other: a revision of the cube, or another cube
        dedupe: one record for each two memories that say the same
        branch: a branch; the current one when not given
        message: why; kept in the commit
        abort: forget an unfinished merge
        text: with the words that changed
        local: fetch no history from peers, even where it is missing here
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "other": other,
            "strategy": strategy,
            "resolve": resolve,
            "dedupe": dedupe,
            "branch": branch,
            "message": message,
            "abort": abort,
            "text": text,
            "local": local,
            "swarm": swarm,
        }
        answer: answers.Merge = await self.call("merge", given, on_progress=on_progress)
        return answer

    async def revert(
        self,
        cube: str,
        *,
        rev: Optional[str] = None,
        key: Optional[str] = None,
        to: Optional[str] = None,
        branch: Optional[str] = None,
        message: Optional[str] = None,
        text: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Revert:
        """Takes back what one commit did, or puts one memory back to what it was, in a new commit; refused where it was changed since.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        rev: the commit to take back: a CID, a unique prefix of one, a branch, or REV~n; or a key
        key: only this memory: its last change, or what `rev` did to it
        to: put the memory back to what it was at this revision
        branch: a branch; the current one when not given
        message: why; kept in the commit
        text: with the words that changed
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "rev": rev,
            "key": key,
            "to": to,
            "branch": branch,
            "message": message,
            "text": text,
            "swarm": swarm,
        }
        answer: answers.Revert = await self.call("revert", given, on_progress=on_progress)
        return answer

    async def blame(
        self,
        cube: str,
        key: str,
        *,
        at: Optional[str] = None,
        branch: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Blame:
        """Who wrote what a key holds, proven by the commit that brought it.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        key: a path such as postgres/vacuum
        at: a commit CID, a unique prefix of one, a branch, a date, or REV~n
        branch: a branch; the current one when not given
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "key": key,
            "at": at,
            "branch": branch,
            "swarm": swarm,
        }
        answer: answers.Blame = await self.call("blame", given, on_progress=on_progress)
        return answer

    async def lineage(
        self,
        cube: str,
        *,
        since: Optional[str] = None,
        key: Optional[str] = None,
        branch: Optional[str] = None,
        limit: Optional[int] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Lineage:
        """For each change: who made it, when, from which source, with which model; what is proven, and what is claimed.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        since: an ISO 8601 time, a duration such as 7d, or a revision; what is older is left out
        key: only keys that begin with this
        branch: a branch; the current one when not given
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "since": since,
            "key": key,
            "branch": branch,
            "limit": limit,
            "swarm": swarm,
        }
        answer: answers.Lineage = await self.call("lineage", given, on_progress=on_progress)
        return answer

    async def policy(
        self,
        cube: str,
        *,
        set: Optional[str] = None,
        text: Optional[str] = None,
        clear: Optional[bool] = None,
        check: Optional[str] = None,
        branch: Optional[str] = None,
        message: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Policy:
        """The rules that a cube carries: shown, set, taken away, or tried on commits that there are.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        set: a file with the rules, YAML or JSON
        text: the rules themselves, YAML or JSON
        clear: take the policy away
        check: judge a commit, or a branch commit by commit; sets nothing
        branch: a branch; the current one when not given
        message: why; kept in the commit
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "set": set,
            "text": text,
            "clear": clear,
            "check": check,
            "branch": branch,
            "message": message,
            "swarm": swarm,
        }
        answer: answers.Policy = await self.call("policy", given, on_progress=on_progress)
        return answer

    async def verify(
        self,
        cube: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Verify:
        """Checks every signature, tree and block of one cube.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "swarm": swarm,
        }
        answer: answers.Verify = await self.call("verify", given, on_progress=on_progress)
        return answer

    async def publish(
        self,
        cube: str,
        *,
        branches: Optional[List[str]] = None,
        as_restored: Optional[bool] = None,
        allow_secret: Optional[List[str]] = None,
        dry_run: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Publish:
        """Advertises branches of a cube and lets others pull them.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        branches: which; the current one when none is named
        as_restored: go on from the state of a restored backup, whatever other nodes hold
        allow_secret: keys under which what looks like a secret may be known to everybody, now and later
        dry_run: say what would leave, and publish nothing
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "branches": branches,
            "asRestored": as_restored,
            "allowSecret": allow_secret,
            "dryRun": dry_run,
            "swarm": swarm,
        }
        answer: answers.Publish = await self.call("publish", given, on_progress=on_progress)
        return answer

    async def unpublish(
        self,
        cube: str,
        *,
        branches: Optional[List[str]] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Unpublish:
        """Stops advertising a cube, or branches of it, and tells those who follow it; what they have fetched stays theirs.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        branches: which; the whole cube when none is named
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "branches": branches,
            "swarm": swarm,
        }
        answer: answers.Unpublish = await self.call("unpublish", given, on_progress=on_progress)
        return answer

    async def release(
        self,
        from_: str,
        to: str,
        *,
        keys: Optional[List[str]] = None,
        dry_run: Optional[bool] = None,
        message: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Release:
        """Copies memories out of a swarm into a cube outside of it, after looking for secrets in them.

        from_: SWARM/CUBE, where they are
        to: an own cube outside of swarms
        keys: all memories when none is named
        dry_run: say what would leave, and copy nothing
        message: why; kept in the commit
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "from": from_,
            "to": to,
            "keys": keys,
            "dryRun": dry_run,
            "message": message,
            "swarm": swarm,
        }
        answer: answers.Release = await self.call("release", given, on_progress=on_progress)
        return answer

    async def discover(
        self,
        topic: Optional[str] = None,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Discover:
        """Cubes on the network, by topic.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "topic": topic,
            "swarm": swarm,
        }
        answer: answers.Discover = await self.call("discover", given, on_progress=on_progress)
        return answer

    async def pull(
        self,
        cube: str,
        *,
        from_: Optional[str] = None,
        depth: Optional[int] = None,
        branch: Optional[str] = None,
        filter: Optional[List[str]] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Pull:
        """Fetches a cube of others, verifies it, and makes it recallable.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        from_: a multiaddr such as /ip4/127.0.0.1/tcp/4001/p2p/12D3...
        branch: a published branch to fetch beside main, now and at each later pull
        filter: only memories whose keys begin with one of these, with what the cube says of itself; added to the part that is held
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "from": from_,
            "depth": depth,
            "branch": branch,
            "filter": filter,
            "swarm": swarm,
        }
        answer: answers.Pull = await self.call("pull", given, on_progress=on_progress)
        return answer

    async def follow(
        self,
        target: str,
        *,
        branch: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Follow:
        """Keeps a cube, or all cubes of an author, up to date; fetches a cube by its id or ticket that is not here yet.

        target: a cube, a did:key, or a nickname
        branch: of the cube: a published branch to keep up to date beside main
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "target": target,
            "branch": branch,
            "swarm": swarm,
        }
        answer: answers.Follow = await self.call("follow", given, on_progress=on_progress)
        return answer

    async def unfollow(
        self,
        target: str,
        *,
        branch: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Unfollow:
        """Stops keeping a cube or an author up to date; what is here stays.

        target: a cube, a did:key, or a nickname
        branch: fetch this branch of the cube no more, and go on with the cube
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "target": target,
            "branch": branch,
            "swarm": swarm,
        }
        answer: answers.Unfollow = await self.call("unfollow", given, on_progress=on_progress)
        return answer

    async def trust(
        self,
        author: str,
        tier: Optional[Literal["own", "team", "followed", "community", "quarantined"]] = None,
        *,
        nickname: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Trust:
        """Says how far an author is trusted, what they are called here, or both.

        author: a did:key or a nickname
        tier: a block ends with it; what was decided stays when not given
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "author": author,
            "tier": tier,
            "nickname": nickname,
            "swarm": swarm,
        }
        answer: answers.Trust = await self.call("trust", given, on_progress=on_progress)
        return answer

    async def block(
        self,
        target: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Block:
        """Takes nothing more from an author and leaves what is here out of recall.

        target: a cube, a did:key, or a nickname
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "target": target,
            "swarm": swarm,
        }
        answer: answers.Block = await self.call("block", given, on_progress=on_progress)
        return answer

    async def people(
        self,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.People:
        """The authors that this home knows: what they are called here, and how far they are trusted.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.People = await self.call("people", given, on_progress=on_progress)
        return answer

    async def rotate_key(
        self,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.RotateKey:
        """Makes a new author key, proven by the old one, and signs every cube of this home with it.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.RotateKey = await self.call("rotate-key", given, on_progress=on_progress)
        return answer

    async def fork(
        self,
        cube: str,
        name: Optional[str] = None,
        *,
        branch: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Fork:
        """A cube of your own that shares the blocks, the history and the attribution of another.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        branch: begin at this branch of the cube; at the current one when not given
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "name": name,
            "branch": branch,
            "swarm": swarm,
        }
        answer: answers.Fork = await self.call("fork", given, on_progress=on_progress)
        return answer

    async def authors(
        self,
        cube: str,
        *,
        add: Optional[str] = None,
        branches: Optional[List[str]] = None,
        remove: Optional[str] = None,
        threshold: Optional[int] = None,
        approve: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Authors:
        """Who may sign for a cube; changes that, and approves what other authors want to change.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        add: a did:key or a nickname
        branches: patterns such as draft/*
        remove: a did:key or a nickname
        approve: the word that another author was given
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "add": add,
            "branches": branches,
            "remove": remove,
            "threshold": threshold,
            "approve": approve,
            "swarm": swarm,
        }
        answer: answers.Authors = await self.call("authors", given, on_progress=on_progress)
        return answer

    async def propose(
        self,
        cube: str,
        message: Optional[str] = None,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Propose:
        """Offers what a fork changed to the cube it was forked from; publishes the fork, since an offer is public.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        message: why; shown to the authors of the cube
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "message": message,
            "swarm": swarm,
        }
        answer: answers.Propose = await self.call("propose", given, on_progress=on_progress)
        return answer

    async def proposals(
        self,
        *,
        cube: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Proposals:
        """What was proposed to your cubes and what you proposed, or all that is kept here for one cube.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "swarm": swarm,
        }
        answer: answers.Proposals = await self.call("proposals", given, on_progress=on_progress)
        return answer

    async def accept(
        self,
        proposal: str,
        *,
        strategy: Optional[Literal["ask", "ours", "theirs", "union"]] = None,
        resolve: Optional[List[Dict[str, Any]]] = None,
        branch: Optional[str] = None,
        message: Optional[str] = None,
        text: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Accept:
        """Merges a proposal into your cube, credits its author and tells them; conflicts are returned, never dropped.

        proposal: the id of a proposal, or a unique prefix of it
        branch: a branch; the current one when not given
        message: why; kept in the commit
        text: with the words that changed
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "proposal": proposal,
            "strategy": strategy,
            "resolve": resolve,
            "branch": branch,
            "message": message,
            "text": text,
            "swarm": swarm,
        }
        answer: answers.Accept = await self.call("accept", given, on_progress=on_progress)
        return answer

    async def decline(
        self,
        proposal: str,
        *,
        reason: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Decline:
        """Says no to a proposal, with a reason that its author sees.

        proposal: the id of a proposal, or a unique prefix of it
        reason: why; public, as the proposal is
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "proposal": proposal,
            "reason": reason,
            "swarm": swarm,
        }
        answer: answers.Decline = await self.call("decline", given, on_progress=on_progress)
        return answer

    async def comment(
        self,
        proposal: str,
        *,
        text: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Comment:
        """Says something of a proposal, as who made it or as an author of the cube; without a text, shows what was said.

        proposal: the id of a proposal, or a unique prefix of it
        text: public, as the proposal is
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "proposal": proposal,
            "text": text,
            "swarm": swarm,
        }
        answer: answers.Comment = await self.call("comment", given, on_progress=on_progress)
        return answer

    async def approve(
        self,
        proposal: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Approve:
        """Says, as an author of the cube, that a proposal may be accepted.

        proposal: the id of a proposal, or a unique prefix of it
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "proposal": proposal,
            "swarm": swarm,
        }
        answer: answers.Approve = await self.call("approve", given, on_progress=on_progress)
        return answer

    async def recall(
        self,
        query: str,
        *,
        cubes: Optional[List[str]] = None,
        tags: Optional[List[str]] = None,
        tier: Optional[Literal["own", "team", "followed", "community", "quarantined"]] = None,
        top: Optional[int] = None,
        budget: Optional[int] = None,
        at: Optional[str] = None,
        branch: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Recall:
        """Finds memories by words and by meaning, labelled with who said it and how far it is trusted.

        tier: the least trusted tier to answer from
        budget: tokens of the texts of all results, estimated
        at: the state of the one cube at a revision
        branch: a branch; the current one when not given
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "query": query,
            "cubes": cubes,
            "tags": tags,
            "tier": tier,
            "top": top,
            "budget": budget,
            "at": at,
            "branch": branch,
            "swarm": swarm,
        }
        answer: answers.Recall = await self.call("recall", given, on_progress=on_progress)
        return answer

    async def context(
        self,
        query: str,
        *,
        budget: Optional[int] = None,
        model: Optional[str] = None,
        cubes: Optional[List[str]] = None,
        tags: Optional[List[str]] = None,
        tier: Optional[Literal["own", "team", "followed", "community", "quarantined"]] = None,
        top: Optional[int] = None,
        at: Optional[str] = None,
        branch: Optional[str] = None,
        left_out: Optional[int] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Context:
        """Packs what is known about a question into a token budget for a model, and says what was left out.

        budget: tokens, marks and labels included
        model: gpt-5, gpt-4.1, gpt-4o, gpt-oss, o1, o3, o4, gpt-4, gpt-3.5, claude, gemini, llama, mistral, qwen, deepseek, other
        tier: the least trusted tier to take from
        top: memories that are considered
        at: the state of the one cube at a revision
        branch: a branch; the current one when not given
        left_out: how many of what was left out are named; all are counted
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "query": query,
            "budget": budget,
            "model": model,
            "cubes": cubes,
            "tags": tags,
            "tier": tier,
            "top": top,
            "at": at,
            "branch": branch,
            "leftOut": left_out,
            "swarm": swarm,
        }
        answer: answers.Context = await self.call("context", given, on_progress=on_progress)
        return answer

    async def map(
        self,
        *,
        cubes: Optional[List[str]] = None,
        most: Optional[int] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Map:
        """Where memories lie by meaning, as points of a plane: near each other those that say alike.

        most: points
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cubes": cubes,
            "most": most,
            "swarm": swarm,
        }
        answer: answers.Map = await self.call("map", given, on_progress=on_progress)
        return answer

    async def fsck(
        self,
        *,
        repair: Optional[bool] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Fsck:
        """Checks every block and record of the store, every cube, the high-water marks and the index; mends what it can, with the help of peers.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "repair": repair,
            "swarm": swarm,
        }
        answer: answers.Fsck = await self.call("fsck", given, on_progress=on_progress)
        return answer

    async def doctor(
        self,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Doctor:
        """Looks at what usually goes wrong and says what to do.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.Doctor = await self.call("doctor", given, on_progress=on_progress)
        return answer

    async def store(
        self,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Store:
        """Where the blocks of the home are, and whether that place answers; it is asked."""
        given: Dict[str, Any] = {
        }
        answer: answers.Store = await self.call("store", given, on_progress=on_progress)
        return answer

    async def store_move(
        self,
        *,
        target: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.StoreMove:
        """Moves the blocks of the home to a store elsewhere, or back; everybody reads and writes on meanwhile.

        target: level, s3://BUCKET/PREFIX?endpoint=URL or kubo:URL; what the setting says when not given
        """
        given: Dict[str, Any] = {
            "target": target,
        }
        answer: answers.StoreMove = await self.call("store-move", given, on_progress=on_progress)
        return answer

    async def sync_log(
        self,
        *,
        peer: Optional[str] = None,
        limit: Optional[int] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SyncLog:
        """What was exchanged with a peer: asked, sent, received, refused and why; without one, which peers there are.

        peer: a peer id, or an end of one that no other has
        limit: the newest so many
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "peer": peer,
            "limit": limit,
            "swarm": swarm,
        }
        answer: answers.SyncLog = await self.call("sync-log", given, on_progress=on_progress)
        return answer

    async def audit(
        self,
        *,
        since: Optional[int] = None,
        kind: Optional[str] = None,
        before: Optional[int] = None,
        limit: Optional[int] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Audit:
        """What was done and refused in this home, the newest last.

        since: milliseconds since the Unix epoch
        before: only entries before this index
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "since": since,
            "kind": kind,
            "before": before,
            "limit": limit,
            "swarm": swarm,
        }
        answer: answers.Audit = await self.call("audit", given, on_progress=on_progress)
        return answer

    async def audit_verify(
        self,
        *,
        from_: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.AuditVerify:
        """Finds whether the audit log was edited, cut off or rewritten, and from where.

        from_: an absolute path
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "from": from_,
            "swarm": swarm,
        }
        answer: answers.AuditVerify = await self.call("audit-verify", given, on_progress=on_progress)
        return answer

    async def audit_checkpoint(
        self,
        *,
        out: Optional[str] = None,
        since: Optional[int] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.AuditCheckpoint:
        """Signs what the audit log is now.

        out: an absolute path
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "out": out,
            "since": since,
            "swarm": swarm,
        }
        answer: answers.AuditCheckpoint = await self.call("audit-checkpoint", given, on_progress=on_progress)
        return answer

    async def audit_cosign(
        self,
        file: str,
        *,
        out: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.AuditCosign:
        """Cosigns a checkpoint of another home, if it continues the one cosigned before.

        file: an absolute path
        out: an absolute path
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "file": file,
            "out": out,
            "swarm": swarm,
        }
        answer: answers.AuditCosign = await self.call("audit-cosign", given, on_progress=on_progress)
        return answer

    async def forget(
        self,
        cube: str,
        keys: Optional[List[str]] = None,
        *,
        at: Optional[str] = None,
        reason: Optional[str] = None,
        everywhere: Optional[bool] = None,
        reinstate: Optional[List[str]] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.ForgetForgotten | answers.ForgetReinstated:
        """Erases memories for good: from every branch, the store and the index, and has others do the same.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        at: a commit CID, a unique prefix of one, a branch, a date, or REV~n
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "keys": keys,
            "at": at,
            "reason": reason,
            "everywhere": everywhere,
            "reinstate": reinstate,
            "swarm": swarm,
        }
        answer: answers.ForgetForgotten | answers.ForgetReinstated = await self.call("forget", given, on_progress=on_progress)
        return answer

    async def gc(
        self,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Gc:
        """Frees the blocks that nothing in this home refers to; everybody reads and writes on meanwhile.

        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.Gc = await self.call("gc", given, on_progress=on_progress)
        return answer

    async def pin(
        self,
        cube: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Pin:
        """Keeps a cube whatever the cache has room for.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "swarm": swarm,
        }
        answer: answers.Pin = await self.call("pin", given, on_progress=on_progress)
        return answer

    async def unpin(
        self,
        cube: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Unpin:
        """Lets a cube of others give way again when the cache is full; nothing is removed now.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "swarm": swarm,
        }
        answer: answers.Unpin = await self.call("unpin", given, on_progress=on_progress)
        return answer

    async def pins_add(
        self,
        cube: str,
        at: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.PinsAdd:
        """Sends a published cube to a Kubo and pins it there with all that it links to; said again, the newest state takes the place of the one before.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        at: kubo:http://127.0.0.1:5001, the RPC of a Kubo
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "at": at,
        }
        answer: answers.PinsAdd = await self.call("pins-add", given, on_progress=on_progress)
        return answer

    async def pins_remove(
        self,
        cube: str,
        at: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.PinsRemove:
        """Takes the pin of a cube at a Kubo back; that Kubo deletes the blocks when it collects.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        at: kubo:http://127.0.0.1:5001, the RPC of a Kubo
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "at": at,
        }
        answer: answers.PinsRemove = await self.call("pins-remove", given, on_progress=on_progress)
        return answer

    async def pins_list(
        self,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.PinsList:
        """Which cubes are pinned where, and which of them are behind what is published."""
        given: Dict[str, Any] = {
        }
        answer: answers.PinsList = await self.call("pins-list", given, on_progress=on_progress)
        return answer

    async def seed_add(
        self,
        what: str,
        *,
        kind: Optional[Literal["topic", "author", "cube"]] = None,
        max_bytes: Optional[int] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SeedAdd:
        """Mirrors and serves what others publish: the cubes of a topic or of an author, or one cube, within a budget. Recall does not answer from cubes of strangers unless it is asked to.

        what: a topic, an author or a cube
        kind: which of them it is, where it could be two things
        max_bytes: what they may take with their index; said again, it changes the budget
        """
        given: Dict[str, Any] = {
            "what": what,
            "kind": kind,
            "maxBytes": max_bytes,
        }
        answer: answers.SeedAdd = await self.call("seed-add", given, on_progress=on_progress)
        return answer

    async def seed_remove(
        self,
        what: str,
        *,
        kind: Optional[Literal["topic", "author", "cube"]] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SeedRemove:
        """Mirrors a topic, an author or a cube no more; what was here for it alone goes.

        what: a topic, an author or a cube
        kind: which of them it is, where it could be two things
        """
        given: Dict[str, Any] = {
            "what": what,
            "kind": kind,
        }
        answer: answers.SeedRemove = await self.call("seed-remove", given, on_progress=on_progress)
        return answer

    async def seed_list(
        self,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SeedList:
        """What this home mirrors for others, how full each budget is, and what did not fit."""
        given: Dict[str, Any] = {
        }
        answer: answers.SeedList = await self.call("seed-list", given, on_progress=on_progress)
        return answer

    async def archive(
        self,
        cube: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Archive:
        """Puts a cube that nobody reads into a compressed file of the home, and frees its blocks.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "swarm": swarm,
        }
        answer: answers.Archive = await self.call("archive", given, on_progress=on_progress)
        return answer

    async def restore(
        self,
        cube: str,
        *,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Restore:
        """Brings an archived cube back, every block verified.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "swarm": swarm,
        }
        answer: answers.Restore = await self.call("restore", given, on_progress=on_progress)
        return answer

    async def backup(
        self,
        out: str,
        *,
        keys: Optional[bool] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Backup:
        """Writes the whole home into one file, as of one moment, while it goes on working.

        out: an absolute path
        keys: with the secret keys; a backup without them needs them to be restored
        """
        given: Dict[str, Any] = {
            "out": out,
            "keys": keys,
        }
        answer: answers.Backup = await self.call("backup", given, on_progress=on_progress)
        return answer

    async def swarm_create(
        self,
        name: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmCreate:
        """Makes a private swarm; only who is invited sees anything of it."""
        given: Dict[str, Any] = {
            "name": name,
        }
        answer: answers.SwarmCreate = await self.call("swarm-create", given, on_progress=on_progress)
        return answer

    async def swarm_invite(
        self,
        swarm: str,
        *,
        role: Optional[Literal["reader", "writer", "admin"]] = None,
        ttl_ms: Optional[int] = None,
        auto: Optional[bool] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmInvite:
        """Makes an invitation that lets one person in, once.

        swarm: the name or id of a swarm
        auto: let in at once; otherwise an admin confirms
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
            "role": role,
            "ttlMs": ttl_ms,
            "auto": auto,
        }
        answer: answers.SwarmInvite = await self.call("swarm-invite", given, on_progress=on_progress)
        return answer

    async def swarm_invites(
        self,
        swarm: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmInvites:
        """The invitations of a swarm: open, used, revoked, expired, and those whose bearer waits for an admin.

        swarm: the name or id of a swarm
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.SwarmInvites = await self.call("swarm-invites", given, on_progress=on_progress)
        return answer

    async def swarm_revoke(
        self,
        swarm: str,
        id: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmRevoke:
        """Takes an invitation back that nobody used yet.

        swarm: the name or id of a swarm
        id: the id of an invitation, or its first characters
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
            "id": id,
        }
        answer: answers.SwarmRevoke = await self.call("swarm-revoke", given, on_progress=on_progress)
        return answer

    async def swarm_confirm(
        self,
        swarm: str,
        id: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmConfirm:
        """Lets somebody in who waits with an invitation that is not automatic.

        swarm: the name or id of a swarm
        id: the id of an invitation, or its first characters
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
            "id": id,
        }
        answer: answers.SwarmConfirm = await self.call("swarm-confirm", given, on_progress=on_progress)
        return answer

    async def swarm_join(
        self,
        invite: str,
        *,
        wait_ms: Optional[int] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmJoin:
        """Comes into a swarm with an invitation."""
        given: Dict[str, Any] = {
            "invite": invite,
            "waitMs": wait_ms,
        }
        answer: answers.SwarmJoin = await self.call("swarm-join", given, on_progress=on_progress)
        return answer

    async def swarm_members(
        self,
        swarm: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmMembers:
        """Who is in a swarm, with role, and who is there now.

        swarm: the name or id of a swarm
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.SwarmMembers = await self.call("swarm-members", given, on_progress=on_progress)
        return answer

    async def swarm_role(
        self,
        swarm: str,
        author: str,
        role: Literal["reader", "writer", "admin"],
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmRole:
        """Changes what a member may do.

        swarm: the name or id of a swarm
        author: a did:key, or the name of a member
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
            "author": author,
            "role": role,
        }
        answer: answers.SwarmRole = await self.call("swarm-role", given, on_progress=on_progress)
        return answer

    async def swarm_remove(
        self,
        swarm: str,
        author: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmRemove:
        """Puts a member out and changes the keys; what was fetched before stays readable to them.

        swarm: the name or id of a swarm
        author: a did:key, or the name of a member
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
            "author": author,
        }
        answer: answers.SwarmRemove = await self.call("swarm-remove", given, on_progress=on_progress)
        return answer

    async def swarm_rotate(
        self,
        swarm: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmRotate:
        """Changes the keys of a swarm; everybody in it is given the new ones.

        swarm: the name or id of a swarm
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.SwarmRotate = await self.call("swarm-rotate", given, on_progress=on_progress)
        return answer

    async def swarm_list(
        self,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmList:
        """The swarms that this home is in."""
        given: Dict[str, Any] = {
        }
        answer: answers.SwarmList = await self.call("swarm-list", given, on_progress=on_progress)
        return answer

    async def swarm_leave(
        self,
        swarm: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmLeave:
        """Leaves a swarm and deletes what this home holds of it.

        swarm: the name or id of a swarm
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.SwarmLeave = await self.call("swarm-leave", given, on_progress=on_progress)
        return answer

    async def swarm_seed(
        self,
        swarm: str,
        *,
        untrusted: Optional[bool] = None,
        ttl_ms: Optional[int] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmSeedInvite | answers.SwarmSeedSwarm:
        """Lets a server in, once, that stores and serves the sealed cubes of a swarm and cannot read them; on such a server, says what it holds.

        swarm: the name or id of a swarm
        untrusted: for a machine that must not be able to read
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
            "untrusted": untrusted,
            "ttlMs": ttl_ms,
        }
        answer: answers.SwarmSeedInvite | answers.SwarmSeedSwarm = await self.call("swarm-seed", given, on_progress=on_progress)
        return answer

    async def swarm_kubo(
        self,
        swarm: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmKubo:
        """Which Kubo nodes may fetch what a swarm shares, where, and which are connected.

        swarm: the name or id of a swarm
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.SwarmKubo = await self.call("swarm-kubo", given, on_progress=on_progress)
        return answer

    async def swarm_kubo_on(
        self,
        swarm: str,
        peers: List[str],
        *,
        key_file: Optional[str] = None,
        listen: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmKuboOn:
        """Lets Kubo nodes that are named fetch what a swarm shares, under a swarm.key.

        swarm: the name or id of a swarm
        key_file: an absolute path of a swarm.key; the one that is here, or a new one, when not given
        peers: peer ids of the Kubo nodes, as `ipfs id` prints them
        listen: a port, or a multiaddr of tcp; as before, or any port, when not given
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
            "keyFile": key_file,
            "peers": peers,
            "listen": listen,
        }
        answer: answers.SwarmKuboOn = await self.call("swarm-kubo-on", given, on_progress=on_progress)
        return answer

    async def swarm_kubo_off(
        self,
        swarm: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.SwarmKuboOff:
        """Lets no Kubo node fetch from a swarm any more, and deletes the key.

        swarm: the name or id of a swarm
        """
        given: Dict[str, Any] = {
            "swarm": swarm,
        }
        answer: answers.SwarmKuboOff = await self.call("swarm-kubo-off", given, on_progress=on_progress)
        return answer

    async def link(
        self,
        cube: str,
        *,
        bare: Optional[bool] = None,
        branch: Optional[str] = None,
        swarm: Optional[str] = None,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.Link:
        """One line of at most 200 characters that others can pull or follow a cube by.

        cube: a name that is unique in the home, a cube id, a link, or a ticket
        bare: the cube id alone, without places of this node
        branch: a branch that the link leads to, beside main
        swarm: in this swarm: its name or id
        """
        given: Dict[str, Any] = {
            "cube": cube,
            "bare": bare,
            "branch": branch,
            "swarm": swarm,
        }
        answer: answers.Link = await self.call("link", given, on_progress=on_progress)
        return answer

    async def config_list(
        self,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.ConfigList:
        """The settings of the home, with those that are not set."""
        given: Dict[str, Any] = {
        }
        answer: answers.ConfigList = await self.call("config-list", given, on_progress=on_progress)
        return answer

    async def config_get(
        self,
        key: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.ConfigGet:
        """One setting of the home.

        key: such as profile
        """
        given: Dict[str, Any] = {
            "key": key,
        }
        answer: answers.ConfigGet = await self.call("config-get", given, on_progress=on_progress)
        return answer

    async def config_set(
        self,
        key: str,
        values: List[str],
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.ConfigSet:
        """Changes a setting of the home; refused before it is saved when a daemon could not start with it.

        key: such as profile
        values: one word, or several for a list
        """
        given: Dict[str, Any] = {
            "key": key,
            "values": values,
        }
        answer: answers.ConfigSet = await self.call("config-set", given, on_progress=on_progress)
        return answer

    async def config_unset(
        self,
        key: str,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.ConfigUnset:
        """Takes a setting of the home away, so that the usual value holds.

        key: such as profile
        """
        given: Dict[str, Any] = {
            "key": key,
        }
        answer: answers.ConfigUnset = await self.call("config-unset", given, on_progress=on_progress)
        return answer

    async def bootstrap_list(
        self,
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.BootstrapList:
        """The nodes that are dialled at each start."""
        given: Dict[str, Any] = {
        }
        answer: answers.BootstrapList = await self.call("bootstrap-list", given, on_progress=on_progress)
        return answer

    async def bootstrap_add(
        self,
        addresses: List[str],
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.BootstrapAdd:
        """Adds nodes to those that are dialled at each start."""
        given: Dict[str, Any] = {
            "addresses": addresses,
        }
        answer: answers.BootstrapAdd = await self.call("bootstrap-add", given, on_progress=on_progress)
        return answer

    async def bootstrap_remove(
        self,
        addresses: List[str],
        *,
        on_progress: Optional[OnProgress] = None,
    ) -> answers.BootstrapRemove:
        """Takes nodes from those that are dialled at each start."""
        given: Dict[str, Any] = {
            "addresses": addresses,
        }
        answer: answers.BootstrapRemove = await self.call("bootstrap-remove", given, on_progress=on_progress)
        return answer
