#include "formats/rule.h"

#define AT(rule) [LP_RULE_TORRENT_##rule - LP_RULE_TORRENT_BROKEN]

#define ASK_AGAIN                                                        \
    "Get the torrent again, from whoever published it, and compare its " \
    "infohash with the one that they tell."
#define BE_WARY \
    "Be wary of it: other programs may show other files, or write elsewhere."

const struct lp_rule_info lp_rule_list[LP_RULES_OF_LISTS] = {
    AT(BROKEN) =
        {"F0540", "torrent-broken", LP_CLASS_MALFORMED,
         "The torrent breaks the rules of its format (BEP 3, BEP 52), or lacks "
         "something that it must have, so that it cannot be relied upon.",
         ASK_AGAIN},
    AT(KEY_TWICE) =
        {"F0541", "torrent-key-twice", LP_CLASS_AMBIGUOUS,
         "A dictionary of the torrent has one key twice; programs differ in "
         "which value they take.",
         BE_WARY},
    AT(PATH) = {"F0542", "torrent-path-unsafe", LP_CLASS_MALFORMED,
                "The torrent names a file outside of its folder, or by a name "
                "that no file can have. Nothing was looked for there.",
                BE_WARY},
    AT(PATH_TWICE) =
        {"F0543", "torrent-path-twice", LP_CLASS_AMBIGUOUS,
         "The torrent has two files of one name, or a file where another one "
         "has its folder, so that only one of the two can be there.",
         BE_WARY},
    AT(HALVES) =
        {"F0544", "torrent-halves-differ", LP_CLASS_AMBIGUOUS,
         "The torrent is one of version 1 and of version 2 at once (a hybrid), "
         "and the two tell of different files or contents, so that two "
         "programs get different things.",
         BE_WARY},
    AT(LAYERS) =
        {"F0545", "torrent-layers-wrong", LP_CLASS_MALFORMED,
         "The piece layers of the torrent lack a file, or do not lead to the "
         "root that it gives the file. Files are compared by the root.",
         ASK_AGAIN},
    AT(PIECE) =
        {"F0546", "torrent-piece-wrong", LP_CLASS_MALFORMED,
         "A piece that several files share is not the one of the torrent: at "
         "least one of them differs, and it is not known which.",
         "Get all of these files again."},
    AT(HINT) =
        {"F0547", "torrent-digest-differs", LP_CLASS_MALFORMED,
         "A file does not have the SHA-1 or MD5 that the torrent gives it "
         "beside its pieces, though the pieces are right.",
         "Ask whoever made the torrent which of the two is wrong."},
    AT(UNSORTED) =
        {"F0548", "torrent-keys-unsorted", LP_CLASS_ADVICE,
         "The keys of a dictionary are not in the order that BEP 3 asks for. "
         "It can be read in one way only, but a strict program refuses it.",
         "Make the torrent again."},
    AT(TWINS) =
        {"F0549", "torrent-name-twins", LP_CLASS_ADVICE,
         "Two names differ only in case or in their Unicode form, so that some "
         "file systems hold one of the two alone.",
         "Rename one of them, and make the torrent again."},
    AT(UNDECIDED) =
        {"N0520", "torrent-undecided", LP_CLASS_CLOSED,
         "The file shares pieces (of BitTorrent v1) with other files, and "
         "these "
         "pieces are wrong or not all there, so whether it is the one of the "
         "torrent is unknown.",
         "Get the files that are missing, or a torrent of version 2, which has "
         "a digest for each file."},
    AT(VERSION) =
        {"N0521", "torrent-version-unknown", LP_CLASS_CLOSED,
         "The torrent says that it is of a version that is not known here, so "
         "what it lists is unknown.",
         "Verify it with the program that it was made with."},
    AT(LINK) = {"N0523", "torrent-link", LP_CLASS_CLOSED,
                "The torrent has a link of that name, and there is something "
                "else. What a link leads to is not compared.",
                "Look at what is there by hand."},

    [LP_RULE_LIST_LINE - LP_RULE_TORRENT_BROKEN] =
        {"F0550", "list-line-broken", LP_CLASS_MALFORMED,
         "A line of a list of digests breaks the grammar of the list, so that "
         "what it lists is unknown; the other lines were used.",
         "Ask whoever made the list to mend it; look at the line that is "
         "named."},
    [LP_RULE_LIST_HINT - LP_RULE_TORRENT_BROKEN] =
        {"N0551", "checksum-alone", LP_CLASS_CLOSED,
         "The list has no digest of the file but a CRC-32, which shows damage "
         "by chance, and which anybody can keep while changing the file.",
         "Ask for a list of SHA-256 digests."},
};
