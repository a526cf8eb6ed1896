"""The script that writes a snapshot's folder: read-only calls of the AWS CLI, from the table of calls."""

from __future__ import annotations

from adapters.aws.tables import Call, calls

HEAD = """\
#!/usr/bin/env bash
# Writes what `chartproof observe FOLDER` reads: a file a call, of read-only calls of the AWS CLI alone. What may not be
# asked is left out, and is then unknown. The only argument is the folder. It will hold names, numbers and e-mail
# addresses of accounts, and no credentials.
#
#   MANAGEMENT_PROFILE   a profile of the AWS CLI that may read the organization; without it, the usual one
#   ACCOUNT_PROFILE      how the profiles of the member accounts are named, with ACCOUNT for the 12 digits, such as
#                        audit-ACCOUNT; without it no account's roles are read
set -euo pipefail
umask 077
export AWS_PAGER=
folder=${1:?the folder to write}
if [[ -n "${MANAGEMENT_PROFILE:-}" ]]; then
  export AWS_PROFILE=$MANAGEMENT_PROFILE
fi
mkdir -p "$folder"
rm -f "$folder"/organizations.*.json "$folder"/iam.*.json

# save NAME COMMAND… keeps what a command prints: the whole of it, or nothing.
save() {
  local file="$folder/$1.json"
  shift
  if "$@" --output json >"$file.part" </dev/null; then
    mv "$file.part" "$file"
  else
    rm -f "$file.part"
    echo "left out: ${file##*/}" >&2
  fi
}
"""
ADMINISTRATORS = """
administrators=$(aws organizations list-delegated-administrators \\
  --query 'DelegatedAdministrators[].Id' --output text) || administrators=
for account in $administrators; do
"""
MEMBERS = """done

accounts=
if [[ -n "${ACCOUNT_PROFILE:-}" ]]; then
  root=$(aws organizations describe-organization --query Organization.MasterAccountId --output text)
  accounts=$(aws organizations list-accounts --query "Accounts[?Id != '$root'].Id" --output text)
fi
for account in $accounts; do
"""


def script() -> str:
    """The script; its only argument is the folder that it writes."""
    single = "".join(f"{_line(call)}\n" for call in calls().values() if call.argument is None)
    of = {
        who: "".join(f"  {_line(c)}\n" for c in calls().values() if c.of == who)
        for who in ("administrators", "members")
    }
    return f"{HEAD}\n{single}{ADMINISTRATORS}{of['administrators']}{MEMBERS}{of['members']}done\n"


def _line(call: Call) -> str:
    """One call, as a line of the script."""
    service, operation = call.name.split(".", 1)
    file = call.name if call.argument is None else f'"{call.name}.$account"'
    who = ' --profile "${ACCOUNT_PROFILE//ACCOUNT/$account}"' if call.credentials == "account" else ""
    given = f' --{call.argument} "$account"' if call.argument else ""
    options = f" {call.options}" if call.options else ""
    return f"save {file} aws{who} {service} {operation}{given}{options}"
