//! What the command line promises: results on standard output, exit codes, layers of configuration.

use std::fs;

use tempfile::tempdir;

use crate::process::{Running, command, pointsman};

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

#[test]
fn misuse_is_told_from_trouble() {
    let folder = tempdir().expect("a folder");
    fs::write(folder.path().join("file"), "").expect("a file");
    for (words, code, told) in [
        (vec!["serve", "--colour", "red"], 2, "--colour"),
        (vec!["fly"], 2, "fly"),
        (vec!["key", "create", "--name", "x", "--role", "king"], 2, "`king` is not a role"),
        (
            vec!["member", "create", "--email", "a@example.com", "--role", "analyst"],
            2,
            "--password-stdin",
        ),
        (vec!["key", "create", "--name", "", "--role", "integrator"], 2, "a name has"),
        (vec!["demo", "--listen", "0.0.0.0:0"], 2, "loopback"),
        (vec!["demo", "--inquiries", "0"], 2, "--inquiries"),
        (vec!["demo", "--inquiries", "1000001"], 2, "--inquiries"),
        (vec!["serve", "--data", "file/x", "--listen", "127.0.0.1:0"], 3, "file/x"),
        (vec!["serve", "--listen", "nowhere"], 3, "nowhere"),
    ] {
        let said = pointsman(&folder, &words, "");
        assert_eq!(said.code, Some(code), "{words:?}: {}", said.err);
        assert!(said.err.contains(told), "{words:?}: {}", said.err);
        assert_eq!(said.out, "", "{words:?}");
    }
}

#[test]
fn the_contract_is_printed_as_it_is_committed() {
    let folder = tempdir().expect("a folder");
    let said = pointsman(&folder, &["openapi"], "");
    assert_eq!(said.code, Some(0), "{}", said.err);
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../../api/openapi.json");
    let committed = fs::read_to_string(committed).expect("the committed contract");
    assert!(
        said.out == committed,
        "api/openapi.json is not what the code says; run `make openapi`"
    );
}

#[test]
fn a_first_start_prints_its_code_once_and_stops_when_asked() {
    let folder = tempdir().expect("a folder");
    let mut server = Running::start(&folder, &SERVE);
    let line = server.wait_for("one-time code");
    let code = line.rsplit(' ').next().expect("a code").to_owned();
    let body = format!(
        r#"{{"code": "{code}", "email": "ada@example.com", "name": "Ada", "password": "a long enough password"}}"#
    );
    assert_eq!(server.call("POST", "/v1/setup", "", &body).0, 201);
    assert_eq!(server.call("GET", "/healthz", "", "").0, 200);
    assert!(server.stop().success());

    let mut again = Running::start(&folder, &SERVE);
    let (status, setup) = again.call("GET", "/v1/setup", "", "");
    assert_eq!((status, setup.contains("ready")), (200, true), "{setup}");
    assert!(again.wait_for("Pointsman is at").contains(&again.address));
}

#[test]
fn members_and_keys_can_be_made_without_the_dashboard() {
    let folder = tempdir().expect("a folder");
    let member = [
        "member",
        "create",
        "--email",
        "ada@example.com",
        "--role",
        "administrator",
        "--password-stdin",
    ];
    let said = pointsman(&folder, &member, "too short\n");
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{}", said.err);
    let said = pointsman(&folder, &member, "a long enough password\n");
    assert_eq!((said.code, said.out.as_str()), (Some(0), ""), "{}", said.err);
    let said = pointsman(&folder, &member, "a long enough password\n");
    assert_eq!(said.code, Some(2), "the address is taken: {}", said.err);

    let said =
        pointsman(&folder, &["key", "create", "--name", "vendor", "--role", "integrator"], "");
    assert_eq!(said.code, Some(0), "{}", said.err);
    let key = said.out.trim_end();
    assert!(
        key.starts_with("pmk_") && said.out == format!("{key}\n"),
        "the key alone: {}",
        said.out
    );

    let server = Running::start(&folder, &SERVE);
    let header = format!("Authorization: Bearer {key}\r\n");
    assert_eq!(server.call("POST", "/v1/inquiries", &header, "{}").0, 201);
    assert_eq!(server.call("POST", "/v1/lists", &header, "{}").0, 403);
    let sign_in = r#"{"email": "ada@example.com", "password": "a long enough password"}"#;
    assert_eq!(server.call("POST", "/v1/session", "", sign_in).0, 201);
}

#[test]
fn variables_that_are_not_ours_are_left_alone() {
    let folder = tempdir().expect("a folder");
    let mut words = command(&folder, &["serve", "--listen", "nowhere"]);
    let output = words.env("POINTSMAN_KEY", "pmk_x").output().expect("the binary starts");
    assert_eq!(output.status.code(), Some(3), "it gets as far as listening");
}

#[test]
fn flags_win_over_environment_over_file_and_unknown_keys_are_refused() {
    let folder = tempdir().expect("a folder");
    let file = folder.path().join("pointsman.toml");
    fs::write(&file, "data = \"from-file\"\nlisten = \"127.0.0.1:0\"\n").expect("a file");
    Running::start(&folder, &["serve"]).stop();
    assert!(folder.path().join("from-file").is_dir());
    Running::start(&folder, &["serve", "--data", "from-flag"]).stop();
    assert!(folder.path().join("from-flag").is_dir());

    fs::write(&file, "listen = \"127.0.0.1:0\"\nrequests_per_minute = 1\n").expect("a file");
    let server = Running::start(&folder, &["serve"]);
    let wrong = "Authorization: Bearer pmk_wrong\r\n";
    let statuses = [(); 2].map(|()| server.call("GET", "/v1/lists", wrong, "").0);
    assert_eq!(statuses, [401, 429], "one request a minute and no more");
    drop(server);
    fs::write(&file, "requests_per_minute = 0\n").expect("a file");
    assert_eq!(pointsman(&folder, &SERVE, "").code, Some(2), "nobody could ask anything");

    fs::write(&file, "colour = \"red\"\n").expect("a file");
    let said = pointsman(&folder, &SERVE, "");
    assert_eq!(said.code, Some(2), "{}", said.err);
    assert!(said.err.contains("colour"), "{}", said.err);
}

#[test]
fn the_example_is_made_once_and_opened_again() {
    let folder = tempdir().expect("a folder");
    let demo = ["demo", "--listen", "127.0.0.1:0", "--data", "example", "--inquiries", "200"];
    let mut server = Running::start(&folder, &demo);
    let password =
        server.wait_for("Password").split_whitespace().last().expect("a password").to_owned();
    let sign_in = format!(r#"{{"email": "ada@example.com", "password": "{password}"}}"#);
    assert_eq!(server.call("POST", "/v1/session", "", &sign_in).0, 201);
    assert!(server.stop().success());

    let again = Running::start(&folder, &demo);
    assert_eq!(again.call("POST", "/v1/session", "", &sign_in).0, 201);
    drop(again);

    fs::create_dir(folder.path().join("mine")).expect("a folder");
    fs::write(folder.path().join("mine/precious"), "").expect("a file");
    let said = pointsman(&folder, &["demo", "--listen", "127.0.0.1:0", "--data", "mine"], "");
    assert_eq!(said.code, Some(2), "{}", said.err);
    assert!(folder.path().join("mine/precious").exists());
}
