//! CSV import: what is read, what is visible when, and what is left of an import that breaks off.

use std::convert::Infallible;
use std::io;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, Method, header};
use futures_util::{StreamExt, stream};
use pointsman_domain::clock::Clock;
use pointsman_domain::ids::{ImportId, ItemId};
use pointsman_domain::people::Role;
use pointsman_server::{Nodes, recover_imports};
use pointsman_storage::lists::{self, BeginImport, Chunk, NewImport, StagedItem};
use pointsman_storage::{Actor, StorageError};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::lists::List;
use crate::support::{Answer, Credentials, Request, TestApp};
use crate::workflows::event_types;

const IMPORT_ID: HeaderName = HeaderName::from_static("pointsman-import-id");
const CHOSEN: &str = "imp_01h45ytscbebyvny4gc8cr8ma2";
/// More than one chunk.
const MANY: u32 = 5_000;

fn request(list: &List) -> Request {
    let request = list.client.request(Method::POST, &list.path("/import"));
    request.header(header::CONTENT_TYPE, "text/csv")
}

async fn import(list: &List, file: impl Into<Bytes>) -> Answer {
    request(list).body(file).send().await
}

/// `from` to `to`, as addresses, a line each.
fn addresses(from: u32, to: u32) -> String {
    (from..to).map(|n| format!("{}\n", std::net::Ipv4Addr::from(0x0a00_0000 + n))).collect()
}

/// An upload that goes on piece by piece, as the test sends it.
struct Upload {
    pieces: mpsc::UnboundedSender<Result<Bytes, io::Error>>,
    answer: JoinHandle<Answer>,
}

impl Upload {
    fn begin(list: &List) -> Self {
        let (pieces, arriving) = mpsc::unbounded_channel();
        let arriving = stream::unfold(arriving, |mut arriving| async move {
            let piece = arriving.recv().await?;
            Some((piece, arriving))
        });
        let request = request(list).header(IMPORT_ID, CHOSEN).stream(Body::from_stream(arriving));
        Self { pieces, answer: tokio::spawn(request.send()) }
    }

    fn send(&self, text: &str) {
        let sent = self.pieces.send(Ok(Bytes::from(text.to_owned())));
        // Nobody reads any more when the import was canceled.
        drop(sent);
    }

    fn break_off(&self) {
        drop(self.pieces.send(Err(io::Error::other("the connection is gone"))));
    }

    async fn end(self) -> Answer {
        drop(self.pieces);
        self.answer.await.expect("an answer")
    }
}

/// What a program signs in with on a real socket.
async fn secret(app: &TestApp) -> String {
    match app.key("Feed", Role::Administrator).await.credentials {
        Credentials::Key(secret) => secret,
        other => panic!("{other:?} is no key"),
    }
}

