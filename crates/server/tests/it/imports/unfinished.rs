//! Imports that are still running, and what is left of one that does not reach its end.

use std::io;

use axum::body::{Body, Bytes};
use futures_util::stream;
use pointsman_domain::people::Role;
use pointsman_server::{Nodes, recover_imports};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::left_behind::left_behind;
use super::{CHOSEN, IMPORT_ID, addresses, import, request};
use crate::lists::List;
use crate::operation::Series;
use crate::support::{Answer, Credentials, Request, TestApp};
use axum::http::{Method, header};

/// More than one chunk.
const MANY: u32 = 5_000;
/// Looks at the server before what was begun must be seen.
const PATIENCE: usize = 1_000;

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

impl Upload {
    /// Sends the same import's file again, piece by piece.
    fn resume(list: &List) -> Self {
        let (pieces, arriving) = mpsc::unbounded_channel();
        let arriving = stream::unfold(arriving, |mut arriving| async move {
            let piece = arriving.recv().await?;
            Some((piece, arriving))
        });
        let request = resume_request(list).stream(Body::from_stream(arriving));
        Self { pieces, answer: tokio::spawn(request.send()) }
    }
}

fn resume_request(list: &List) -> Request {
    let path = list.path(&format!("/imports/{CHOSEN}/resume"));
    let request = list.client.request(Method::POST, &path);
    request.header(header::CONTENT_TYPE, "text/csv")
}

pub(super) async fn resume(list: &List, file: impl Into<Bytes>) -> Answer {
    resume_request(list).body(file).send().await
}

async fn cancel(list: &List) -> Answer {
    list.post(&format!("/imports/{CHOSEN}/cancel")).await
}

async fn discard(list: &List) -> Answer {
    list.client.delete(&list.path(&format!("/imports/{CHOSEN}"))).await
}

/// Everything that shows items.
async fn expect_nothing_visible(list: &List) {
    let present = list.read().await;
    assert_eq!((&present["items"], &present["revision"]), (&json!(0), &json!(0)));
    assert_eq!(list.values("?state=all").await, [] as [&str; 0]);
}

/// What the whole file comes to when it is imported in one go.
async fn expect_whole(list: &List, done: &Value) {
    assert_eq!(done["state"], "completed");
    let counts = ["lines", "added", "duplicates", "bad", "revision"].map(|key| done[key].clone());
    assert_eq!(counts, [2 * MANY + 3, 2 * MANY, 1, 2, 1].map(|count| json!(count)));
    let lines: Vec<&Value> =
        done["bad_lines"].as_array().expect("bad lines").iter().map(|bad| &bad["line"]).collect();
    assert_eq!(lines, [&json!(MANY + 1), &json!(2 * MANY + 2)]);
    let present = list.read().await;
    assert_eq!((&present["items"], &present["revision"]), (&json!(2 * MANY), &json!(1)));
}

/// A first and a second half, with a bad line in each and a duplicate.
fn halves() -> [String; 2] {
    let first = format!("{}nonsense\n", addresses(0, MANY));
    let second = format!("{}nonsense\n10.0.0.1\n", addresses(MANY, 2 * MANY));
    [first, second]
}

#[tokio::test]
async fn a_canceled_import_shows_nothing_and_can_be_resumed() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "ip_address").await;
    let [first, second] = halves();
    let upload = Upload::begin(&list);
    upload.send(&first);
    wait_for(&list, CHOSEN, |import| import["added"] != json!(0)).await;
    resume(&list, "").await.expect_problem(409, "import_running");
    let canceled = cancel(&list).await.expect_status(200);
    assert_eq!((&canceled["state"], &canceled["resumable"]), (&json!("canceled"), &json!(true)));
    assert_eq!(canceled["started_by"]["name"], "Ada");
    cancel(&list).await.expect_status(200);
    upload.send(&second);
    assert_eq!(upload.end().await.expect_status(200)["state"], "canceled");
    expect_nothing_visible(&list).await;

    let refused = import(&list, "192.0.2.1\n").await;
    let problem = refused.expect_problem(409, "import_unfinished");
    let detail = problem["detail"].as_str().expect("a detail");
    assert!(detail.contains(&format!("line {}", canceled["lines"])), "{detail}");

    let other = format!("192.0.2.1\n{first}{second}");
    resume(&list, other).await.expect_problem(409, "other_file");
    resume(&list, &b"10.0.0.0\n"[..]).await.expect_problem(409, "other_file");
    let kept = ada.get(&list.path(&format!("/imports/{CHOSEN}"))).await.json();
    assert_eq!((&kept["state"], &kept["lines"]), (&json!("broken_off"), &canceled["lines"]));
    expect_nothing_visible(&list).await;

    let done = resume(&list, first + &second).await.expect_status(200);
    expect_whole(&list, &done).await;
    cancel(&list).await.expect_problem(409, "import_ended");
    resume(&list, "").await.expect_problem(409, "import_ended");
    discard(&list).await.expect_problem(409, "import_ended");
}

