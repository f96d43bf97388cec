#ifndef LP_SUMS_TOOLS_H
#define LP_SUMS_TOOLS_H

/*
 * What the tools of GNU coreutils 9.1 and hashdeep 4.4 wrote for these files,
 * in a folder of that name, in the C locale: "a" holds "a\n", "b c" "b\n",
 * "back\slash" nothing, "cr\r" "y", "line\nfeed" "x", "p) = q" "z". hashdeep
 * was given those without a line end in their name.
 */

/* sha256sum * */
#define SHA256SUM                                                  \
    "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf" \
    "25c7  a\n"                                                    \
    "0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99" \
    "813f  b c\n"                                                  \
    "\\e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b78" \
    "52b855  back\\\\slash\n"                                      \
    "\\a1fce4363854ff888cff4b8e7875d600c2682390412a8cf79b37d0b111" \
    "48b0fa  cr\\r\n"                                              \
    "\\2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db0225871792" \
    "1a4881  line\\nfeed\n"                                        \
    "594e519ae499312b29433b7dd8a97ff068defcba9755b6d5d00e84c524d6" \
    "7b06  p) = q\n"

/* md5sum -b * */
#define MD5SUM_B                                          \
    "60b725f10c9c85c70d97880dfe8191b3 *a\n"               \
    "3b5d5c3712955042212316173ccf37be *b c\n"             \
    "\\d41d8cd98f00b204e9800998ecf8427e *back\\\\slash\n" \
    "\\415290769594460e2e485922904f345d *cr\\r\n"         \
    "\\9dd4e461268c8034f5c8564e155c67a6 *line\\nfeed\n"   \
    "fbade9e36a3f36d3d676c1b808451dd7 *p) = q\n"

/* sha1sum * */
#define SHA1SUM                                                   \
    "3f786850e387550fdab836ed7e6dc881de23001b  a\n"               \
    "89e6c98d92887913cadf06b2adb97f26cde4849b  b c\n"             \
    "\\da39a3ee5e6b4b0d3255bfef95601890afd80709  back\\\\slash\n" \
    "\\95cb0bfd2977c761298d9624e4b4d4c72a39974a  cr\\r\n"         \
    "\\11f6ad8ec52a2984abaafd7c3b516503785c2072  line\\nfeed\n"   \
    "395df8f7c51f007019cb30201c49e884b46b92fa  p) = q\n"

/* sha512sum * */
#define SHA512SUM                                                  \
    "162b0b32f02482d5aca0a7c93dd03ceac3acd7e410a5f18f3fb990fc958a" \
    "e0df6f32233b91831eaf99ca581a8c4ddf9c8ba315ac482db6d4ea01cc78" \
    "84a635be  a\n"                                                \
    "868a6ac6e1d0293d74fad07f6d95952b3e01d3d3153db677a75d8077983f" \
    "d4e30db6bfc89b7608a93fb26469233a9f1a09572d687a9c5da78b203eb1" \
    "51040a15  b c\n"                                              \
    "\\cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d3" \
    "6ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a53832" \
    "7af927da3e  back\\\\slash\n"                                  \
    "\\121b4774a759924a2929c4a412fb6e31b9aaa746466840efcc4a76d69a" \
    "94149e2364e3983d646feafaa1b511785e5c9e90aedc30da6a6bead5520e" \
    "cc99c6626a  cr\\r\n"                                          \
    "\\a4abd4448c49562d828115d13a1fccea927f52b4d5459297f8b43e42da" \
    "89238bc13626e43dcb38ddb082488927ec904fb42057443983e88585179d" \
    "50551afe62  line\\nfeed\n"                                    \
    "5ae625665f3e0bd0a065ed07a41989e4025b79d13930a2a8c57d6b432522" \
    "6707d956a082d1e91b4d96a793562df98fd03c9dcf743c9c7b4e3055d4f9" \
    "f09ba015  p) = q\n"

