#!/usr/bin/env bash
# The steps of action.yml: `install` downloads the release that this checkout belongs to and verifies where it was built, `audit` runs it.
set -euo pipefail

# The one value of a key in Cargo.toml, which is the only place that knows the version and the public address.
manifest() { sed -n "s/^$1 = \"\(.*\)\"/\1/p" "${GITHUB_ACTION_PATH:?}/Cargo.toml" | head -n 1; }

output() { printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:?}"; }

install() {
    local version target ending=tar.gz program=hmaudit folder archive
    version=$(manifest version)
    case "${RUNNER_OS:?}-${RUNNER_ARCH:?}" in
        Linux-X64) target=x86_64-unknown-linux-musl ;;
        Linux-ARM64) target=aarch64-unknown-linux-musl ;;
        macOS-X64) target=x86_64-apple-darwin ;;
        macOS-ARM64) target=aarch64-apple-darwin ;;
        Windows-X64) target=x86_64-pc-windows-msvc ending=zip program=hmaudit.exe ;;
        Windows-ARM64) target=aarch64-pc-windows-msvc ending=zip program=hmaudit.exe ;;
        *) echo "hmaudit has no release for $RUNNER_OS on $RUNNER_ARCH" >&2; exit 2 ;;
    esac
    folder=$(mktemp -d "${RUNNER_TEMP:?}/hmaudit.XXXXXX")
    archive=hmaudit-$version-$target.$ending
    gh release download "v$version" --repo "$(manifest repository)" --pattern "$archive" --pattern SHA256SUMS --dir "$folder"
    cd "$folder"
    grep " [ *]$archive\$" SHA256SUMS | sha256sum --check -
    gh attestation verify "$archive" --repo "$(manifest repository | sed 's|^https://[^/]*/||')"
    case $ending in
        zip) unzip -q "$archive" ;;
        *) tar -xzf "$archive" ;;
    esac
    output program "$folder/hmaudit-$version-$target/$program"
}

audit() {
    local -a paths=() options=()
    local path code=0 folder
    while IFS= read -r path; do
        [ -z "$path" ] || paths+=("$path")
    done <<<"$(printf '%s' "${PATHS:?name at least one path}" | tr -d '\r')"
    [ -z "${REQUIRE:-}" ] || options+=("--require=$REQUIRE")
    [ -z "${BASELINE:-}" ] || options+=("--baseline=$BASELINE")
    folder=$(mktemp -d "${RUNNER_TEMP:?}/hmaudit.XXXXXX")
    "${HMAUDIT:?}" check --format="${FORMAT:-github}" --fail-on="${FAIL_ON:-error}" "${options[@]}" \
        --output="$folder/report.sarif" --output="$folder/report.json" --output="$folder/report.md" -- "${paths[@]}" || code=$?
    output exit-code "$code"
    # Where it could not run there is no report.
    if [ -f "$folder/report.json" ]; then
        output json "$folder/report.json"
        output sarif "$folder/report.sarif"
        output verdict "$(sed -n 's/^  "verdict": "\(.*\)",$/\1/p' "$folder/report.json")"
        cat "$folder/report.md" >>"${GITHUB_STEP_SUMMARY:?}"
    fi
    return "$code"
}

"${1:?install or audit}"
