#!/usr/bin/python3
"""Holds the map of ARCHITECTURE.md: which folder may include which."""

import pathlib
import re
import sys

# The longest prefix that fits counts. "store" alone is the interface and what stores share.
MAY_INCLUDE = {
    "server/base": [],
    "server/domain": [],
    "server/store": ["server/domain", "server/base"],
    "server/store/sqlite": ["server/store", "server/domain", "server/base"],
    "server/store/mysql": ["server/store", "server/domain", "server/base"],
    "server/store/memory": ["server/store", "server/domain", "server/base"],
    "server/store/transfer": ["server/store", "server/domain", "server/base"],
    "server/engine": ["server/store/ledger_store.h", "server/domain", "server/base"],
    "server/settlement": ["server/engine", "server/store/ledger_store.h", "server/domain",
                          "server/base"],
    "server/reporting": ["server/engine", "server/store/ledger_store.h", "server/domain",
                         "server/base"],
    "server/rpc": ["server/settlement", "server/reporting", "server/engine",
                   "server/store/ledger_store.h", "server/domain", "server/base", "protos"],
    "server/main": ["server", "protos"],
    "partner_sdk/include": ["sdk headers"],
    "partner_sdk/src": ["partner_sdk", "sdk headers", "protos"],
    "partner_sdk/quickstart": ["sdk headers"],
    "clients": ["clients", "sdk headers", "protos"],
}
# The simulation's model knows nothing of what it is a model of.
INDEPENDENT = re.compile(
    r"tests/simulation/((model|records|command|dates|facts|generator|program)\w*|exact|dice)\.(h|cc)$")
# A file that stands in one folder for wiring may know more.
EXCEPTIONS = {
    "server/store/open_store.cc": ["server/store/sqlite", "server/store/mysql", "server/store/memory"],
}
PROTOS = re.compile(r"^(coalition/v1/|grpc/health/)|^(grpcpp|grpc|google/protobuf)/")
INCLUDE = re.compile(r'^\s*#include\s+[<"]([^>"]+)[>"]', re.MULTILINE)


def kind(include, top):
    """The folder of ours that an include comes from; None for what is not ours."""
    if PROTOS.search(include):
        return "protos"
    if include.startswith("coalition/"):
        return "sdk headers"
    if re.match(r"(server|partner_sdk|clients|tests)/", include):
        assert (top / include).exists() or include.endswith("version.h"), include
        return include
    return None


def is_within(name, folder):
    return name == folder or name.startswith(folder + "/")


def main():
    top = pathlib.Path(sys.argv[1])
    bad = []
    files = 0
    for folder in ("server", "partner_sdk", "clients"):
        for path in sorted((top / folder).rglob("*")):
            if path.suffix not in (".h", ".cc"):
                continue
            files += 1
            name = path.relative_to(top).as_posix()
            layers = [layer for layer in MAY_INCLUDE if is_within(name, layer)]
            if not layers:
                bad.append(f"{name} is in no layer")
                continue
            layer = max(layers, key=len)
            allowed = MAY_INCLUDE[layer] + EXCEPTIONS.get(name, [])
            for include in INCLUDE.findall(path.read_text()):
                what = kind(include, top)
                if what is None or pathlib.PurePosixPath(what).parent.as_posix() == layer:
                    continue
                if what.startswith(layer + "/"):
                    # A layer's own subfolder is a layer, unless nothing names it.
                    if not any(l != layer and is_within(what, l) for l in MAY_INCLUDE):
                        continue
                # Naming a folder allows the folder, not the layers below it.
                deeper = [l for l in MAY_INCLUDE if is_within(what, l)]
                home = max(deeper, key=len) if deeper else what
                if any(what == a or home == a or (a in ("server", "clients", "partner_sdk") and
                                                  is_within(what, a)) for a in allowed):
                    continue
                bad.append(f"{name} may not include {include}")
    independent = 0
    for path in sorted((top / "tests").rglob("*")):
        name = path.relative_to(top).as_posix()
        if not INDEPENDENT.search(name):
            continue
        independent += 1
        for include in INCLUDE.findall(path.read_text()):
            if include.startswith("server/"):
                bad.append(f"{name} may not include {include}")
    print(f"{files} files, and {independent} of the model")
    for line in bad:
        print(line, file=sys.stderr)
    sys.exit(1 if bad or files < 100 or independent < 20 else 0)


main()
