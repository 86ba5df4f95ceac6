//! The dashboard's files. They may not be built: then a page says how.

use axum::http::{Method, header};

use crate::support::TestApp;

#[tokio::test]
async fn the_dashboards_own_addresses_get_the_start_page_or_the_page_that_says_how_to_build_it() {
    let app = TestApp::new().await;
    let start = app.stranger().get("/").await;
    let deep = app.stranger().get("/workflows/wfl_1/versions").await;
    assert_eq!(start.body, deep.body);
    assert!(matches!(start.status(), 200 | 503));
    assert!(start.header(header::CONTENT_TYPE).unwrap().starts_with("text/html"));
    let text = start.text();
    assert!(text.contains("<title>Pointsman"), "{text}");
    if start.status() == 200 {
        assert_eq!(start.header(header::CACHE_CONTROL), Some("no-cache"));
        let etag = start.header(header::ETAG).unwrap();
        let again = app
            .stranger()
            .request(Method::GET, "/")
            .header(header::IF_NONE_MATCH, etag)
            .send()
            .await;
        assert_eq!(again.status(), 304);
        assert!(again.body.is_empty());
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_is_404_and_not_the_start_page() {
    let app = TestApp::new().await;
    for path in ["/assets/nothing.js", "/nothing.png", "/assets/../Cargo.toml", "/..%2fCargo.toml"]
    {
        app.stranger().get(path).await.expect_problem(404, "not_found");
    }
}
