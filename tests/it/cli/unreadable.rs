//! What cannot be read: fatal where it was named, told where it was met in a folder. Pipes and devices never hang; links are never followed.

use crate::cli::run::Desk;

/// Every command that takes captures, each with `more` behind its own arguments.
fn commands<'a>(captures: &'a str, more: &[&'a str]) -> Vec<Vec<&'a str>> {
    let heads: [&[&str]; 6] = [
        &["check"],
        &["check", "-q", "-o", "out/report.html"],
        &["plan"],
        &["remediate", "--out", "out"],
        &["parse"],
        &["redact", "--out", "out"],
    ];
    heads.iter().map(|head| [head, &[captures][..], more].concat()).collect()
}

#[test]
fn whatever_was_named_must_be_there_whatever_else_is() {
    let desk = Desk::with_estate("healthy");
    desk.file("hma4.txt", desk.read("captures/onprem/mapi.txt"));
    std::fs::create_dir(desk.path("out")).unwrap();
    for more in [
        &["typo.txt"][..],
        &["captures/onprem/mapo.txt", "hma4.txt"],
        &["captures/*.nosuch"],
        &["--tenant", "contoso=nosuch"],
        &["--tenant", "contoso=captures/*.nosuch"],
        &["--tenant", "contoso"],
    ] {
        for arguments in commands("captures", more) {
            let answer = desk.run(&arguments).exits(2);
            assert_eq!(answer.out, "", "{arguments:?}");
            assert_eq!(std::fs::read_dir(desk.path("out")).unwrap().count(), 0, "{arguments:?} wrote something");
        }
    }
    desk.run(&["check", "hma4.txt", "typo.txt", "-q"]).exits(2).says(&["typo.txt: there is no such file", "nothing was done"]);
    // All that is wrong is told at once.
    desk.run(&["check", "captures", "a1.txt", "b*.txt"]).exits(2).says(&["a1.txt: there is no", "b*.txt: no file matches"]);
}

#[test]
fn both_sides_of_a_comparison_must_be_there() {
    let desk = Desk::with_estate("healthy");
    desk.run(&["diff", "captures", "captures"]).exits(0);
    for (before, after) in [("captures", "nosuch"), ("nosuch", "captures"), ("captures", "nosuch.json"), ("no*.txt", "captures")]
    {
        desk.run(&["diff", before, after]).exits(2).says(&["cannot read what was named"]);
    }
}

#[test]
fn configured_captures_must_be_there() {
    let desk = Desk::with_estate("healthy");
    let tenants = |captures: &str| format!("tenants:\n  contoso: {{ captures: {captures} }}\n");
    desk.file("hmaudit.yml", tenants("captures/tenants/contoso"));
    desk.run(&["check", "captures"]).exits(0);
    for captures in ["captures/tenants/fabrikam", "nosuch", "captures/onprem/mapi.txt/x"] {
        desk.file("hmaudit.yml", tenants(captures));
        for arguments in [&["check", "captures"][..], &["plan", "captures"], &["diff", "captures", "captures"]] {
            desk.run(arguments).exits(2).says(&["hmaudit.yml:2", "contoso", captures]);
        }
    }
}

#[test]
#[cfg(unix)]
fn pipes_and_devices_are_refused_without_waiting() {
    let desk = Desk::with_estate("healthy");
    let pipe = desk.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for name in ["pipe", "/dev/zero", "/dev/tty"] {
        let tenant = format!("contoso={name}");
        let mut calls = vec![
            vec!["check", name],
            vec!["check", "captures", name],
            vec!["check", "captures", "--tenant", &tenant],
            vec!["parse", name],
            vec!["redact", "captures", name, "--out", "out"],
            vec!["diff", name, "captures"],
            vec!["diff", "captures", name],
        ];
        if name == "pipe" {
            calls.extend([
                vec!["check", "captures", "--config", name],
                vec!["check", "captures", "--waivers", name],
                vec!["check", "captures", "--baseline", name],
                vec!["check", "captures", "--rules", name],
                vec!["verify-script", name],
                vec!["redact", "captures", "--out", "out", "--key", name],
            ]);
        }
        for arguments in calls {
            let mut child = desk.command(&arguments).spawn().unwrap();
            let started = std::time::Instant::now();
            let code = loop {
                if let Some(ended) = child.try_wait().unwrap() {
                    break ended.code();
                }
                if started.elapsed() > std::time::Duration::from_secs(60) {
                    child.kill().unwrap();
                    panic!("{arguments:?} hangs");
                }
                std::thread::sleep(std::time::Duration::from_millis(5));
            };
            assert_eq!(code, Some(2), "{arguments:?}");
        }
    }
    desk.run(&["check", "pipe"]).exits(2).says(&["pipe: is a pipe, not a file", "standard input"]);
    // In a folder it is only passed by.
    std::fs::rename(&pipe, desk.path("captures/pipe")).unwrap();
    let report = desk.run(&["check", "captures", "--format", "json"]).exits(0).json();
    assert_eq!(report["skipped"][0]["why"], "is not a file");
}

#[test]
#[cfg(unix)]
fn links_in_a_folder_are_told_and_never_read_nor_copied() {
    use std::os::unix::fs::symlink;
    let desk = Desk::with_estate("healthy");
    let secret = "[PS] C:\\>Get-OrganizationConfig | fl\n\nName : TOPSECRET\nMapiHttpEnabled : False\n";
    desk.file("secret.txt", secret).file("elsewhere/more.txt", secret);
    symlink(desk.path("secret.txt"), desk.path("captures/onprem/env.txt")).unwrap();
    symlink("../../secret.txt", desk.path("captures/onprem/relative.txt")).unwrap();
    symlink(desk.path("elsewhere"), desk.path("captures/folder")).unwrap();
    symlink("/proc/self/environ", desk.path("captures/environ.txt")).unwrap();
    symlink("nowhere", desk.path("captures/dangling.txt")).unwrap();
    for captures in [&["captures"][..], &["captures/onprem", "captures/tenants", "captures/*.txt"]] {
        let report = desk.run(&[&["check"][..], captures, &["--format", "json"]].concat()).exits(0).json();
        let skipped: Vec<(String, String)> = report["skipped"]
            .as_array()
            .unwrap()
            .iter()
            .map(|skip| (skip["path"].as_str().unwrap().to_owned(), skip["why"].as_str().unwrap().to_owned()))
            .collect();
        for (name, why) in [
            ("captures/onprem/env.txt", "is a link to a file"),
            ("captures/onprem/relative.txt", "is a link to a file"),
            ("captures/environ.txt", "is a link to a file"),
            ("captures/dangling.txt", "is a link to nothing"),
        ] {
            assert!(skipped.iter().any(|(path, told)| path == name && told.starts_with(why)), "{name}: {skipped:?}");
        }
        assert!(!report.to_string().contains("TOPSECRET"));
    }
    let answer = desk.run(&["redact", "captures", "--out", "out"]).exits(0);
    assert!(answer.err.contains("captures/onprem/env.txt: is a link to a file"), "{answer:?}");
    for name in ["env.txt", "relative.txt", "folder", "environ.txt"] {
        let copied = walk(&desk.path("out")).into_iter().any(|path| path.ends_with(name));
        assert!(!copied, "{name} was copied");
    }
    // Whoever names a link means what it leads to.
    desk.run(&["parse", "captures/onprem/env.txt"]).exits(0);
}

#[cfg(unix)]
fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path));
        }
        found.push(path);
    }
    found
}

