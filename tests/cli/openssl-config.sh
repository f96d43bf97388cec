# What the environment tells OpenSSL is not asked for.
. "$LP_TESTS/cli/common.inc"
make_bundle tree
cat >hostile.cnf <<'END'
openssl_conf = all
[all]
providers = some
[some]
null = on
[on]
activate = 1
END
OPENSSL_CONF=$PWD/hostile.cnf
export OPENSSL_CONF
title with a configuration that takes every digest away
say hash tree --digest md5,sha1,sha512,blake2b --levels raw -o tree.leaf
grep '^# md5' tree.leaf
md5=$(md5sum <tree/a.txt)
grep -c "^# md5=${md5%% *}" tree.leaf
say verify tree.leaf tree --allow-unsigned --deep
