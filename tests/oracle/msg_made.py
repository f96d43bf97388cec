"""Compound files and Outlook messages, written from the published
specifications ([MS-CFB], [MS-OXMSG], [MS-OXRTFCP])."""
import struct
import zlib

END, FREE, FATSECT, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
MSG_CLSID = bytes.fromhex('0b0d020000000000c000000000000046')


class Storage(dict):
    """Names to bytes (streams) or to another Storage."""
    clsid = bytes(16)


def order(name):
    return (len(name), name.upper())


def cfb(root, version=3, difat=False):
    """The bytes of a compound file. `difat`: so many unused FAT sectors that
    the header does not have room for them."""
    size = 512 if version == 3 else 4096
    items, sectors, fat, mini, small = [], [], [], [], bytearray()

    def add(data):
        if not data:
            return END
        first = len(sectors)
        n = -(-len(data) // size)
        for i in range(n):
            sectors.append(data[i * size:(i + 1) * size].ljust(size, b'\0'))
            fat.append(first + i + 1 if i + 1 < n else END)
        return first

    def put(name, what):
        item = {'name': name, 'left': NONE, 'right': NONE, 'child': NONE,
                'start': 0, 'size': 0, 'clsid': bytes(16)}
        at = len(items)
        items.append(item)
        if isinstance(what, dict):
            item['type'] = 5 if at == 0 else 1
            item['clsid'] = what.clsid
            kids = [put(k, what[k]) for k in sorted(what, key=order)]

            def tree(of):
                if not of:
                    return NONE
                m = len(of) // 2
                items[of[m]]['left'] = tree(of[:m])
                items[of[m]]['right'] = tree(of[m + 1:])
                return of[m]
            item['child'] = tree(kids)
        else:
            item['type'] = 2
            item['size'] = len(what)
            if len(what) >= 4096:
                item['start'] = add(what)
            elif what:
                n = -(-len(what) // 64)
                item['start'] = len(mini)
                for i in range(n):
                    mini.append(len(mini) + 1 if i + 1 < n else END)
                small.extend(what.ljust(n * 64, b'\0'))
            else:
                item['start'] = END
        return at

    put('Root Entry', root)
    items[0]['size'] = len(small)
    items[0]['start'] = add(bytes(small))
    mini_bytes = b''.join(struct.pack('<I', x) for x in mini)
    mini_bytes += b'\xff' * (-len(mini_bytes) % size)
    mini_at = add(mini_bytes)
    directory = b''
    for i in items:
        name = i['name'].encode('utf-16le') + b'\0\0'
        directory += (name.ljust(64, b'\0') +
                      struct.pack('<HBBIII', len(name), i['type'], 1,
                                  i['left'], i['right'], i['child']) +
                      i['clsid'] + bytes(20) +
                      struct.pack('<IQ', i['start'], i['size']))
    while len(directory) % size:
        directory += bytes(68) + b'\xff' * 12 + bytes(48)
    directory_at = add(directory)
    per = size // 4
    n_fat = 1
    while n_fat * per < len(sectors) + n_fat + (n_fat // (per - 1) + 2):
        n_fat += 1
    if difat:
        n_fat = max(n_fat, 111)
    n_difat = max(0, -(-(n_fat - 109) // (per - 1)))
    fat_at = list(range(len(sectors), len(sectors) + n_fat))
    fat += [FATSECT] * n_fat + [0xFFFFFFFC] * n_difat
    difat_at = len(sectors) + n_fat
    fat_bytes = b''.join(struct.pack('<I', x) for x in fat)
    fat_bytes = fat_bytes.ljust(n_fat * size, b'\xff')
    tail = [fat_bytes[i * size:(i + 1) * size] for i in range(n_fat)]
    rest = fat_at[109:]
    for i in range(n_difat):
        part = rest[i * (per - 1):(i + 1) * (per - 1)]
        part += [FREE] * (per - 1 - len(part))
        part.append(difat_at + i + 1 if i + 1 < n_difat else END)
        tail.append(struct.pack('<%dI' % per, *part))
    head = (b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + bytes(16) +
            struct.pack('<HHHHH6xIIIIIIIII', 0x3e, version, 0xfffe,
                        9 if version == 3 else 12, 6,
                        0 if version == 3 else len(directory) // size, n_fat,
                        directory_at, 0, 4096, mini_at if mini else END,
                        len(mini_bytes) // size,
                        difat_at if n_difat else END, n_difat))
    head += struct.pack('<109I', *(fat_at[:109] + [FREE] * 109)[:109])
    return head.ljust(size, b'\0') + b''.join(sectors + tail)


PRESET = (b'{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman '
          b'\\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes'
          b' New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par '
          b'\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx')


def rtf_pack(raw):
    """Compressed RTF: greedy, with references into the window."""
    window, at, tokens = bytearray(PRESET.ljust(4096, b'\0')), len(PRESET), []
    filled, i = len(PRESET), 0
    while i < len(raw):
        best, where = 0, 0
        for n in range(17, 1, -1):
            k = bytes(window[:filled]).find(raw[i:i + n])
            if len(raw) - i >= n and k >= 0 and not k <= at < k + n:
                best, where = n, k
                break
        n = max(best, 1)
        tokens.append((True, struct.pack('>H', where << 4 | best - 2)) if best
                      else (False, raw[i:i + 1]))
        for b in raw[i:i + n]:
            window[at] = b
            at = (at + 1) % 4096
            filled = min(4096, max(filled, at))
        i += n
    tokens.append((True, struct.pack('>H', at << 4)))
    out = b''
    for k in range(0, len(tokens), 8):
        part = tokens[k:k + 8]
        out += bytes([sum(1 << j for j, t in enumerate(part) if t[0])])
        out += b''.join(t[1] for t in part)
    crc = zlib.crc32(out, 0xFFFFFFFF) ^ 0xFFFFFFFF
    return struct.pack('<IIII', len(out) + 12, len(raw), 0x75465a4c,
                       crc) + out


def props(skip, strings, numbers, cp=None):
    """The entries of a message, recipient or attachment."""
    s, table = Storage(), b''
    for tag, value in strings.items():
        if isinstance(value, Storage):
            s['__substg1.0_%04X000D' % tag] = value
            table += struct.pack('<HHIII', 0xd, tag, 6, 0xffffffff, 1)
        elif isinstance(value, bytes):
            s['__substg1.0_%04X0102' % tag] = value
            table += struct.pack('<HHIII', 0x102, tag, 6, len(value), 0)
        elif cp:
            s['__substg1.0_%04X001E' % tag] = value.encode(cp)
            table += struct.pack('<HHIII', 0x1e, tag, 6, len(value) + 1, 0)
        else:
            value = value.encode('utf-16le')
            s['__substg1.0_%04X001F' % tag] = value
            table += struct.pack('<HHIII', 0x1f, tag, 6, len(value) + 2, 0)
    for (tag, kind), value in numbers.items():
        table += struct.pack('<HHIQ', kind, tag, 6, value)
    s['__properties_version1.0'] = bytes(skip) + table
    return s


def filetime(seconds):
    return (seconds + 11644473600) * 10000000


def message(strings, numbers=None, recipients=(), attachments=(), within=False,
            cp=None):
    """`recipients`: (1 for To or 2 for Cc, address); `attachments`: (name,
    type, bytes or a message)."""
    s = props(24 if within else 32, strings, numbers or {}, cp)
    s.clsid = bytes(16) if within else MSG_CLSID
    for i, (kind, address) in enumerate(recipients):
        s['__recip_version1.0_#%08X' % i] = props(
            8, {0x3003: address, 0x39fe: address, 0x3001: address},
            {(0x0c15, 3): kind}, cp)
    for i, (name, mime, what) in enumerate(attachments):
        s['__attach_version1.0_#%08X' % i] = props(
            8, {0x3707: name, 0x370e: mime, 0x3701: what},
            {(0x3705, 3): 5 if isinstance(what, Storage) else 1}, cp)
    if not within:
        names = Storage()
        for tag in (2, 3, 4):
            names['__substg1.0_%04X0102' % tag] = b''
        s['__nameid_version1.0'] = names
    return s
