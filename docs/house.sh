#!/usr/bin/env bash
# Prints what the house looks like beside its targets: docs/house.sh [folder of a checkout, this one by default]
exec java "$(dirname "${BASH_SOURCE[0]}")/House.java" "${1:-$(dirname "${BASH_SOURCE[0]}")/..}"
