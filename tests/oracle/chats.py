#!/usr/bin/env python3
"""Are messages of chats cut out and identified as FORMAT-identity-chat.md says?

    chats.py BINARY

Writes exports, reads them with python3's json, and compares each message's
bytes and identity with the manifest that BINARY writes.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

LONG = ("We have moved the documents to the second container in the harbour, "
        "as was agreed with everybody on Monday night, \u00e9\u4e2d \U0001f600.")
TEXTS = [LONG, "ok", "", "a\r\nb \n\n", "{\"messages\": [{]}", "back\\slash\"",
         [LONG, {"type": "link", "text": " https://a.example"}, " x"]]


def chat_v1(network, place, sender, when, text):
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip(" \t\n")
    if not (sender and when and text):
        return None
    form = b"leafproof chat-v1\n"
    for field in (network, place, sender, when, text):
        field = field.encode()
        form += len(field).to_bytes(4, "little") + field
    return hashlib.sha256(form).hexdigest()


def flat(text):
    return text if isinstance(text, str) else "".join(
        t if isinstance(t, str) else t["text"] for t in text)


def telegram(folder):
    ms = [{"id": i, "type": "message", "date_unixtime": str(1609556645 + i),
           "from": "X", "from_id": f"user{i % 3}", "text": t,
           "reactions": [{"count": 1, "messages": []}]}
          for i, t in enumerate(TEXTS * 40)]
    ms.append({"id": 999, "type": "service", "actor_id": "user1", "text": ""})
    chats = [("personal_chat", 5, ""), ("private_supergroup", 77, "77")]
    want = {"all.json": [], "one.json": []}
    for name, some in (("all.json", chats), ("one.json", chats[:1])):
        for _, _, place in some:
            want[name] += [chat_v1(
                "telegram", place, m.get("from_id", ""),
                m.get("date_unixtime", ""), flat(m["text"])) for m in ms]
    lists = [{"name": "N", "type": t, "id": i, "messages": ms}
             for t, i, _ in chats]
    whole = {"about": "See Telegram", "contacts": {"list": [{"id": 3}] * 9},
             "chats": {"about": "", "list": lists}}
    with open(os.path.join(folder, "one.json"), "w") as f:
        json.dump(lists[0], f, indent=1)
    with open(os.path.join(folder, "all.json"), "w") as f:
        json.dump(whole, f, ensure_ascii=False)
    return want


def slack(folder):
    ms = [{"type": "message", "user": "U1", "ts": f"13555175{i:02}.000005",
           "text": flat(t)} for i, t in enumerate(TEXTS)]
    ms.append({"type": "message", "bot_id": "B1", "ts": "1355517599.100000",
               "text": "from a bot", "blocks": [[[{"x": "]}"}]]]})
    with open(os.path.join(folder, "day"), "w") as f:
        json.dump(ms, f)
    return {"day": [chat_v1("slack", "", m.get("user", "B1"), m["ts"],
                            m["text"]) for m in ms]}


def signal(folder):
    frames = [{"version": "1", "backupTimeMs": "1700000000000"},
              {"account": {"givenName": "A"}},
              {"recipient": {"id": "1", "self": {}}},
              {"recipient": {"id": "2", "contact": {"aci": "QUJD"}}},
              {"recipient": {"id": "30", "contact": {"e164": "44"}}}]
    want = []
    for i, t in enumerate(TEXTS):
        author = ("1", "2", "30", "31")[i % 4]
        frames.append({"chatItem": {
            "chatId": "1", "authorId": author, "dateSent": f"17000000001{i:02}",
            "standardMessage": {"text": {"body": flat(t)}}}})
        sender = {"1": "self", "2": "QUJD", "30": "44", "31": ""}[author]
        want.append(chat_v1("signal", "", sender, f"17000000001{i:02}",
                            flat(t)))
    with open(os.path.join(folder, "lines"), "w") as f:
        f.write("\n".join(json.dumps(x) for x in frames))
    return {"lines": want}


def whatsapp(folder):
    said = [("31/12/20, 23:59", "A B", LONG), ("01/02/21, 01:05", "A B", "x\ny"),
            ("01/02/21, 13:05", "+44 7", "ok: fine")]
    when = ["2020-12-31T23:59", "2021-02-01T01:05", "2021-02-01T13:05"]
    want = [chat_v1("whatsapp", "", s, w, t) for (_, s, t), w in zip(said, when)]
    with open(os.path.join(folder, "phone"), "w", newline="") as f:
        f.write("".join(f"{d} - {s}: {t}\n" for d, s, t in said))
    with open(os.path.join(folder, "pad"), "w", newline="") as f:
        f.write("".join("[{}:09] \u202a{}\u202c: {}\r\n".format(
            d, s.replace(" ", "\xa0"), t.replace("\n", "\r\n"))
            for d, s, t in said))
    with open(os.path.join(folder, "open"), "w") as f:
        f.write("".join(f"01/02/21, 01:05 - {s}: {t}\n" for _, s, t in said))
    return {"phone": want, "pad": want, "open": [None] * 3}


def read(leaf):
    """For each file: digest, size, span and identity of each message."""
    found = {}
    for line in leaf.splitlines():
        if re.match("[0-9a-f]{64}  ", line):
            found[line[66:]] = here = []
        elif line.startswith("# message=leaf "):
            words = line.split()
            here.append([words[2], int(words[3]), None, None])
        elif line.startswith("# span="):
            here[-1][2] = int(line[7:].split()[0])
        elif line.startswith("# id-message="):
            here[-1][3] = line[13:]
    return found


def main():
    with tempfile.TemporaryDirectory() as folder:
        docs = os.path.join(folder, "docs")
        os.mkdir(docs)
        want = {}
        for make in (telegram, slack, signal, whatsapp):
            want.update(make(docs))
        leaves = []
        for threads in ("1", "4"):
            leaf = os.path.join(folder, threads + ".leaf")
            subprocess.run([sys.argv[1], "hash", docs, "-o", leaf, "-j",
                            threads], check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
            with open(leaf) as f:
                leaves.append(f.read())
        if leaves[0] != leaves[1]:
            sys.exit("one thread and four differ")
        found = read(leaves[0])
        for name, ids in want.items():
            with open(os.path.join(docs, name), "rb") as f:
                data = f.read()
            if [m[3] for m in found[name]] != ids:
                sys.exit(f"{name}: other identities")
            for digest, size, at, _ in found[name]:
                one = data[at:at + size]
                if hashlib.sha256(one).hexdigest() != digest:
                    sys.exit(f"{name}: other bytes at {at}")
                if name not in ("phone", "pad", "open"):
                    json.loads(one)
        print(sum(map(len, want.values())), "messages agree")


main()
