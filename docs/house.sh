#!/usr/bin/env bash
# Prints what the house looks like beside its targets: docs/house.sh [folder of a checkout, this one by default]
set -euo pipefail
docs=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
javac -Xlint:all -d "$classes" "$docs"/house/*.java
java -cp "$classes" House "${1:-$docs/..}"
