"""What people do today with a mailbox: every message and every part hashed by
the libraries of Python. Prints how many of each there were."""
import hashlib
import mailbox
import sys

messages = parts = 0
for message in mailbox.mbox(sys.argv[1], create=False):
    messages += 1
    hashlib.sha256(message.as_bytes()).hexdigest()
    for part in message.walk():
        if not part.is_multipart():
            parts += 1
            hashlib.sha256(part.get_payload(decode=True) or b"").hexdigest()
print(messages, parts)
