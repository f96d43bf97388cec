#include "bundle/sealed.h"

#include "tests/unit/test.h"

/* Only messages that may be signed are kept for a second look: what is passed
 * over here is told as unsigned. */
static const struct {
    const char *label;
    const char *head;
    bool want;
} rows[] = {
    {"a text", "From: a@b\nContent-Type: text/plain\n\nHello PGP\n", false},
    {"S/MIME", "Content-Type: application/PKCS7-mime; name=a\n\n", true},
    {"S/MIME of old", "Content-Type: application/x-pkcs7-signature\n\n", true},
    {"octets by their name",
     "Content-Type: application/octet-stream; "
     "name=smime.p7m\n\n",
     true},
    {"... written in base64",
     "Content-Type: Application/Octet-Stream; "
     "name=\"=?utf-8?B?c21pbWUucDdt?=\"\n\n",
     true},
    {"... in two pieces",
     "Content-Type: application/octet-stream; "
     "name*0=sm; name*1=ime.p7m\n\n",
     true},
    {"OpenPGP",
     "Content-Type: multipart/signed; "
     "protocol=\"application/pgp-signature\"\n\n",
     true},
    {"a text that is signed", "\n\n-----BEGIN PGP SIGNED MESSAGE-----\n", true},
    {"... in base64",
     "Content-Transfer-Encoding: base64\n\n"
     "LS0tLS1CRUdJTiBQR1AgU0lHTkVEIE1FU1NBR0UtLS0tLQ==\n",
     true},
    {"... over two lines",
     "Content-Transfer-Encoding: base64\n\n"
     "LS0tLS1CRUdJTiBQ\r\nR1AgU0lHTkVEIE1FU1NBR0UtLS0tLQ==\n",
     true},
    {"another text in base64",
     "Content-Transfer-Encoding: base64\n\nSGVsbG8gUEdQ\n", false},
    {"a letter in another way",
     "Content-Transfer-Encoding: quoted-printable\n\n"
     "-----BEGIN =50GP SIGNED MESSAGE-----\n",
     true},
    {"... in quoted-printable",
     "Content-Transfer-Encoding: quoted-printable\n\n"
     "-----BEGIN=20PGP SIGNED MESSAGE-----\n",
     true},
};

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK(lp_sealed_is_mail(lp_slice_str(rows[i].head)) == rows[i].want,
              rows[i].label);
    }
    return lp_test_failures != 0;
}
