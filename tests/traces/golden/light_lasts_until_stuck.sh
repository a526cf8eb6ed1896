#!/usr/bin/env bash
# light_lasts_until_stuck: violated (with Link=1, Note=1)
# Once the street is lit; a note # is <stuck> & stays.
set -euo pipefail

# TOWN: the name of the town; it's "any" $TEXT `here`
: "${TOWN:?is not set; a comment in the script says what it stands for}"

# 1. The mayor lights the street; the # of <lamps> & cables is 100 %.
# By mayor; <of> #1 %% town or lamp keeper.
lamps --town "$TOWN" light

# Here begins what repeats: steps 2 to 3 repeat for ever. The script does it once.
# 2. The street goes dark.
# By mayor; <of> #1 %% town.
# No command: the sun does it.

# 3. The mayor lights the street; the # of <lamps> & cables is 100 %.
# By mayor; <of> #1 %% town or lamp keeper.
lamps --town "$TOWN" light

# Steps 2 to 3 repeat for ever.
