#!/usr/bin/python3
"""Messages of Outlook, made from the specifications: compared with the same
message as a mail, and attachments with their own digests. Broken ones end in
an answer."""
import email.message
import hashlib
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "..", "fixtures", "make"))
import compounder as made  # noqa: E402

TOOL = sys.argv[1] if len(sys.argv) > 1 else os.environ['LEAFPROOF']


def records(path, *more):
    r = subprocess.run([TOOL, 'hash', '--format', 'ndjson', *more, path],
                       capture_output=True, check=False)
    assert r.returncode in (0, 1, 3), (path, r.returncode, r.stderr)
    return r.stdout


def main():
    doc = b'%PDF-' + bytes(range(256)) * 100
    small = b'small document\n'
    rtf = b'{\\rtf1\\ansi Hello world, hello world again, again.\\par}'
    inner = made.message({0x37: 'Inner', 0x1000: 'inner\r\n'}, {}, [],
                         [('in.bin', 'application/x-a', small)], within=True)
    strings = {0x37: 'Report', 0x5d02: 'ann@example.org', 0x1035: '<1@x>',
               0x1000: 'Hello J\xf6rg\r\n', 0x1013: b'<p>Hello</p>'}
    numbers = {(0x39, 0x40): made.filetime(1700000000), (0x3fde, 3): 65001}
    to = [(1, 'bob@example.org'), (2, 'cy@example.org')]
    files = [('a b.pdf', 'application/pdf', doc),
             ('s.bin', 'application/octet-stream', small)]
    one = made.message(strings, numbers, to, files)
    narrow = made.message(strings, {**numbers, (0x3ffd, 3): 1252}, to, files,
                          cp='cp1252')
    nested = made.message({0x37: 'Rtf', 0x1009: made.rtf_pack(rtf)}, {}, [],
                          [('x.msg', 'application/vnd.ms-outlook', inner)])
    mail = email.message.EmailMessage()
    mail['From'] = 'Ann <ann@example.org>'
    mail['To'] = 'bob@example.org'
    mail['Cc'] = 'cy@example.org'
    mail['Date'] = 'Tue, 14 Nov 2023 22:13:20 +0000'
    mail['Subject'] = 'Report'
    mail['Message-ID'] = '<1@x>'
    mail.set_content('Hello J\xf6rg\n')
    mail.add_alternative('<p>Hello</p>', subtype='html')
    for name, mime, data in files:
        main_type, sub = mime.split('/')
        mail.add_attachment(data, maintype=main_type, subtype=sub,
                            filename=name)
    crc = bytearray(made.rtf_pack(rtf))
    crc[12] ^= 1
    bad = made.message({0x37: 'Rtf', 0x1009: bytes(crc)})
    whole = made.cfb(one)
    with tempfile.TemporaryDirectory() as d:
        def at(name, data):
            path = os.path.join(d, name)
            with open(path, 'wb') as f:
                f.write(data)
            return path

        def identity(out):
            items = [json.loads(line) for line in out.splitlines()]
            ids = [i['ids'] for i in items
                   if i['type'] == 'item' and i['depth'] == 0]
            return [ids[0].get(k) for k in ('message', 'body', 'loose', 'mih')]
        want = identity(records(at('one.eml', bytes(mail))))
        assert want[0] is not None
        for name, data in (('3', whole), ('4', made.cfb(one, 4)),
                           ('difat', made.cfb(one, 3, True)),
                           ('narrow', made.cfb(narrow))):
            out = records(at(name + '.msg', data))
            for what in (doc, small):
                assert hashlib.sha256(what).hexdigest().encode() in out, name
            assert identity(out) == want, (name, want, identity(out))
        out = records(at('n.msg', made.cfb(nested)))
        for what in (rtf, small):
            assert hashlib.sha256(what).hexdigest().encode() in out, out
        out = records(at('bad.msg', made.cfb(bad)))
        assert b'F0623' in out or b'rtf-packed-broken' in out, out
        os.mkdir(os.path.join(d, 'bad'))
        for n in range(0, len(whole), 997):
            at('bad/cut%d.msg' % n, whole[:n])
            data = bytearray(whole)
            data[n] ^= 0xff
            at('bad/flip%d.msg' % n, bytes(data))
        records(os.path.join(d, 'bad'))
    print('outlook: all agree')


main()
