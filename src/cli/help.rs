//! What `--help` and the man pages say after the options: examples, and what the exit codes mean.

/// After the help of `hmaudit`.
pub const HMAUDIT: &str = "\
Examples:
  hmaudit collect exchange > collect.ps1     A script that captures what the audit needs
  hmaudit check captures                     Audit the folder that it wrote
  hmaudit plan captures                      The steps that would repair what was found
  hmaudit explain HMA-SPN-001                Why a rule exists, and what to do

Exit codes:
  0  nothing to report that makes a run fail
  1  findings
  2  could not run: bad arguments, nothing readable, a broken rule, configuration or waiver file
  3  nothing failed, but something could not be decided

`hmaudit COMMAND --help` shows examples of each command.";

/// After the help of `check`.
pub const CHECK: &str = "\
Examples:
  hmaudit check captures
  hmaudit check exchange.txt --tenant contoso=contoso.json
  Get-Content capture.txt | hmaudit check -
  hmaudit check captures --format json -o report.html -o report.csv
  hmaudit check captures --only HMA-SPN,HMA-STS-003

Exit codes:
  0  nothing at or above --fail-on, and every rule of severity error was decided
  1  at least one finding at or above --fail-on (never with --format sarif)
  2  could not run: bad arguments, nothing readable, a broken rule, configuration or waiver file
  3  nothing failed, but a rule of severity error could not be decided; with --strict, also when
     something that looks like evidence was not read";

/// After the help of `clients`.
pub const CLIENTS: &str = "\
Examples:
  hmaudit clients captures
  hmaudit clients captures --format json

Exit codes:
  0  every path works
  1  a path breaks
  2  could not run: bad arguments, nothing readable, a broken rule or configuration file
  3  no path breaks, but a capture is missing that would decide one";

/// After the help of `fleet`.
pub const FLEET: &str = "\
Examples:
  hmaudit fleet clients
  hmaudit fleet clients --format ndjson >> fleet.ndjson
  hmaudit fleet clients --format ndjson --resume fleet.ndjson >> fleet.ndjson

Exit codes: the worst of the snapshots, in the order 2, 1, 3, 0:
  0  every snapshot is as --fail-on wants it, and decided
  1  a snapshot has findings at or above --fail-on
  2  a snapshot could not be judged, or hmaudit could not run
  3  nothing failed, but a rule of severity error could not be decided in a snapshot";

/// After the help of `remediate`.
pub const REMEDIATE: &str = "\
Examples:
  hmaudit remediate captures --out scripts
  hmaudit remediate captures --out scripts --only HMA-SPN

Exit codes:
  0  scripts or steps for a person cover everything that fails
  1  a finding has no remedy
  2  could not run; nothing was written
  3  something was left out for lack of evidence";

/// After the help of `plan`.
pub const PLAN: &str = "\
Examples:
  hmaudit plan captures
  hmaudit plan captures --format markdown > change-request.md

Exit codes:
  0  scripts or steps for a person cover everything that fails
  1  a finding has no remedy
  2  could not run
  3  something was left out for lack of evidence";

/// After the help of `parse`.
pub const PARSE: &str = "\
Examples:
  hmaudit parse mapi.txt
  Get-Content mapi.txt | hmaudit parse - --format json

Exit codes:
  0  something was read
  2  could not run, or no usable record in the whole input";

/// After the help of `diff`.
pub const DIFF: &str = "\
Examples:
  hmaudit diff captures-monday captures-friday
  hmaudit diff before.json after.json --format markdown

Exit codes:
  0  no new failure of severity error
  1  a new failure of severity error
  2  could not run
  3  nothing new failed, but something of severity error is now undecided";

/// After the help of `explain`.
pub const EXPLAIN: &str = "\
Examples:
  hmaudit explain
  hmaudit explain HMA-SPN-001
  hmaudit explain HMA-SPN --verbose

Exit codes:
  0  printed
  2  there is no such rule";

/// After the help of `rules`.
pub const RULES: &str = "\
Examples:
  hmaudit rules check audit-rules
  hmaudit rules test audit-rules
  hmaudit rules changelog

Exit codes:
  0  the rules are valid; all cases gave what they should
  1  a case gave another verdict, or a rule has no case (test)
  2  could not run, or a rule file has mistakes";

/// After the help of `collect`.
pub const COLLECT: &str = "\
Examples:
  hmaudit collect exchange > collect-exchange.ps1
  hmaudit collect online > collect-online.ps1
  hmaudit collect entra > collect-entra.ps1";

/// After the help of `probe`.
#[cfg(feature = "live")]
pub const PROBE: &str = "\
Examples:
  hmaudit probe captures -o captures/probe.json
  hmaudit probe captures --mailbox alex@contoso.com

Exit codes:
  0  the answers were written
  2  could not run";

/// After the help of `fetch`.
#[cfg(feature = "live")]
pub const FETCH: &str = "\
Examples:
  hmaudit fetch --tenant contoso.onmicrosoft.com --client-id ID \\
    -o tenants/contoso/serviceprincipal.json

Exit codes:
  0  the capture was written
  2  could not run";

/// After the help of `redact`.
pub const REDACT: &str = "\
Examples:
  hmaudit redact captures --out redacted --key key.json
  hmaudit redact report.html --out readable --key key.json --reverse

Exit codes:
  0  written
  2  could not run; nothing was written";

/// After the help of `verify-script`.
pub const VERIFY_SCRIPT: &str = "\
Examples:
  hmaudit verify-script scripts

Exit codes:
  0  every script is as hmaudit writes them
  1  a script is not
  2  could not run";

/// After the help of `completions`.
pub const COMPLETIONS: &str = "\
Examples:
  hmaudit completions bash > ~/.local/share/bash-completion/completions/hmaudit
  hmaudit completions powershell >> $PROFILE";

/// After the help of `man`.
pub const MAN: &str = "\
Examples:
  hmaudit man check > hmaudit-check.1
  hmaudit man --out ~/.local/share/man/man1";
