//! The server on a real socket: it answers, and it stops when told.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::support::TestApp;

async fn request(address: SocketAddr, text: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn it_answers_on_a_socket_and_stops_when_told() {
    let app = TestApp::builder().requests_per_minute(2).build().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, told) = oneshot::channel::<()>();
    let server = tokio::spawn(pointsman_server::serve(listener, app.router.clone(), async {
        let _ = told.await;
    }));

    let get = "GET /v1/setup HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    for status in ["HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 429 Too Many Requests"] {
        let answer = request(address, get).await;
        assert!(answer.starts_with(status), "counted by the socket's address: {answer}");
    }

    // A connection that is kept open without a request does not hold up the end.
    let idle = TcpStream::connect(address).await.unwrap();
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
    drop(idle);
}