#[tokio::test]
async fn an_upload_that_breaks_off_again_and_again_counts_every_line_once() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "ip_address").await;
    let [first, second] = halves();
    let whole = format!("{first}{second}");
    let (cut, later) = (first.len() - 7, first.len() + second.len() / 2 + 3);
    let mut upload = Upload::begin(&list);
    let mut lines = json!(0);
    for end in [cut, later] {
        upload.send(whole.split_at(end).0);
        let before = lines.clone();
        wait_for(&list, CHOSEN, |import| {
            import["state"] == "running" && import["lines"].as_u64() > before.as_u64()
        })
        .await;
        upload.break_off();
        upload.end().await.expect_problem(400, "incomplete_body");
        let kept = ada.get(&list.path(&format!("/imports/{CHOSEN}"))).await.expect_status(200);
        assert_eq!((&kept["state"], &kept["revision"]), (&json!("broken_off"), &json!(null)));
        cancel(&list).await.expect_problem(409, "import_not_running");
        lines = kept["lines"].clone();
        expect_nothing_visible(&list).await;
        upload = Upload::resume(&list);
    }
    upload.send(&whole);
    let done = upload.end().await.expect_status(200);
    expect_whole(&list, &done).await;
}

#[tokio::test]
async fn a_discarded_import_leaves_nothing() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "ip_address").await;
    let [first, second] = halves();
    let upload = Upload::begin(&list);
    upload.send(&first);
    wait_for(&list, CHOSEN, |import| import["added"] != json!(0)).await;
    discard(&list).await.expect_status(204);
    discard(&list).await.expect_status(204);
    upload.send(&second);
    let ended = upload.end().await.expect_status(200);
    assert_eq!((&ended["state"], &ended["resumable"]), (&json!("discarded"), &json!(false)));
    resume(&list, "").await.expect_problem(409, "import_ended");
    cancel(&list).await.expect_problem(409, "import_ended");
    expect_nothing_visible(&list).await;
    let again = import(&list, addresses(0, MANY)).await.expect_status(200);
    assert_eq!((&again["added"], &again["duplicates"]), (&json!(MANY), &json!(0)));
}

#[tokio::test]
async fn a_feed_that_nobody_watches_can_discard_what_broke_off() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "ip_address").await;
    let upload = Upload::begin(&list);
    upload.send(&addresses(0, MANY));
    wait_for(&list, CHOSEN, |import| import["added"] != json!(0)).await;
    upload.break_off();
    upload.end().await.expect_problem(400, "incomplete_body");
    let anew = list.client.request(Method::POST, &list.path("/import?discard_unfinished=true"));
    let anew = anew.header(header::CONTENT_TYPE, "text/csv").body(addresses(0, 10));
    let done = anew.send().await.expect_status(200);
    assert_eq!((&done["added"], &done["duplicates"]), (&json!(10), &json!(0)));
    let first = ada.get(&list.path(&format!("/imports/{CHOSEN}"))).await.json();
    assert_eq!(first["state"], "discarded");
}

#[tokio::test]
async fn a_file_of_another_length_is_refused_before_it_is_read() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    left_behind(&app, &list).await;
    recover_imports(&app.parts, Nodes::One).await.expect("recovered");
    let announced = |bytes: &str| resume_request(&list).header(header::CONTENT_LENGTH, bytes);
    announced("7").body("CA\nUS\n\n").send().await.expect_problem(409, "other_file");
    let file = resume_request(&list).header(header::CONTENT_TYPE, "application/json");
    file.body("CA").send().await.expect_problem(415, "unsupported_media_type");
    announced("6").body("CA\nUS\n").send().await.expect_status(200);
    assert_eq!(list.values("").await, ["US", "CA"]);
}

#[tokio::test]
async fn a_client_that_hangs_up_can_come_back() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "ip_address").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server =
        tokio::spawn(pointsman_server::serve(listener, app.router.clone(), std::future::pending()));
    let secret = secret(&app).await;
    let [first, second] = halves();
    let whole = format!("{first}{second}");

    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {secret}\r\ncontent-type: text/csv\r\n\
         pointsman-import-id: {CHOSEN}\r\ncontent-length: {}\r\n\r\n{first}",
        list.path("/import"),
        whole.len()
    );
    stream.write_all(head.as_bytes()).await.expect("the beginning is sent");
    let running = wait_for(&list, CHOSEN, |import| import["added"] != json!(0)).await;
    assert_eq!(running["bytes_total"], whole.len());
    drop(stream);
    wait_for(&list, CHOSEN, |import| import["state"] == "broken_off").await;
    expect_nothing_visible(&list).await;
    let done = resume(&list, whole).await.expect_status(200);
    expect_whole(&list, &done).await;
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

/// The import goes on without its uploader, and a server that stops waits for it.
#[tokio::test]
async fn an_import_whose_uploader_is_gone_is_still_under_way() {
    const UNDER_WAY: &str = "pointsman_imports_in_progress";
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    let Upload { pieces, answer } = Upload::begin(&list);
    let is_under_way = async |wanted: u32| {
        for _ in 0..PATIENCE {
            if Series::read(&ada).await.value(UNDER_WAY) > f64::from(wanted) - 0.5 {
                break;
            }
        }
        Series::read(&ada).await.is(UNDER_WAY, wanted);
    };
    is_under_way(1).await;
    answer.abort();
    assert!(answer.await.expect_err("nobody waits").is_cancelled());
    is_under_way(1).await;
    drop(pieces);
}
