# What arrived of a container that broke off is looked at, with any number of
# threads.
. "$LP_TESTS/cli/common.inc"
python3 -c '
import gzip, io, random, tarfile
random.seed(1)
def tar(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()
documents = [("doc%d" % n, bytes(random.choices(b"abcdefghij", k=3000)))
             for n in range(8)]
open("public", "wb").write(documents[2][1])
whole = gzip.compress(tar([("inner.tar", tar(documents))]), mtime=0)
open("cut.tar.gz", "wb").write(whole[:len(whole) * 2 // 3])'
leafproof index add public -o public.set --publication P --date 2025 >/dev/null
for jobs in 1 2 8; do
    leafproof check cut.tar.gz --against public.set -j $jobs >$jobs
    echo "[exit $?]"
    grep EXACT $jobs
    tail -n 1 $jobs | cut -d : -f 1
    cmp 1 $jobs
done