/* b2sum * */
#define B2SUM                                                      \
    "bedfbb90d858c2d67b7ee8f7523be3d3b54004ef9e4f02f2ad79a1d05bfd" \
    "fe49b81e3c92ebf99b504102b6bf003fa342587f5b3124c205f55204e8c4" \
    "b4ce7d7c  a\n"                                                \
    "3be587a7c73db936220463c59ebe5077cb7842f3a7eceebde7cf92c0fe14" \
    "2bdda999a40da8365c997241095f53c7d679467861f8c159ba2141cc78fc" \
    "fe09f904  b c\n"                                              \
    "\\786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f7" \
    "1f5419d25e1031afee585313896444934eb04b903a685b1448b755d56f70" \
    "1afe9be2ce  back\\\\slash\n"                                  \
    "\\b0e6cc243c674f234a1952c9df71b73696eca9d1660f7991623978f615" \
    "1d21cf96985f92a8c1e7e8eb4aba1d586bd6f774ffc415ebe52cebae9653" \
    "acdd6b3602  cr\\r\n"                                          \
    "\\0909377ad35110cafb2909e185672b7f2728d1f5094f8ad68d6fac6274" \
    "bf1f499485a80ea364c04ed006d29459ea3cb7c600280e2f83e032529906" \
    "f88ae30d0a  line\\nfeed\n"                                    \
    "726a03fb0e7967a20275b4384a0c47eb7755159f58badf2828e7e912a856" \
    "eb23cac3cdf79f5a1ab3ad8a9e7ace232e749b0737c129856ceb37a50c24" \
    "d8c16ad8  p) = q\n"

/* sha256sum --tag * */
#define SHA256SUM_TAG                                              \
    "SHA256 (a) = 87428fc522803d31065e7bce3cf03fe475096631e5e07bb" \
    "d7a0fde60c4cf25c7\n"                                          \
    "SHA256 (b c) = 0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de" \
    "72986ea808f6e99813f\n"                                        \
    "\\SHA256 (back\\\\slash) = e3b0c44298fc1c149afbf4c8996fb9242" \
    "7ae41e4649b934ca495991b7852b855\n"                            \
    "\\SHA256 (cr\\r) = a1fce4363854ff888cff4b8e7875d600c26823904" \
    "12a8cf79b37d0b11148b0fa\n"                                    \
    "\\SHA256 (line\\nfeed) = 2d711642b726b04401627ca9fbac32f5c85" \
    "30fb1903cc4db02258717921a4881\n"                              \
    "SHA256 (p) = q) = 594e519ae499312b29433b7dd8a97ff068defcba97" \
    "55b6d5d00e84c524d67b06\n"

/* md5sum --tag * */
#define MD5SUM_TAG                                               \
    "MD5 (a) = 60b725f10c9c85c70d97880dfe8191b3\n"               \
    "MD5 (b c) = 3b5d5c3712955042212316173ccf37be\n"             \
    "\\MD5 (back\\\\slash) = d41d8cd98f00b204e9800998ecf8427e\n" \
    "\\MD5 (cr\\r) = 415290769594460e2e485922904f345d\n"         \
    "\\MD5 (line\\nfeed) = 9dd4e461268c8034f5c8564e155c67a6\n"   \
    "MD5 (p) = q) = fbade9e36a3f36d3d676c1b808451dd7\n"

/* sha1sum --tag * */
#define SHA1SUM_TAG                                                \
    "SHA1 (a) = 3f786850e387550fdab836ed7e6dc881de23001b\n"        \
    "SHA1 (b c) = 89e6c98d92887913cadf06b2adb97f26cde4849b\n"      \
    "\\SHA1 (back\\\\slash) = da39a3ee5e6b4b0d3255bfef95601890afd" \
    "80709\n"                                                      \
    "\\SHA1 (cr\\r) = 95cb0bfd2977c761298d9624e4b4d4c72a39974a\n"  \
    "\\SHA1 (line\\nfeed) = 11f6ad8ec52a2984abaafd7c3b516503785c2" \
    "072\n"                                                        \
    "SHA1 (p) = q) = 395df8f7c51f007019cb30201c49e884b46b92fa\n"

/* sha512sum --tag * */
#define SHA512SUM_TAG                                              \
    "SHA512 (a) = 162b0b32f02482d5aca0a7c93dd03ceac3acd7e410a5f18" \
    "f3fb990fc958ae0df6f32233b91831eaf99ca581a8c4ddf9c8ba315ac482" \
    "db6d4ea01cc7884a635be\n"                                      \
    "SHA512 (b c) = 868a6ac6e1d0293d74fad07f6d95952b3e01d3d3153db" \
    "677a75d8077983fd4e30db6bfc89b7608a93fb26469233a9f1a09572d687" \
    "a9c5da78b203eb151040a15\n"                                    \
    "\\SHA512 (back\\\\slash) = cf83e1357eefb8bdf1542850d66d8007d" \
    "620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877ee" \
    "c2f63b931bd47417a81a538327af927da3e\n"                        \
    "\\SHA512 (cr\\r) = 121b4774a759924a2929c4a412fb6e31b9aaa7464" \
    "66840efcc4a76d69a94149e2364e3983d646feafaa1b511785e5c9e90aed" \
    "c30da6a6bead5520ecc99c6626a\n"                                \
    "\\SHA512 (line\\nfeed) = a4abd4448c49562d828115d13a1fccea927" \
    "f52b4d5459297f8b43e42da89238bc13626e43dcb38ddb082488927ec904" \
    "fb42057443983e88585179d50551afe62\n"                          \
    "SHA512 (p) = q) = 5ae625665f3e0bd0a065ed07a41989e4025b79d139" \
    "30a2a8c57d6b4325226707d956a082d1e91b4d96a793562df98fd03c9dcf" \
    "743c9c7b4e3055d4f9f09ba015\n"