/// Asks for the import until it looks like this.
async fn wait_for(list: &List, id: &str, looks: impl Fn(&Value) -> bool) -> Value {
    loop {
        let answer = list.client.get(&list.path(&format!("/imports/{id}"))).await;
        if answer.status() == 200 && looks(&answer.json()) {
            return answer.json();
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn files_as_people_have_them() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let long = "a".repeat(9_000);
    for (number, (list_type, file, values, counts)) in [
        // lines, added, duplicates, bad lines
        ("country", "", &[][..], (0, 0, 0, &[][..])),
        ("country", "CA", &["CA"], (1, 1, 0, &[])),
        ("country", "CA\nUS\n", &["CA", "US"], (2, 2, 0, &[])),
        ("country", "CA\r\nUS\r\n", &["CA", "US"], (2, 2, 0, &[])),
        ("country", "\u{feff}country\r\nca\r\n", &["CA"], (2, 1, 0, &[])),
        ("country", "\u{feff}ca\n", &["CA"], (1, 1, 0, &[])),
        ("country", "VALUE\n\n# a comment\n\"CA\"\n  us  \n", &["CA", "US"], (5, 2, 0, &[])),
        ("country", "CA\nca\n\"CA\"\n", &["CA"], (3, 1, 2, &[])),
        (
            "country",
            "CA\nXX\nUS\nvalue\n",
            &["CA", "US"],
            (4, 2, 0, &[(2, "unknown_country"), (4, "unknown_country")]),
        ),
        ("country", "CA,a note\n", &["CA"], (1, 1, 0, &[])),
        ("country", "CA,a,b\n", &[], (1, 0, 0, &[(1, "too_many_columns")])),
        ("country", "\"CA\nUS\n", &["US"], (2, 1, 0, &[(1, "unclosed_quote")])),
        ("country", &format!("CA\n{long}\nUS"), &["CA", "US"], (3, 2, 0, &[(2, "line_too_long")])),
        (
            "ip_address",
            "ip_address,note\n203.0.113.7/24,a net\n203.0.113.0/24\n203.0.113.1\n1.2.3\n",
            &["203.0.113.0/24", "203.0.113.1"],
            (5, 2, 1, &[(5, "invalid_ip_address")]),
        ),
        (
            "email_address",
            "domain\nExample.com\n*.example.com\nADA@EXAMPLE.COM\nexample.com\nnobody\n",
            &["*.example.com", "ada@example.com", "example.com"],
            (6, 3, 1, &[(6, "invalid_email_address")]),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let list = List::create(&ada, &format!("List {number}"), list_type).await;
        let done = import(&list, file.to_owned()).await.expect_status(200);
        let bad: Vec<(i64, &str)> = done["bad_lines"]
            .as_array()
            .expect("bad lines")
            .iter()
            .map(|bad| {
                (bad["line"].as_i64().expect("a line"), bad["code"].as_str().expect("a code"))
            })
            .collect();
        let (lines, added, duplicates, bad_wanted) = counts;
        assert_eq!(bad, bad_wanted, "{file:?}");
        assert_eq!(done["state"], "completed");
        assert_eq!(
            (&done["lines"], &done["added"], &done["duplicates"], &done["bad"]),
            (&json!(lines), &json!(added), &json!(duplicates), &json!(bad_wanted.len())),
            "{file:?}"
        );
        assert_eq!(done["bytes"], file.len());
        let mut found = list.values("").await;
        found.sort_unstable();
        assert_eq!(found, values, "{file:?}");
        assert_eq!(list.read().await["items"], added);
    }
}

#[tokio::test]
async fn bytes_that_are_not_utf_8_cost_their_line_and_utf_16_the_file() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    let done = import(&list, &b"CA\nU\xFFS\nUS\n"[..]).await.expect_status(200);
    assert_eq!((&done["added"], &done["bad"]), (&json!(2), &json!(1)));
    assert_eq!(done["bad_lines"][0]["code"], "not_utf8");
    assert_eq!(done["bad_lines"][0]["line"], 2);
    import(&list, &b"\xFF\xFEF\0R\0\n\0"[..]).await.expect_problem(422, "unreadable_file");
    let imports = ada.get(&list.path("/imports")).await.expect_status(200);
    assert_eq!(imports["data"][0]["state"], "failed");
    assert_eq!(list.read().await["items"], 2);
}

#[tokio::test]
async fn notes_come_along_and_items_say_who_imported_them() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    app.clock.advance_seconds(5);
    import(&list, "value,score,note\nCA,7,\"cold, but kind\"\n").await.expect_status(200);
    let items = ada.get(&list.path("/items")).await.expect_status(200);
    assert_eq!(items["data"][0]["note"], "cold, but kind");
    assert_eq!(items["data"][0]["added_at"], "2026-11-22T10:42:12Z");
    assert_eq!(items["data"][0]["added_by"]["name"], "Ada");
}

#[tokio::test]
async fn what_is_on_the_list_already_is_a_duplicate() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    let kept = list.add("CA").await.expect_status(201);
    let done = import(&list, "CA\nUS\n").await.expect_status(200);
    assert_eq!((&done["added"], &done["duplicates"]), (&json!(1), &json!(1)));
    assert_eq!(done["revision"], 2);
    let items = ada.get(&list.path("/items?q=CA")).await.json();
    assert_eq!(items["data"][0]["id"], kept["id"]);
    let again = import(&list, "CA\nUS\n").await.expect_status(200);
    assert_eq!((&again["added"], &again["duplicates"]), (&json!(0), &json!(2)));
    let present = list.read().await;
    assert_eq!((&present["items"], &present["revision"]), (&json!(2), &json!(3)));
    assert_eq!(
        event_types(&ada).await,
        ["list.created", "list.item_added", "list.imported", "list.imported"]
    );
}

