//! CSV import: what is read, what is refused, and what is said about it.

mod left_behind;
mod unfinished;

use std::convert::Infallible;
use std::fmt::Write;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, Method, header};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use crate::lists::List;
use crate::support::{Answer, Request, TestApp};
use crate::workflows::event_types;

const IMPORT_ID: HeaderName = HeaderName::from_static("pointsman-import-id");
const CHOSEN: &str = "imp_01h45ytscbebyvny4gc8cr8ma2";

fn request(list: &List) -> Request {
    let request = list.client.request(Method::POST, &list.path("/import"));
    request.header(header::CONTENT_TYPE, "text/csv")
}

async fn import(list: &List, file: impl Into<Bytes>) -> Answer {
    request(list).body(file).send().await
}

fn lines(values: impl Iterator<Item: std::fmt::Display>) -> String {
    values.fold(String::new(), |mut file, value| {
        writeln!(file, "{value}").expect("room in memory");
        file
    })
}

/// `from` to `to`, as addresses, a line each.
fn addresses(from: u32, to: u32) -> String {
    lines((from..to).map(|n| std::net::Ipv4Addr::from(0x0a00_0000 + n)))
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
    let file = lines((0..2_500).map(|n| format!("nowhere {n}")));
    let done = import(&list, format!("CA\n{file}")).await.expect_status(200);
    assert_eq!((&done["added"], &done["bad"]), (&json!(1), &json!(2_500)));
    let shown = done["bad_lines"].as_array().expect("bad lines");
    assert_eq!((shown.len(), &done["bad_lines_more"]), (1_000, &json!(1_500)));
    assert_eq!((&shown[0]["line"], &shown[999]["line"]), (&json!(2), &json!(1_001)));
    assert_eq!(shown[0]["value"], "nowhere 0");
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
