#!/usr/bin/env bash
# nothing_sticks: violated (with Link=1, Note=1)
# No paper is ever stuck.
set -euo pipefail

# LINK1_CABLE: the cable of link1
: "${LINK1_CABLE:?is not set; a comment in the script says what it stands for}"

# TOWN: the name of the town; it's "any" $TEXT `here`
: "${TOWN:?is not set; a comment in the script says what it stands for}"

# 1. Somebody sticks a note (note1) to a link (link1).
# By nobody in particular.
LINK1_PAPER=$(lamps --cable "$LINK1_CABLE" \
  stick "${TOWN}")
lamps look "$LINK1_PAPER"