#[tokio::test]
async fn the_first_thousand_bad_lines_are_shown_and_the_rest_counted() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    let file: String = (0..2_500).map(|n| format!("nowhere {n}\n")).collect();
    let done = import(&list, format!("CA\n{file}")).await.expect_status(200);
    assert_eq!((&done["added"], &done["bad"]), (&json!(1), &json!(2_500)));
    let shown = done["bad_lines"].as_array().expect("bad lines");
    assert_eq!((shown.len(), &done["bad_lines_more"]), (1_000, &json!(1_500)));
    assert_eq!((&shown[0]["line"], &shown[999]["line"]), (&json!(2), &json!(1_001)));
    assert_eq!(shown[0]["value"], "nowhere 0");
}

#[tokio::test]
async fn items_become_visible_at_one_revision_at_the_end() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "ip_address").await;
    let upload = Upload::begin(&list);
    upload.send(&addresses(0, MANY));
    let running = wait_for(&list, CHOSEN, |import| import["added"] != json!(0)).await;
    assert_eq!(running["state"], "running");
    assert!(
        running["bytes"].as_u64().expect("bytes") > 0
            && running["lines"].as_u64().expect("lines") > 0
    );
    assert_eq!((&running["revision"], &running["ended_at"]), (&json!(null), &json!(null)));
    let present = list.read().await;
    assert_eq!((&present["items"], &present["revision"]), (&json!(0), &json!(0)));
    assert_eq!(list.values("").await, [] as [&str; 0]);
    assert_eq!(list.values("?q=10.").await, [] as [&str; 0]);

    import(&list, "192.0.2.1\n").await.expect_problem(409, "import_running");
    list.add("192.0.2.2").await.expect_status(201);
    assert_eq!(list.read().await["revision"], 1);

    upload.send(&addresses(MANY, 2 * MANY));
    let done = upload.end().await.expect_status(200);
    assert_eq!((&done["state"], &done["added"]), (&json!("completed"), &json!(2 * MANY)));
    assert_eq!(done["revision"], 2);
    let present = list.read().await;
    assert_eq!((&present["items"], &present["revision"]), (&json!(2 * MANY + 1), &json!(2)));
    assert_eq!(list.values("?q=10.0.0.7&limit=1").await, ["10.0.0.7"]);
    assert_eq!(ada.get(&list.path("/imports")).await.json()["data"][0], done);
}

#[tokio::test]
async fn a_canceled_import_leaves_nothing() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "ip_address").await;
    let upload = Upload::begin(&list);
    upload.send(&addresses(0, MANY));
    wait_for(&list, CHOSEN, |import| import["added"] != json!(0)).await;
    let path = list.path(&format!("/imports/{CHOSEN}"));
    ada.delete(&path).await.expect_status(204);
    ada.delete(&path).await.expect_status(204);
    upload.send(&addresses(MANY, 2 * MANY));
    let canceled = upload.end().await.expect_status(200);
    assert_eq!(canceled["state"], "canceled");
    assert_eq!(canceled["revision"], json!(null));
    let present = list.read().await;
    assert_eq!((&present["items"], &present["revision"]), (&json!(0), &json!(0)));

    let again = import(&list, addresses(0, MANY)).await.expect_status(200);
    assert_eq!((&again["added"], &again["duplicates"]), (&json!(MANY), &json!(0)));
    let done = ada.get(&list.path("/imports?limit=1")).await.json();
    let path = list.path(&format!("/imports/{}", done["data"][0]["id"].as_str().expect("an id")));
    ada.delete(&path).await.expect_problem(409, "import_ended");
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "ip_address").await;
    let upload = Upload::begin(&list);
    upload.send(&addresses(0, MANY));
    wait_for(&list, CHOSEN, |import| import["added"] != json!(0)).await;
    upload.break_off();
    upload.end().await.expect_problem(400, "incomplete_body");
    let failed = ada.get(&list.path(&format!("/imports/{CHOSEN}"))).await.expect_status(200);
    assert_eq!((&failed["state"], &failed["revision"]), (&json!("failed"), &json!(null)));
    assert_eq!(list.read().await["revision"], 0);
    let again = import(&list, addresses(0, MANY)).await.expect_status(200);
    assert_eq!((&again["added"], &again["duplicates"]), (&json!(MANY), &json!(0)));
}

