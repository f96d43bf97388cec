#!/usr/bin/python3
"""Stores of Outlook, made from the specification: what a message of one is is
compared with the same message as a mail and as a file of Outlook, and what is
found in a store with what pffexport and readpst find. Broken ones end in an
answer that is not that all is well."""
import email.message
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "..", "fixtures", "make"))
import compounder as made  # noqa: E402
import storer  # noqa: E402

TOOL = sys.argv[1] if len(sys.argv) > 1 else os.environ['LEAFPROOF']
SMALL = b'small document\n'
DOC = b'%PDF-' + bytes(range(256)) * 100
RTF = b'{\\rtf1\\ansi Hello world, hello world again, again.\\par}'
FILES = [('a b.pdf', 'application/pdf', DOC),
         ('s.bin', 'application/octet-stream', SMALL)]


def records(path, *more, exits=(0, 1, 3)):
    r = subprocess.run([TOOL, 'hash', '--format', 'ndjson', *more, path],
                       capture_output=True, check=False)
    assert r.returncode in exits, (path, r.returncode, r.stderr, r.stdout)
    return [json.loads(line) for line in r.stdout.splitlines()]


def items(path, exits=(0,)):
    return {i['path'].split(' > ', 1)[-1]: i
            for i in records(path, exits=exits) if i['type'] == 'item'}


def identity(item):
    return [item['ids'].get(k) for k in ('message', 'body', 'loose', 'mih')]


def sha(data):
    return hashlib.sha256(data).hexdigest()


def report(cp=None, files=FILES):
    return made.message(
        {0x37: 'Report', 0x5d02: 'ann@example.org', 0x1035: '<1@x>',
         0x1000: 'Hello J\xf6rg\r\n', 0x1013: b'<p>Hello</p>'},
        {(0x39, 0x40): made.filetime(1700000000), (0x3fde, 3): 65001,
         **({(0x3ffd, 3): 1252} if cp else {})},
        [(1, 'bob@example.org'), (2, 'cy@example.org')], files, cp=cp)


def mail():
    m = email.message.EmailMessage()
    m['From'] = 'Ann <ann@example.org>'
    m['To'] = 'bob@example.org'
    m['Cc'] = 'cy@example.org'
    m['Date'] = 'Tue, 14 Nov 2023 22:13:20 +0000'
    m['Subject'] = 'Report'
    m['Message-ID'] = '<1@x>'
    m.set_content('Hello J\xf6rg\n')
    m.add_alternative('<p>Hello</p>', subtype='html')
    for name, mime, data in FILES:
        main, sub = mime.split('/')
        m.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return bytes(m)


def nested():
    inner = made.message({0x37: 'Inner', 0x1000: 'inner\r\n'}, {}, [],
                         [('in.bin', 'application/x-a', SMALL)], within=True)
    return made.message({0x37: 'Rtf', 0x1009: made.rtf_pack(RTF)}, {}, [],
                        [('x.msg', 'application/vnd.ms-outlook', inner)])


def same(at):
    """One message is one, wherever it lies."""
    want = identity(items(at('one.eml', mail()))['one.eml'])
    assert want[0] is not None
    assert identity(items(at('one.msg', made.cfb(report())))['one.msg']) == want
    for name, cp, crypt in (('plain', None, 0), ('permuted', None, 1),
                            ('narrow', 'cp1252', 0)):
        got = items(at(name + '.pst', storer.store([('Inbox', [report(cp)])],
                                                   crypt)))
        one = got['Top of store/Inbox/message 200004']
        assert identity(one) == want, (name, want, identity(one))
        assert one['role'] == one['kind'] == 'message', one
        assert got[name + '.pst']['kind'] == 'pst'
        for what in (DOC, SMALL):
            assert sha(what) in {i['digests']['sha256']
                                 for i in got.values()}, name
    got = items(at('n.pst', storer.store([('Inbox', [nested()])])))
    for what in (RTF, SMALL, b'inner\r\n'):
        assert sha(what) in {i['digests']['sha256'] for i in got.values()}, got
    assert 'Top of store/Inbox/message 200004 > part 2.2 in.bin' in got, got


def published(at):
    """A mail is found in a set that was made of a store, and by a manifest."""
    store = at('set.pst', storer.store([('Inbox', [report(), nested()])]))
    made_of = at('set.set', None)
    for args in (('index', 'add', store, '-o', made_of, '--publication', 'P',
                  '--date', '2025'),
                 ('hash', store, '-o', at('set.leaf', None)),
                 ('hash', at('one.msg', made.cfb(report())), '-o',
                  at('one.leaf', None))):
        r = subprocess.run([TOOL, *args], capture_output=True, check=False)
        assert r.returncode == 0, (args, r.stderr)
    for what in (at('one.eml', mail()), at('one.leaf', None), store,
                 at('set.leaf', None)):
        r = subprocess.run([TOOL, 'check', what, '--against', made_of,
                            '--json'], capture_output=True, check=False)
        end = json.loads(r.stdout.splitlines()[-1])
        n = end['shares']['documents']
        assert r.returncode in (0, 1) and n['NEW'] == n['UNKNOWN'] == 0, (
            what, r.stdout[-900:], r.stderr)


