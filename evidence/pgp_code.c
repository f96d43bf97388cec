#include "evidence/pgp_code.h"

#include <stddef.h>

const char lp_pgp_encrypted[] =
    "encrypted: whether it is signed, only its recipient can see";
const char lp_pgp_other_micalg[] = "micalg names another digest";

static const struct lp_pgp_code_info infos[LP_PGP_CODES] = {
    [LP_PGP_CODE_BESIDE] =
        {"F0940", "PGP-BESIDE",
         "Beside what an OpenPGP signature covers there is text, a part or a "
         "field of the header that a reader sees and that nobody signed.",
         "Rely on what is covered alone; the note says what is not.", false},
    [LP_PGP_CODE_WEAK] =
        {"F0941", "PGP-WEAK",
         "An OpenPGP signature was made with a digest (MD5, SHA-1, RIPEMD-160) "
         "or a key (RSA or DSA below 2048 bits) that is not to be relied on "
         "today.",
         "Look for a second proof: a signature of DKIM, a timestamp, an older "
         "copy.",
         false},
    [LP_PGP_CODE_EXPIRED] =
        {"F0942", "PGP-EXPIRED",
         "The key had expired when the signature was made, by what it says "
         "itself; or it has expired, or was retired or replaced, since.",
         "Ask for the key anew: its owner may have prolonged it.", false},
    [LP_PGP_CODE_REVOKED] =
        {"F0943", "PGP-REVOKED",
         "The key had been revoked when the signature was made, by what it "
         "says "
         "itself; or it was ever revoked because others may have it, or for no "
         "stated reason: then the signature proves nothing, whatever time it "
         "names.",
         "Find out from its owner when and why it was revoked.", true},
    [LP_PGP_CODE_TIME] =
        {"F0944", "PGP-TIME",
         "The signature says that it was made before its key was, or in the "
         "future.",
         "Somebody's clock was wrong, or somebody chose the time.", true},
    [LP_PGP_CODE_AUTHOR] =
        {"F0945", "PGP-AUTHOR",
         "No user id of the key has the address of the author whom the "
         "message shows.",
         "Compare the user ids with the author: the signer may be another.",
         false},
    [LP_PGP_CODE_CLOSED] =
        {"F0946", "PGP-CLOSED",
         "What is encrypted, or packed with its signature, cannot be verified "
         "here.",
         "Ask a recipient to decrypt it, and keep both.", false},
    [LP_PGP_CODE_SMUGGLED] =
        {"F0947", "PGP-SMUGGLED",
         "In a cleartext signature, text stands where only the name of a "
         "digest may: a reader may take it for signed, and it is not.",
         "Look at the lines before the first empty one: who put them there?",
         true},
    [LP_PGP_CODE_KEY] =
        {"F0948", "PGP-KEY",
         "The key is there but may not be used: it is not one for signing, or "
         "its own signatures, which say whose it is, do not hold.",
         "Get the key whole from its owner.", false},
    [LP_PGP_CODE_MICALG] =
        {"F0949", "PGP-MICALG",
         "The header of a signed message names another digest than its "
         "signature.",
         "Nothing, if the signature matches: some programs do so.", false},
};

const struct lp_pgp_code_info *
lp_pgp_code_info(unsigned code)
{
    return code < LP_PGP_CODES ? &infos[code] : NULL;
}

unsigned
lp_pgp_code_findings(unsigned codes)
{
    unsigned n = 0;

    for (unsigned i = 0; i < LP_PGP_CODES; i++) {
        n += (codes >> i & 1) != 0 && infos[i].finding ? 1 : 0;
    }
    return n;
}