#[tokio::test]
async fn a_client_that_hangs_up_leaves_nothing() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "ip_address").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server =
        tokio::spawn(pointsman_server::serve(listener, app.router.clone(), std::future::pending()));
    let secret = secret(&app).await;

    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {secret}\r\ncontent-type: text/csv\r\n\
         pointsman-import-id: {CHOSEN}\r\ncontent-length: 10000000\r\n\r\n{}",
        list.path("/import"),
        addresses(0, MANY)
    );
    stream.write_all(head.as_bytes()).await.expect("the beginning is sent");
    let running = wait_for(&list, CHOSEN, |import| import["added"] != json!(0)).await;
    assert_eq!(running["bytes_total"], 10_000_000);
    drop(stream);
    wait_for(&list, CHOSEN, |import| import["state"] == "failed").await;
    assert_eq!(list.read().await["items"], 0);
    server.abort();
}

#[tokio::test]
async fn an_import_over_a_socket_is_answered_when_it_ends() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server =
        tokio::spawn(pointsman_server::serve(listener, app.router.clone(), std::future::pending()));
    let secret = secret(&app).await;
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let text = format!(
        "POST {} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {secret}\r\ncontent-type: text/csv; charset=utf-8\r\n\
         connection: close\r\ntransfer-encoding: chunked\r\n\r\n4\r\nCA\nU\r\n2\r\nS\n\r\n0\r\n\r\n",
        list.path("/import")
    );
    stream.write_all(text.as_bytes()).await.expect("it is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert_eq!(list.read().await["items"], 2);
    server.abort();
}

#[tokio::test]
async fn an_import_that_cannot_begin_says_why() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    for media_type in
        ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
    {
        let refused =
            request(&list).header(header::CONTENT_TYPE, media_type).body("CA").send().await;
        refused.expect_problem(415, "unsupported_media_type");
    }
    let too_long =
        request(&list).header(header::CONTENT_LENGTH, "1073741825").body("CA").send().await;
    too_long.expect_problem(413, "body_too_large");
    let bad_id = request(&list).header(IMPORT_ID, "imp_1").body("CA").send().await;
    bad_id.expect_problem(400, "invalid_import_id");
    assert_eq!(ada.get(&list.path("/imports")).await.json()["data"], json!([]));

    let chosen = || request(&list).header(IMPORT_ID, CHOSEN).body("CA").send();
    assert_eq!(chosen().await.expect_status(200)["id"], CHOSEN);
    chosen().await.expect_problem(409, "import_exists");
    let nobody = List { client: ada.clone(), id: "lst_01h45ytscbebyvny4gc8cr8ma2".to_owned() };
    import(&nobody, "CA").await.expect_problem(404, "not_found");
    let grace = List { client: app.analyst().await, id: list.id.clone() };
    import(&grace, "US").await.expect_problem(403, "forbidden");
    list.post("/archive").await.expect_status(200);
    import(&list, "US").await.expect_problem(409, "archived");
    assert_eq!(list.values("").await, ["CA"]);
}

#[tokio::test]
async fn a_list_that_is_archived_meanwhile_gets_nothing() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "ip_address").await;
    let upload = Upload::begin(&list);
    upload.send(&addresses(0, MANY));
    wait_for(&list, CHOSEN, |import| import["added"] != json!(0)).await;
    list.post("/archive").await.expect_status(200);
    upload.end().await.expect_problem(409, "archived");
    let failed = ada.get(&list.path(&format!("/imports/{CHOSEN}"))).await.json();
    assert_eq!(failed["state"], "failed");
    assert_eq!(list.read().await["items"], 0);
}