def told(at):
    """What a store says of itself, and what no folder leads to."""
    got = items(at('p.pst', storer.store([('Inbox', [report()])], password=7)))
    assert got['p.pst']['flags'] == ['store-password'], got
    got = items(at('l.pst', storer.store([('Inbox', [report()])],
                                         lost=[nested(), nested()])))
    for number in ('200024', '200044'):
        lost = got['(orphaned)/message ' + number]
        assert lost['flags'] == ['orphaned'], lost
    kept = got['Top of store/Inbox/message 200004']
    assert kept['flags'] == [], kept
    ended = bytearray(storer.store([('Inbox', [report()])]))
    ended[513] = 0x10
    got = items(at('e.pst', bytes(ended)), exits=(3,))
    assert [r['code'] for r in got['e.pst']['rules']] == ['N0202'], got
    ended[513] = 0
    ended[10] = 36
    got = records(at('o.ost', bytes(ended)), exits=(1,))
    assert 'F0629' in json.dumps(got), got


def many():
    """Folders in folders, and more messages than one page or block lists."""
    def one(i):
        return made.message({0x37: 'Mail %d' % i, 0x1000: 'text %d\r\n' % i,
                             0x5d02: 'ann@example.org'}, {}, [],
                            [('f%d' % i, 'application/x-a', b'%d\n' % i * 9)]
                            if i % 5 == 0 else [])
    return [('Inbox', [one(i) for i in range(40)],
             [('Old / \u00e4', [one(i) for i in range(40, 60)],
               [('Older', [one(60)])])]), ('Empty', [])]


def peers(at, d):
    path = at('many.pst', storer.store(many(), 1))
    got = items(path)
    mails = {k: i for k, i in got.items() if i['role'] == 'message'}
    texts = {i['digests']['sha256'] for i in got.values()
             if i['role'] == 'part'}
    assert len(mails) == 61, len(mails)
    assert sum(k.startswith('Top of store/Inbox/Old / \u00e4/Older/')
               for k in mails) == 1
    for i in range(61):
        assert sha(b'text %d\r\n' % i) in texts, i
    if shutil.which('pffexport'):
        to = os.path.join(d, 'pff')
        subprocess.run(['pffexport', '-q', '-t', to, path], check=True,
                       capture_output=True)
        theirs = [f for r, _, fs in os.walk(to + '.export') for f in fs
                  if f == 'Message.txt']
        assert len(theirs) == 61, len(theirs)
        files = [os.path.join(r, f) for r, _, fs in os.walk(to + '.export')
                 for f in fs if r.endswith('Attachments')]
        assert len(files) == 13, files
        for f in files:
            with open(f, 'rb') as h:
                assert sha(h.read()) in texts, f
    if shutil.which('readpst'):
        to = os.path.join(d, 'readpst')
        os.mkdir(to)
        subprocess.run(['readpst', '-q', '-j', '0', '-e', '-o', to, path],
                       check=True, capture_output=True)
        theirs = [os.path.join(r, f) for r, _, fs in os.walk(to) for f in fs]
        assert len(theirs) == 61, len(theirs)
        said = set()
        for f in theirs:
            with open(f, 'rb') as h:
                m = email.message_from_bytes(h.read())
            for part in m.walk():
                if part.get_content_type() == 'text/plain':
                    said.add(part.get_payload(decode=True).strip())
        assert said == {b'text %d' % i for i in range(61)}, said


def broken(at):
    """Wherever a byte that counts is another, it is said."""
    whole = storer.store([('Inbox', [report(), nested()])])
    last = max(i for i, b in enumerate(whole) if b)
    thin = int(os.environ.get('THIN', '1'))
    places = list(range(0x4800, last, 911 * thin)) + [8, 20, 200, 220, 470]
    for n in places:
        data = bytearray(whole)
        data[n] ^= 0x55
        at('bad/flip%06d.pst' % n, bytes(data))
    for n in range(4, last, 8191 * thin):
        at('bad/cut%06d.pst' % n, whole[:n])
    at('bad/whole.pst', whole)
    of, ids = {}, {}
    for i in records(at('bad', None), exits=(1,)):
        if i['type'] == 'item':
            name, _, rest = i['path'].partition(' > ')
            of.setdefault(name, []).extend(i.get('rules', []))
            if rest:
                ids.setdefault(name, []).append((rest, i.get('ids')))
    want = ids['whole.pst']
    assert not of['whole.pst'] and len(of) == len(os.listdir(at('bad', None)))
    for name, rules in of.items():
        # What is in no checksum is of no account.
        assert rules or ids[name] == want, name
        assert rules or name.startswith(('flip', 'whole')), name


def main():
    if not os.path.exists(os.path.join(os.path.dirname(TOOL),
                                       'leafproof-pst')):
        sys.exit(77)
    with tempfile.TemporaryDirectory() as d:
        def at(name, data):
            path = os.path.join(d, name)
            if data is not None:
                with open(path, 'wb') as f:
                    f.write(data)
            return path
        os.mkdir(at('bad', None))
        same(at)
        published(at)
        told(at)
        peers(at, d)
        broken(at)
    print('pst: all agree')


main()
