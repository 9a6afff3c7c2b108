//! docs/remediation.md says what happens: its blocks are run.

#[test]
fn the_walk_through_is_true() {
    trycmd::TestCases::new().case("docs/remediation.md");
}
