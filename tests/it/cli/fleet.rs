//! Many snapshots in one run: one line each, in order, whatever is wrong with one of them.

use crate::cli::run::Desk;
use serde_json::Value;

/// A ready, a failing, an undecided and an unusable snapshot.
fn fleet() -> Desk {
    let desk = Desk::with_estate("healthy");
    std::fs::create_dir(desk.path("fleet")).unwrap();
    std::fs::rename(desk.path("captures"), desk.path("fleet/client-01")).unwrap();
    for (name, estate) in [("client-02", "half-enabled"), ("client-04", "truncated")] {
        std::fs::rename(Desk::with_estate(estate).path("captures"), desk.path("fleet").join(name)).unwrap();
    }
    std::fs::create_dir(desk.path("fleet/client-03")).unwrap();
    std::fs::create_dir(desk.path("fleet/.hidden")).unwrap();
    desk.file("fleet/client-03/notes.txt", "nothing of Exchange\n");
    desk.file("fleet/notes.txt", "");
    desk
}

fn records(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_folder_is_a_snapshot_with_a_record_in_order() {
    let desk = fleet();
    let all = records(&desk.run(&["fleet", "fleet", "--format", "ndjson"]).exits(2).out);
    let of = |key: &str| all.iter().map(|record| record[key].clone()).collect::<Vec<Value>>();
    assert_eq!(of("snapshot"), ["client-01", "client-02", "client-03", "client-04"]);
    assert_eq!(of("exit"), [0, 1, 2, 3]);
    assert_eq!(of("verdict"), ["ready".into(), "not-ready".into(), Value::Null, "inconclusive".into()]);
    assert!(of("schema").iter().all(|schema| schema == "hmaudit-fleet-1"));
    assert!(all[2]["error"].as_str().is_some_and(|error| !error.is_empty()) && all[0]["error"].is_null());
    assert!(all[1]["rules"]["HMA-STS-006"].as_u64() == Some(1), "{}", all[1]["rules"]);
    // Each is what `check` says of it.
    for (record, code) in [(&all[0], 0), (&all[1], 1), (&all[3], 3)] {
        let folder = format!("fleet/{}", record["snapshot"].as_str().unwrap());
        let report = desk.run(&["check", &folder, "--format", "json"]).exits(code).json();
        for key in ["verdict", "areas", "summary"] {
            assert_eq!(record[key], report[key], "{folder} {key}");
        }
    }
}

#[test]
fn a_terminal_has_one_line_of_columns_for_each() {
    let desk = fleet();
    std::fs::remove_dir_all(desk.path("fleet/client-03")).unwrap();
    let out = desk.run(&["fleet", "fleet"]).exits(1).out;
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 3, "{out}");
    for (line, verdict) in lines.iter().zip(["READY", "NOT READY", "INCONCLUSIVE"]) {
        assert_eq!(line.find(verdict), Some(34), "{out}");
    }
    desk.run(&["fleet", "fleet", "--fail-on", "never"]).exits(3);
}

#[test]
fn a_run_goes_on_where_an_earlier_one_stopped() {
    let desk = fleet();
    let whole = desk.run(&["fleet", "fleet", "--format", "ndjson"]).exits(2).out;
    let two: String = whole.split_inclusive('\n').take(2).collect();
    // The earlier run was killed in the middle of a line.
    desk.file("done.ndjson", format!("{two}{}", &whole[two.len()..two.len() + 40]));
    let rest = desk.run(&["fleet", "fleet", "--format", "ndjson", "--resume", "done.ndjson"]).exits(2).out;
    assert_eq!(format!("{two}{rest}"), whole);
    desk.file("all.ndjson", &whole);
    assert_eq!(desk.run(&["fleet", "fleet", "--format", "ndjson", "--resume", "all.ndjson"]).exits(2).out, "");
}

#[test]
fn what_is_no_fleet_is_told() {
    let desk = Desk::with_estate("healthy");
    for arguments in
        [&["fleet", "nosuch"][..], &["fleet", "captures/tenants/contoso"], &["fleet", "captures", "--resume", "nosuch"]]
    {
        assert!(desk.run(arguments).exits(2).out.is_empty(), "{arguments:?}");
    }
}
