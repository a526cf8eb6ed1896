#!/usr/bin/env bash
# how to reach some(Link, end == 'on') (with Link=1, Note=1)
set -euo pipefail

# TOWN: the name of the town; it's "any" $TEXT `here`
: "${TOWN:?is not set; a comment in the script says what it stands for}"

# 1. The mayor lights the street; the # of <lamps> & cables is 100 %.
# By mayor; <of> #1 %% town or lamp keeper.
lamps --town "$TOWN" light

# 2. link1's end is joined, and the link carries.
# By robot (link1) or lamp keeper: lamps:Join.
# No command is listed for it.
