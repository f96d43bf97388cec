#!/usr/bin/env python3
"""How often the program says what is true of pairs that are known.

  accuracy.py LEAFPROOF [SCALE [SEED]]

Publishes one half of many pairs (accuracy_cases.py), checks the other half, and
prints for each row how often each verdict was given. A verdict counts only if
what it names as proof is the other half of the same pair; else it is WRONG.
SCALE is that of the cases, 0.05 if it is not given.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

from accuracy_cases import cases

BATCH = 1500
VERDICTS = ("EXACT", "DECODED", "MESSAGE", "TEXT", "PROBABLE", "NEAR",
            "PARTIAL", "NEW", "UNKNOWN", "WRONG", "ABSENT")
# The share of items that must have a lawful verdict, where it is not all. The
# estimate of a resemblance has an error of 4 in 100.
LEAST = {"noise 3 %": .90, "excerpt within, 10 %": .97}
SHARE_ERROR = 6.0       # points, in the mean of a row


class Row:
    def __init__(self):
        self.verdicts = collections.Counter()
        self.good = 0
        self.shares = []        # by how much a share was missed
        self.silent = 0         # findings that were due and did not come
        self.missed = []        # some that went wrong


def run(*args):
    done = subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False)
    if done.returncode not in (0, 1, 3):
        sys.exit("%s: exit %d: %s" % (" ".join(args[:3]), done.returncode,
                                      done.stderr.decode()[-500:]))
    return done.stdout


def write(folder, files):
    os.makedirs(folder, exist_ok=True)
    for name, data in files:
        with open(os.path.join(folder, name), "wb") as f:
            f.write(data)


def beginning(locator):
    """The locator with the file's name alone as its first level."""
    first, step, rest = locator.partition(" > ")
    return first.rsplit("/", 1)[-1] + step + rest


def check(leafproof, batch, folder):
    """Items and paths of findings, by locator."""
    for case in batch:
        write(os.path.join(folder, "published"), case["published"])
        write(os.path.join(folder, "submitted"), case["submitted"])
    made = os.path.join(folder, "published.set")
    run(leafproof, "index", "add", os.path.join(folder, "published"), "-o", made,
        "--publication", "published", "--date", "2020-01-01")
    items, findings = {}, set()
    out = run(leafproof, "check", os.path.join(folder, "submitted"), "--against",
              made, "--json")
    for line in out.decode().splitlines():
        record = json.loads(line)
        if record["type"] == "item":
            items[beginning(record["path"])] = record
        elif record["type"] == "finding":
            findings.add(beginning(record["path"]))
    return items, findings


def verdict_of(item, case):
    if item is None:
        return "ABSENT"
    match = item.get("match") or {}
    path = beginning(match.get("path") or "")
    if path and path[:7] != case["submitted"][0][0][:7]:
        return "WRONG"
    return item["verdict"]


def count(rows, batch, items, findings):
    for case in batch:
        row = rows[case["row"]]
        for locator, allowed in case["expect"].items():
            item = items.get(locator)
            verdict = verdict_of(item, case)
            row.verdicts[verdict] += 1
            if verdict in allowed:
                row.good += 1
            elif len(row.missed) < 3:
                row.missed.append("%s: %s, not %s" % (
                    locator, verdict, "/".join(sorted(allowed))))
            share = ((item or {}).get("match") or {}).get("share")
            if case["share"] is not None and share is not None:
                row.shares.append(abs(100 * share - case["share"]))
            row.silent += case["finding"] and not (
                locator in findings or (item or {}).get("same_id"))


def told(rows):
    bad = 0
    print("%-26s %5s " % ("", "items") + "".join("%9s" % v for v in VERDICTS) +
          "    good  share")
    for name, row in rows.items():
        total = sum(row.verdicts.values())
        good = row.good / total
        share = sum(row.shares) / len(row.shares) if row.shares else None
        fails = (good < LEAST.get(name, 1) or row.silent > 0 or
                 (share is not None and share > SHARE_ERROR))
        print("%-26s %5d " % (name, total) +
              "".join("%9s" % (row.verdicts[v] or ".") for v in VERDICTS) +
              "%7.1f%%" % (100 * good) +
              ("" if share is None else "  +-%.1f" % share) +
              ("  BAD" if fails else ""))
        for missed in row.missed if fails else ():
            print("    " + missed)
        if row.silent:
            print("    %d without a finding" % row.silent)
        bad += fails
    return bad


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    scale = float(sys.argv[2]) if len(sys.argv) > 2 else .05
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    rows = collections.defaultdict(Row)
    batch = []

    def flush():
        with tempfile.TemporaryDirectory() as folder:
            count(rows, batch, *check(sys.argv[1], batch, folder))
        batch.clear()

    for case in cases(seed, scale):
        batch.append(case)
        if len(batch) == BATCH:
            flush()
    if batch:
        flush()
    if not any(row.verdicts["MESSAGE"] + row.verdicts["NEAR"]
               for row in rows.values()):
        print("the program does not know these levels")
        return 77
    return told(rows) != 0


if __name__ == "__main__":
    sys.exit(main())
