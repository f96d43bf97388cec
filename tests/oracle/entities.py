#!/usr/bin/env python3
"""The names of HTML's character references are those that Python knows.

  entities.py [LEAFPROOF]

Reads formats/text_entity_table.c and compares it with html.entities.html5.
"""
import html.entities
import os
import re
import sys

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                     "formats", "text_entity_table.c")

with open(TABLE, encoding="ascii") as source:
    text = "".join(re.findall(r'"([^"]*)"', source.read().split("{", 1)[1]))

ours = {}
for name, points, legacy in re.findall(r" (\w+):([0-9A-F+]+)(!?)", text):
    value = "".join(chr(int(point, 16)) for point in points.split("+"))
    ours[name + ";"] = value
    if legacy:
        ours[name] = value

theirs = html.entities.html5
if ours != theirs:
    for name in sorted(set(ours) | set(theirs)):
        if ours.get(name) != theirs.get(name):
            print(name, ours.get(name), theirs.get(name))
    sys.exit(1)
