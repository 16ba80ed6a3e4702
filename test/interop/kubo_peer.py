"""Kubo, from the PyPI wheel kubo-python, driven over stdin and stdout by one JSON object a line.

    python kubo_peer.py LIBRARY REPO [SWARM_KEY]

The library is used through ctypes, because the wrapper of the wheel starts a public node when imported the easy way. The repo
is created, given the key of a private network if there is one, and its config made harmless before the node starts: no bootstrap, loopback TCP only, no API or gateway, no local
discovery, no relays. Commands: {"do":"connect","address":MA}, {"do":"pin","cid":C}, {"do":"peers"}, {"do":"blocks"}.
"""

import ctypes
import hashlib
import json
import os
import pathlib
import shutil
import sys


def load(path):
    library = ctypes.CDLL(path)
    for name in ("GetNodeID", "GetNodeMultiAddrs", "ListPeersIDs"):
        getattr(library, name).restype = ctypes.c_char_p
    return library


def make_harmless(repo):
    path = repo / "config"
    config = json.loads(path.read_text())
    config["Bootstrap"] = []
    config["Addresses"] = {
        "Swarm": ["/ip4/127.0.0.1/tcp/0"],
        "Announce": [],
        "AppendAnnounce": [],
        "NoAnnounce": [],
        "API": [],
        "Gateway": [],
    }
    config["Discovery"] = {"MDNS": {"Enabled": False}}
    config["Routing"] = {"Type": "dht"}
    config["AutoNAT"] = {"ServiceMode": "disabled"}
    config["Swarm"] = {
        "DisableNatPortMap": True,
        "EnableHolePunching": False,
        "RelayClient": {"Enabled": False},
        "RelayService": {"Enabled": False},
        "Transports": {
            "Network": {"QUIC": False, "WebTransport": False, "Websocket": False, "Relay": False}
        },
    }
    path.write_text(json.dumps(config))


def blocks_of(repo):
    """The blocks that Kubo has on disk: sha2-256 of each, computed again, and its size."""
    found = []
    for path in sorted((repo / "blocks").glob("*/*.data")):
        data = path.read_bytes()
        found.append({"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)})
    return found


def main():
    repo = pathlib.Path(sys.argv[2])
    # The library writes a log into the working directory.
    os.chdir(repo.parent)
    library = load(sys.argv[1])
    # Go prints to the same stdout: keep it for the answers.
    out = open(3, "w", buffering=1)
    at = str(repo).encode()
    repo.mkdir(parents=True)
    if library.CreateRepo(at) < 0:
        sys.exit("could not create the repo")
    make_harmless(repo)
    if len(sys.argv) > 3:
        shutil.copy(sys.argv[3], repo / "swarm.key")
    if library.RunNode(at) < 0:
        sys.exit("could not run the node")
    addresses = json.loads(library.GetNodeMultiAddrs(at).decode())
    peer_id = library.GetNodeID(at).decode().removeprefix("ID:")
    print(json.dumps({"peerId": peer_id, "addresses": addresses}), file=out)
    for line in sys.stdin:
        command = json.loads(line)
        answer = {"error": "unknown command " + command["do"]}
        if command["do"] == "connect":
            answer = {"code": library.ConnectToPeer(at, command["address"].encode())}
        elif command["do"] == "pin":
            # Fetches everything under the CID. It has no timeout: whoever waits ends this process.
            answer = {"code": library.PinCID(at, command["cid"].encode())}
        elif command["do"] == "peers":
            answer = {"peers": json.loads(library.ListPeersIDs(at).decode())}
        elif command["do"] == "blocks":
            answer = {"blocks": blocks_of(repo)}
        print(json.dumps(answer), file=out)
    library.CleanupNode(at)


main()