/* b2sum --tag * */
#define B2SUM_TAG                                                  \
    "BLAKE2b (a) = bedfbb90d858c2d67b7ee8f7523be3d3b54004ef9e4f02" \
    "f2ad79a1d05bfdfe49b81e3c92ebf99b504102b6bf003fa342587f5b3124" \
    "c205f55204e8c4b4ce7d7c\n"                                     \
    "BLAKE2b (b c) = 3be587a7c73db936220463c59ebe5077cb7842f3a7ec" \
    "eebde7cf92c0fe142bdda999a40da8365c997241095f53c7d679467861f8" \
    "c159ba2141cc78fcfe09f904\n"                                   \
    "\\BLAKE2b (back\\\\slash) = 786a02f742015903c6c6fd852552d272" \
    "912f4740e15847618a86e217f71f5419d25e1031afee585313896444934e" \
    "b04b903a685b1448b755d56f701afe9be2ce\n"                       \
    "\\BLAKE2b (cr\\r) = b0e6cc243c674f234a1952c9df71b73696eca9d1" \
    "660f7991623978f6151d21cf96985f92a8c1e7e8eb4aba1d586bd6f774ff" \
    "c415ebe52cebae9653acdd6b3602\n"                               \
    "\\BLAKE2b (line\\nfeed) = 0909377ad35110cafb2909e185672b7f27" \
    "28d1f5094f8ad68d6fac6274bf1f499485a80ea364c04ed006d29459ea3c" \
    "b7c600280e2f83e032529906f88ae30d0a\n"                         \
    "BLAKE2b (p) = q) = 726a03fb0e7967a20275b4384a0c47eb7755159f5" \
    "8badf2828e7e912a856eb23cac3cdf79f5a1ab3ad8a9e7ace232e749b073" \
    "7c129856ceb37a50c24d8c16ad8\n"

/* sha256sum -z * */
#define SHA256SUM_Z                                                \
    "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf" \
    "25c7  a\0"                                                    \
    "0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99" \
    "813f  b c\0"                                                  \
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852" \
    "b855  back\\slash\0"                                          \
    "a1fce4363854ff888cff4b8e7875d600c2682390412a8cf79b37d0b11148" \
    "b0fa  cr\r\0"                                                 \
    "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a" \
    "4881  line\n"                                                 \
    "feed\0"                                                       \
    "594e519ae499312b29433b7dd8a97ff068defcba9755b6d5d00e84c524d6" \
    "7b06  p) = q\0"

/* sha256sum -z --tag * */
#define SHA256SUM_TAG_Z                                            \
    "SHA256 (a) = 87428fc522803d31065e7bce3cf03fe475096631e5e07bb" \
    "d7a0fde60c4cf25c7\0"                                          \
    "SHA256 (b c) = 0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de" \
    "72986ea808f6e99813f\0"                                        \
    "SHA256 (back\\slash) = e3b0c44298fc1c149afbf4c8996fb92427ae4" \
    "1e4649b934ca495991b7852b855\0"                                \
    "SHA256 (cr\r) = a1fce4363854ff888cff4b8e7875d600c2682390412a" \
    "8cf79b37d0b11148b0fa\0"                                       \
    "SHA256 (line\n"                                               \
    "feed) = 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db0225" \
    "8717921a4881\0"                                               \
    "SHA256 (p) = q) = 594e519ae499312b29433b7dd8a97ff068defcba97" \
    "55b6d5d00e84c524d67b06\0"

