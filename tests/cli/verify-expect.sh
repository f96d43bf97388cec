# Known results.
. "$LP_TESTS/cli/common.inc"
get_keys
make_release good
make_release changed
printf 'other\n' >all/changed/doc.txt
rm all/changed/more.txt
make_release bad
echo >>all/bad/bundle.leaf
make_release unsigned
rm all/unsigned/bundle.leaf.minisig
each() {
    printf "$1" >known
    shift
    say verify --each all --pubkey desk.key.pub --expect known "$@"
}
whole='bad/bundle.leaf\t-\tNOT VERIFIED\nunsigned/bundle.leaf\t-\tINCOMPLETE\n'
doc='changed/bundle.leaf:doc.txt\tF0501\tCHANGED\n'
more='changed/bundle.leaf:more.txt\tF0502\tMISSING\n'

title nothing is expected
each ''
title all is as expected
each "# known\n\n$whole$doc$more"
each "$whole$doc$more" -v
each "${whole}changed/bundle.leaf\t-\tNOT VERIFIED\n"
title one finding is not
each "$whole$doc"
title what is expected does not occur
each "$whole$doc${more}good/bundle.leaf:doc.txt\tF0501\tCHANGED\n"
each "$whole$doc${more}gone/bundle.leaf\t-\tVERIFIED\n"
each "$whole$doc${more}good/bundle.leaf\t-\tNOT VERIFIED\n"
each "$whole$doc${more}good/bundle.leaf\t-\tVERIFIED\n"
title records, JUnit
each "$whole${doc}gone\t-\tVERIFIED\n" --json | tail -n 2
each "$whole$doc${more}gone\t-\tVERIFIED\n" --format junit
title a file that is malformed
for line in 'x\n' 'x\t-\n' 'x\t-\tGOOD\n' '\t-\tVERIFIED\n' 'x:y\tF1\tCHANGED\n' \
    'x:y\tF0501\tVERIFIED\n' 'x\t-\tVERIFIED\t\n' '# c\nx\377\t-\tVERIFIED\n'; do
    each "$line"
done
ends verify --each all --expect gone
ends verify all/good/bundle.leaf --expect known
