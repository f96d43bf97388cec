"""Whether verify says of each bag of fixtures/make/bags.py what must be said.

bags.py BINARY
"""

import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__),
                                "../../fixtures/make"))
import bags  # noqa: E402


def main(binary):
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        bags.main(folder)
        with open(os.path.join(folder, "expected"), encoding="ascii") as f:
            expected = [line.split() for line in f]
        for name, ends, *codes in expected:
            ran = subprocess.run(
                [binary, "verify", "--format", "bagit", "--json",
                 os.path.join(folder, name)], capture_output=True,
                check=False)
            said = [json.loads(line) for line in ran.stdout.splitlines()]
            found = sorted({r["code"] for r in said
                            if r["type"] == "finding"})
            if ran.returncode != int(ends) or found != sorted(codes):
                bad += 1
                print(f"{name}: [exit {ran.returncode}] {found}, expected "
                      f"{ends} {codes}", ran.stderr.decode())
        print(f"{len(expected)} bags, {bad} otherwise than expected")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
