#!/usr/bin/env bash
# What the action does, as a script that runs anywhere: checks the lists, writes reports, says how it went.
#
# CITECHECK_FILES: a list a line; none are those of the settings file. CITECHECK_ARGUMENTS: more options.
# CITECHECK_FAIL_ON, CITECHECK_CACHE, CITECHECK_REPORTS: as --fail-on, --cache, and the folder for reports.
set -uo pipefail

reports="${CITECHECK_REPORTS:-citecheck-reports}"
mkdir -p "$reports"

files=()
while IFS= read -r file; do
  [ -n "$file" ] && files+=("$file")
done <<< "${CITECHECK_FILES:-}"
read -r -a more <<< "${CITECHECK_ARGUMENTS:-}"

citecheck verify ${files[@]+"${files[@]}"} \
  ${CITECHECK_FAIL_ON:+--fail-on "$CITECHECK_FAIL_ON"} \
  ${CITECHECK_CACHE:+--cache "$CITECHECK_CACHE"} \
  --report github=- \
  --report sarif="$reports/citecheck.sarif" \
  --report json="$reports/citecheck.json" \
  --report html="$reports/citecheck.html" \
  ${more[@]+"${more[@]}"}
code=$?

case $code in
  0) outcome=passed ;;
  1) outcome=findings ;;
  3) outcome=undecided ;;
  *) outcome=failed ;;
esac
errors=0
if [ -f "$reports/citecheck.json" ]; then
  errors=$(python -c 'import json, sys; print(json.load(open(sys.argv[1]))["summary"]["findings"]["error"])' \
    "$reports/citecheck.json")
fi
{
  echo "outcome=$outcome"
  echo "errors=$errors"
  echo "report=$reports/citecheck.html"
} >> "${GITHUB_OUTPUT:-/dev/stderr}"
exit "$code"