#[tokio::test]
async fn imports_are_paged_newest_first() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    for value in ["CA", "US", "FR"] {
        import(&list, value).await.expect_status(200);
    }
    let first = ada.get(&list.path("/imports?limit=2")).await.expect_status(200);
    let cursor = first["next_cursor"].as_str().expect("a cursor");
    let second = ada.get(&list.path(&format!("/imports?limit=2&cursor={cursor}"))).await.json();
    let revisions = |page: &Value| {
        let rows = page["data"].as_array().expect("imports").iter();
        rows.map(|import| import["revision"].as_i64().expect("a revision")).collect::<Vec<_>>()
    };
    assert_eq!((revisions(&first), revisions(&second)), (vec![3, 2], vec![1]));
    ada.get(&list.path("/imports?cursor=00")).await.expect_problem(400, "invalid_cursor");
}

/// An import as a process leaves it that was killed half-way.
async fn left_behind(app: &TestApp, list: &List) -> ImportId {
    let now = app.clock.now();
    let (id, list) = (CHOSEN.parse().expect("an id"), list.id.parse().expect("an id"));
    let new = NewImport { id, list, bytes_total: None, started_at: now, started_by: Actor::System };
    let ids = app.parts.ids.clone();
    app.parts
        .storage
        .write(move |t| {
            assert!(matches!(lists::begin_import(t, &new)?, BeginImport::Begun(_)));
            let item = |value: &str| StagedItem {
                id: ItemId::new(ids.as_ref(), now),
                value: value.to_owned(),
                note: None,
            };
            let items = vec![item("CA"), item("US")];
            let chunk = Chunk { items, bad: Vec::new(), lines: 2, bytes: 6, at: now };
            lists::stage_import(t, id, &chunk)?;
            Ok::<_, StorageError>(())
        })
        .await
        .expect("a half-finished import");
    id
}

#[tokio::test]
async fn imports_of_a_dead_process_are_cleared_away_at_the_next_start() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    let id = left_behind(&app, &list).await;
    import(&list, "CA").await.expect_problem(409, "import_running");

    let recover = |nodes| recover_imports(&app.parts, nodes);
    assert_eq!(recover(Nodes::Several).await, Ok(0), "another node may be at it");
    assert_eq!(recover(Nodes::One).await, Ok(1));
    assert_eq!(recover(Nodes::One).await, Ok(0));
    let failed = ada.get(&list.path(&format!("/imports/{id}"))).await.expect_status(200);
    assert_eq!(failed["state"], "failed");
    let done = import(&list, "CA\nUS\nFR\n").await.expect_status(200);
    assert_eq!((&done["added"], &done["duplicates"]), (&json!(3), &json!(0)));
}

#[tokio::test]
async fn an_import_that_does_not_get_on_gives_way() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    left_behind(&app, &list).await;
    app.clock.advance_seconds(120);
    import(&list, "CA").await.expect_problem(409, "import_running");
    assert_eq!(recover_imports(&app.parts, Nodes::Several).await, Ok(0));
    app.clock.advance_seconds(1);
    let done = import(&list, "CA").await.expect_status(200);
    assert_eq!((&done["added"], &done["duplicates"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn a_body_in_one_piece_is_stored_in_chunks_all_the_same() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "ip_address").await;
    let file = Bytes::from(addresses(0, 10_000));
    let pieces = stream::iter(file.chunks(777).map(Bytes::copy_from_slice).collect::<Vec<_>>());
    let pieces = Body::from_stream(pieces.map(Ok::<_, Infallible>));
    let done = request(&list).stream(pieces).send().await.expect_status(200);
    assert_eq!((&done["added"], &done["lines"]), (&json!(10_000), &json!(10_000)));
    let again = import(&list, file).await.expect_status(200);
    assert_eq!((&again["added"], &again["duplicates"]), (&json!(0), &json!(10_000)));
}
