"""The workloads of bench/run: the same bytes on every run, made once."""
import os
import random
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
MIB = 1 << 20

# What is made: (quick, full).
SCALE = {
    "small": (8000, 200000),  # files of 4-20 KB
    "medium": (120, 3000),  # files of 1 MiB
    "big": (200 * 10**6, 3 * 10**9),  # bytes
    "mbox": (16 * 10**6, 10**9),  # bytes
    "keys": (400000, 10**7),
    "signed": (1000, 20000),  # mails of 10 KB
}


class Words:
    """Text of words that are as unevenly spread as those of people."""

    def __init__(self, chance, size=8 * MIB):
        letters = "etaoinshrdlucmfwypvbgk"
        words = ["".join(chance.choices(letters, k=chance.randint(2, 9)))
                 for _ in range(20000)]
        weights = [1 / (rank + 1) for rank in range(len(words))]
        out = []
        width = 0
        for word in chance.choices(words, weights, k=size // 6):
            width += len(word) + 1
            out.append(word + ("\n" if width > 70 else " "))
            width = 0 if width > 70 else width
        self.text = "".join(out)

    def some(self, chance, size):
        at = chance.randrange(len(self.text) - size)
        return self.text[at:at + size]


def head(chance, i):
    """Of a mail; no two are the same."""
    name = "%s %s" % (chance.choice(["Ann", "Bob", "Eve", "Tom"]), i % 977)
    return ("Message-ID: <%d.%d@mail.example>\nFrom: %s <p%d@mail.example>\n"
            "To: desk@mail.example\nSubject: no. %d\n"
            "Date: Mon, %d Mar 2021 %02d:%02d:%02d +0000\n" %
            (i, chance.randrange(10**9), name, i % 977, i, i % 28 + 1,
             i % 24, i % 60, i % 59))


def small(folder, n):
    chance = random.Random(1)
    words = Words(chance)
    for i in range(n):
        where = "%s/%02d/%02d" % (folder, i % 40, i // 40 % 50)
        if i < 2000:
            os.makedirs(where, exist_ok=True)
        with open("%s/%06d.eml" % (where, i), "w", encoding="ascii") as file:
            file.write(head(chance, i) + "\n" +
                       words.some(chance, chance.randint(4000, 20000)))


def medium(folder, n):
    chance = random.Random(2)
    os.makedirs(folder)
    for i in range(n):
        with open("%s/%04d.bin" % (folder, i), "wb") as file:
            file.write(chance.randbytes(MIB))


def big(path, size):
    chance = random.Random(3)
    with open(path, "wb") as file:
        for at in range(0, size, MIB):
            file.write(chance.randbytes(min(MIB, size - at)))


def mail(chance, words, i):
    """One message of a mailbox: a text, and at times an attachment."""
    body = words.some(chance, chance.randint(1500, 6000))
    if i % 8 != 0:
        return head(chance, i) + "\n" + body
    data = chance.randbytes(chance.randint(9000, 60000)).hex()
    lines = "\n".join(data[k:k + 76] for k in range(0, len(data), 76))
    return (head(chance, i) + "MIME-Version: 1.0\nContent-Type: "
            "multipart/mixed; boundary=\"b%d\"\n\n--b%d\nContent-Type: "
            "text/plain\n\n%s\n--b%d\nContent-Type: application/octet-stream; "
            "name=\"a%d.hex\"\nContent-Disposition: attachment; "
            "filename=\"a%d.hex\"\n\n%s\n--b%d--\n" %
            (i, i, body, i, i, i, lines, i))


def mbox(path, size):
    chance = random.Random(4)
    words = Words(chance)
    i = 0
    with open(path, "w", encoding="ascii") as file:
        while file.tell() < size:
            file.write("From p%d@mail.example Mon Mar  1 10:00:00 2021\n" %
                       (i % 977))
            text = mail(chance, words, i).replace("\nFrom ", "\n>From ")
            file.write(text.rstrip("\n") + "\n\n")
            i += 1


def signed(path, n):
    """Debian's packages are for Debian's own Python."""
    subprocess.run(["/usr/bin/python3", os.path.join(HERE, "make_signed.py"),
                    path, path + ".keys", str(n)], check=True)


def pack(work):
    """The small files as tar.gz and as zip, the others as the tar to sign."""
    def sh(line):
        subprocess.run(line, shell=True, check=True, cwd=work)
    sh("tar -c --sort=name -f - small | gzip -6 >small.tar.gz.part"
       " && mv small.tar.gz.part small.tar.gz")
    sh("rm -f part.zip && 7z a -tzip -mx=1 -bd part.zip small >7z.log"
       " && mv part.zip small.zip")
    sh("tar -c --sort=name -f medium.tar.part medium"
       " && mv medium.tar.part medium.tar")


def make(work, full, say):
    """Make what is not there yet below `work`."""
    done = os.path.join(work, "made-2")
    if os.path.exists(done):
        return
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    for name, how in (("small", small), ("medium", medium), ("big", big),
                      ("mbox", mbox), ("signed", signed)):
        say("making %s" % name)
        how(os.path.join(work, name), SCALE[name][full])
    say("packing")
    pack(work)
    with open(done, "w", encoding="ascii"):
        pass
