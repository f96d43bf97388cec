# Members that a password opens, and what a manifest then says.
. "$LP_TESTS/cli/common.inc"
zip=$FIXTURES/submissions/first/closed/with-password.zip
title the password
say hash "$zip" -q --password-fd 3 3<<END
low water
END
title another one
say hash "$zip" -q --json --password-fd 3 3<<END | grep N0104
high water
END
title none, in words
say hash "$zip" -q --password-fd 3 3</dev/null
say hash "$zip" -q --password-fd 9
say hash "$zip" -q --password-fd 99999999999
title it is asked for again to derive the members
mkdir d
cp "$zip" d/a.zip
ends hash d -o d.leaf --password-fd 3 3<<END
low water
END
say verify d.leaf d --allow-unsigned --deep --password-fd 3 3<<END
low water
END
say verify d.leaf d --allow-unsigned --deep
say verify d.leaf d --allow-unsigned
title found by its content
say verify d.leaf "$zip" --allow-unsigned --password-fd 3 3<<END
low water
END