/* hashdeep -l -j0 */
#define HASHDEEP                                                   \
    "%%%% HASHDEEP-1.0\n"                                          \
    "%%%% size,md5,sha256,filename\n"                              \
    "## Invoked from: /tmp/files\n"                                \
    "## # hashdeep -l -j0 a b c back\\slash p) = q\n"              \
    "## \n"                                                        \
    "2,60b725f10c9c85c70d97880dfe8191b3,87428fc522803d31065e7bce3" \
    "cf03fe475096631e5e07bbd7a0fde60c4cf25c7,a\n"                  \
    "2,3b5d5c3712955042212316173ccf37be,0263829989b6fd954f72baaf2" \
    "fc64bc2e2f01d692d4de72986ea808f6e99813f,b c\n"                \
    "0,d41d8cd98f00b204e9800998ecf8427e,e3b0c44298fc1c149afbf4c89" \
    "96fb92427ae41e4649b934ca495991b7852b855,back\\slash\n"        \
    "1,fbade9e36a3f36d3d676c1b808451dd7,594e519ae499312b29433b7dd" \
    "8a97ff068defcba9755b6d5d00e84c524d67b06,p) = q\n"

/* hashdeep -l -j0 -c md5,sha1,sha256,tiger,whirlpool */
#define HASHDEEP_ALL                                               \
    "%%%% HASHDEEP-1.0\n"                                          \
    "%%%% size,md5,sha1,sha256,tiger,whirlpool,filename\n"         \
    "## Invoked from: /tmp/files\n"                                \
    "## # hashdeep -l -j0 -c md5,sha1,sha256,tiger,whirlpool a b " \
    "c back\\slash p) = q\n"                                       \
    "## \n"                                                        \
    "2,60b725f10c9c85c70d97880dfe8191b3,3f786850e387550fdab836ed7" \
    "e6dc881de23001b,87428fc522803d31065e7bce3cf03fe475096631e5e0" \
    "7bbd7a0fde60c4cf25c7,1a39e07be394b0300290b01e5bfb2e65b1db519" \
    "6cf4cabdd,a78bd576ffd411f365d29f607e6f7cc491e9bb4bb4e4963458" \
    "8227d1d87ce08c13fd70ed1028c10a1cfe118031d4af1dd8e99ed3935740" \
    "9927ac0a08851e42df,a\n"                                       \
    "2,3b5d5c3712955042212316173ccf37be,89e6c98d92887913cadf06b2a" \
    "db97f26cde4849b,0263829989b6fd954f72baaf2fc64bc2e2f01d692d4d" \
    "e72986ea808f6e99813f,9fd9d2c9783c40d9845f0168e7a4ed5358653dc" \
    "f0b6c84a6,d81ac6532c7ded01ab5ab9b07f21138431e83e585593eead6e" \
    "b0a79eb1f15aa9edb6d3ef7ace5dced1300d26413084a92a05d34b971ce7" \
    "2168cda8161768b3ad,b c\n"                                     \
    "0,d41d8cd98f00b204e9800998ecf8427e,da39a3ee5e6b4b0d3255bfef9" \
    "5601890afd80709,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b" \
    "934ca495991b7852b855,3293ac630c13f0245f92bbb1766e16167a4e584" \
    "92dde73f3,19fa61d75522a4669b44e39c1d2e1726c530232130d407f89a" \
    "fee0964997f7a73e83be698b288febcf88e3e03c4f0757ea8964e59b63d9" \
    "3708b138cc42a66eb3,back\\slash\n"                             \
    "1,fbade9e36a3f36d3d676c1b808451dd7,395df8f7c51f007019cb30201" \
    "c49e884b46b92fa,594e519ae499312b29433b7dd8a97ff068defcba9755" \
    "b6d5d00e84c524d67b06,1b36f6e47318811391673a9bbe8f4820f931388" \
    "479f5118a,714ec62b47c31b0872c20a7896e2065e7ddb5ac9398f1514bb" \
    "74dabdb513d6855c097a2ac8bf24f495100aba70853aade622bdf0f3a932" \
    "048109934f0c7c072f,p) = q\n"

/* hashdeep -l -j0 -c sha1 */
#define HASHDEEP_SHA1                                          \
    "%%%% HASHDEEP-1.0\n"                                      \
    "%%%% size,sha1,filename\n"                                \
    "## Invoked from: /tmp/files\n"                            \
    "## # hashdeep -l -j0 -c sha1 a b c back\\slash p) = q\n"  \
    "## \n"                                                    \
    "2,3f786850e387550fdab836ed7e6dc881de23001b,a\n"           \
    "2,89e6c98d92887913cadf06b2adb97f26cde4849b,b c\n"         \
    "0,da39a3ee5e6b4b0d3255bfef95601890afd80709,back\\slash\n" \
    "1,395df8f7c51f007019cb30201c49e884b46b92fa,p) = q\n"

#endif