#[test]
#[cfg(unix)]
fn what_may_not_be_read_in_a_folder_is_told_and_the_run_goes_on() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::with_estate("healthy");
    desk.file("captures/closed.txt", "x").file("captures/closed/mapi.txt", "x");
    for name in ["captures/closed.txt", "captures/closed"] {
        std::fs::set_permissions(desk.path(name), std::fs::Permissions::from_mode(0o000)).unwrap();
    }
    if std::fs::read(desk.path("captures/closed.txt")).is_ok() {
        println!("skipped: this user may read every file");
        return;
    }
    let report = desk.run(&["check", "captures", "--format", "json"]).exits(0).json();
    assert_eq!(report["skipped"].as_array().unwrap().len(), 2);
    assert_eq!(report["skipped"][0]["evidence"], true);
    desk.run(&["check", "captures", "captures/closed.txt"]).exits(2).says(&["captures/closed.txt: cannot be opened"]);
    desk.run(&["check", "captures/closed"]).exits(2).says(&["captures/closed: cannot be opened"]);
    std::fs::set_permissions(desk.path("captures/closed"), std::fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn strict_passes_over_nothing_that_looks_like_evidence() {
    let desk = Desk::with_estate("healthy");
    desk.run(&["check", "captures", "--strict"]).exits(0);
    // What hmaudit wrote, and text that holds nothing, was looked at.
    desk.run(&["check", "captures", "-o", "captures/report.html", "-o", "captures/report.json"]).exits(0);
    desk.file("captures/notes.txt", "Call the customer on Monday.\n");
    let report = desk.run(&["check", "captures", "--strict", "--format", "json"]).exits(0).json();
    assert!(report["skipped"].as_array().unwrap().iter().all(|skip| skip.get("evidence").is_none()), "{}", report["skipped"]);
    for (name, bytes, verdict) in [
        ("scan.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".as_slice(), "ready"),
        // What is lost here are objects of a kind that the verdict rests on.
        ("cut.xml", b"<Objs Version=\"1.1.0.1\"><Obj RefId=\"0\"><MS><S N=\"Identity\">EX01\\mapi", "inconclusive"),
        ("one-line.txt", b"Identity : EX01\\mapi (Default Web Site) InternalUrl : https://mail.contoso.com/mapi ExternalUrl : https://mail.contoso.com/mapi IISAuthenticationMethods : {Ntlm, OAuth}\n", "ready"),
    ] {
        let desk = Desk::with_estate("healthy");
        desk.file(&format!("captures/{name}"), bytes);
        desk.run(&["check", "captures"]).exits(if verdict == "ready" { 0 } else { 3 });
        for format in ["terminal", "json", "sarif"] {
            let answer = desk.run(&["check", "captures", "--strict", "--format", format]).exits(3);
            assert!(verdict != "ready" || answer.err.contains("because of --strict"), "{name}: {answer:?}");
        }
        let report = desk.run(&["check", "captures", "--strict", "--format", "json", "-q"]).exits(3).json();
        assert_eq!(report["verdict"], verdict, "{name}: --strict does not change the verdict");
        let skipped = report["skipped"].as_array().unwrap();
        assert!(skipped.iter().any(|skip| skip["path"] == format!("captures/{name}") && skip["evidence"] == true), "{skipped:?}");
        // A finding counts more.
        let desk = Desk::with_estate("half-enabled");
        desk.file(&format!("captures/{name}"), bytes);
        desk.run(&["check", "captures", "--strict"]).exits(1);
    }
}
