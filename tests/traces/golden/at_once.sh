#!/usr/bin/env bash
# how to reach organization == 'not_created' (with Account=1, Service=1)
set -euo pipefail

# It is so in the initial state already: there is nothing to do.
