"""Texts of invented languages, for accuracy_cases.py.

A language has a lexicon of some thousand words, made of syllables, with the
usual few that are frequent; so texts of one language are about as alike as real
ones that have nothing to do with each other. All is decided by the random
numbers that the caller gives.
"""
import itertools
import random

WORDS = 6000
SMALL = 60      # frequent, short words

# Onsets, vowels and ends of syllables.
SOUNDS = {
    "english": ("b c d f g h l m n p r s t v w sh th ch st tr pl br gr cl",
                "a e i o u ea ou ai oo ie", "- - - n r s t l nd st ck m d ng"),
    "german": ("b d f g h k l m n p r s t w z sch st tr pf br gr kl schl zw",
               "a e i o u ä ö ü ei au ie eu", "- - n r s t l nd st ch rt ß ng"),
    "french": ("b c d f g j l m n p r s t v ch qu tr pl br gr cl ç",
               "a e i o u é è ê ou ai eau oi à û", "- - - - n r s t l nt x"),
    "spanish": ("b c d f g j l m n p r s t v ll ñ qu tr pl br gr cl",
                "a e i o u á é í ó ú ue ie", "- - - - n r s l d"),
    "polish": ("b c d f g k l m n p r s t w z sz cz rz ł ś ż dz prz st kr",
               "a e i o u y ó ą ę ie ia", "- - - n r s t l ć ń ch m k"),
    "russian": ("б в г д ж з к л м н п р с т ф х ц ч ш щ пр ст тр гр кл",
                "а е и о у ы э ю я ё", "- - - н р с т л й в к ть м"),
    "greek": ("β γ δ ζ θ κ λ μ ν ξ π ρ σ τ φ χ ψ στ τρ πρ κλ",
              "α ε η ι ο υ ω ά έ ή ί ό ύ ώ ου αι ει", "- - - - ν ς ρ"),
}
KANJI = "日本人大会社長年月時分国家事件記者文書報告秘密計画政府銀行資金口座移動会議" \
        "電話番号住所東西南北山川田中村森海空港駅前後左右新古高低安全法律裁判証拠"
KANA = "のはをがにでとものからまでよりしたいるれらっこそあうえおきくけさすせちつてなねひふへほみめや"


class Language:
    def __init__(self, name, words, weights, wide=False):
        self.name = name
        self.words = words
        self.weights = list(itertools.accumulate(weights))
        self.wide = wide    # written without spaces


def lexicon(name):
    rng = random.Random("lexicon of " + name)
    onsets, vowels, ends = (s.split() for s in SOUNDS[name])

    def syllable():
        return (rng.choice(onsets) + rng.choice(vowels) +
                rng.choice(ends).replace("-", ""))

    words = {}
    while len(words) < SMALL:
        words[syllable()] = True
    while len(words) < WORDS:
        words["".join(syllable() for _ in range(rng.choice((2, 2, 3, 3, 4))))] = True
    return Language(name, list(words), [1 / (i + 3) for i in range(WORDS)])


def wide_lexicon():
    rng = random.Random("lexicon of japanese")
    words = {}
    while len(words) < WORDS:
        words["".join(rng.choices(KANJI, k=rng.choice((1, 2, 2, 3)))) +
              "".join(rng.choices(KANA, k=rng.choice((1, 2, 3))))] = True
    return Language("japanese", list(words), [1 / (i + 3) for i in range(WORDS)],
                    True)


LANGUAGES = {name: lexicon(name) for name in SOUNDS}
LANGUAGES["japanese"] = wide_lexicon()
# More of those that most texts are in.
USUAL = ("english",) * 4 + ("german", "french", "spanish", "polish") + \
        ("russian",) * 2 + ("greek", "japanese")


def words_of(rng, language, n):
    return rng.choices(language.words, cum_weights=language.weights, k=n)


def name_of(rng, language):
    """Somebody's name, in letters of the language."""
    first, last = (rng.choice(language.words[SMALL:]) for _ in range(2))
    return first.capitalize() + " " + last.capitalize()


def number_of(rng):
    kind = rng.random()
    if kind < .4:
        return str(rng.randint(2, 9999))
    if kind < .6:
        return "%d,%03d.%02d" % (rng.randint(1, 999), rng.randint(0, 999),
                                 rng.randint(0, 99))
    if kind < .8:
        return "%d-%02d-%02d" % (rng.randint(1990, 2024), rng.randint(1, 12),
                                 rng.randint(1, 28))
    return "%s-%d" % (rng.choice(("A", "KX", "Nr", "ref")),
                      rng.randint(1000, 999999))


def sentence(rng, language, names):
    words = words_of(rng, language, rng.randint(5, 18))
    if rng.random() < .35:
        words.insert(rng.randint(1, len(words)), number_of(rng))
    if rng.random() < .3:
        words.insert(rng.randint(1, len(words)), rng.choice(names))
    if language.wide:
        return "".join(words).replace(" ", "") + "。"
    if len(words) > 9 and rng.random() < .6:
        at = rng.randint(3, len(words) - 3)
        words[at] += rng.choice((",", ",", ";", ":", " -"))
    words[0] = words[0][:1].upper() + words[0][1:]
    return " ".join(words) + rng.choice("....?!")


def paragraphs(rng, language, chars):
    """A text of at least `chars` characters: a list of paragraphs."""
    names = [name_of(rng, language) for _ in range(4)]
    out, total = [], 0
    while total < chars:
        said = [sentence(rng, language, names) for _ in range(rng.randint(2, 6))]
        out.append(("" if language.wide else " ").join(said))
        total += len(out[-1]) + 2
    return out


def wrap(paragraph, width):
    """Lines of at most `width` characters, where words allow it."""
    lines, line, used = [], [], 0
    for word in paragraph.split(" "):
        while len(word) > width:    # no spaces in it
            lines.append(" ".join(line + [word[:width - used]]))
            word, line, used = word[width - used:], [], 0
        if used + len(word) > width and line:
            lines.append(" ".join(line))
            line, used = [], 0
        line.append(word)
        used += len(word) + 1
    lines.append(" ".join(line))
    return "\n".join(line for line in lines if line)


def text_of(parts, width=72):
    return "\n\n".join(wrap(p, width) for p in parts) + "\n"
