//! HTTP/1.1 over kept connections with as little work as can be: the load must not be what is measured.

use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::server::Server;

/// One connection, used by one request at a time.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What one load took.
pub struct Load {
    pub requests: usize,
    pub took: Duration,
    /// What the server's process worked meanwhile.
    pub worked: Duration,
    /// Sorted.
    pub latencies: Vec<Duration>,
}

impl Connection {
    pub async fn open(address: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await.context(address.to_owned())?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(16_384) })
    }

    /// Sends a request; gives the answer's body. Anything but 200 and 201 is a failure.
    pub async fn send(&mut self, request: &[u8]) -> anyhow::Result<Vec<u8>> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            let read = self.stream.read_buf(&mut self.buffer).await?;
            ensure!(read > 0, "the connection was closed");
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let text = std::str::from_utf8(&self.buffer[..head])?.to_ascii_lowercase();
        let length: usize = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"))
            .context("an answer says how long it is")?
            .trim()
            .parse()?;
        while self.buffer.len() < head + length {
            let read = self.stream.read_buf(&mut self.buffer).await?;
            ensure!(read > 0, "the connection was closed within an answer");
        }
        if !(text.starts_with("http/1.1 200") || text.starts_with("http/1.1 201")) {
            bail!("{}", String::from_utf8_lossy(&self.buffer));
        }
        Ok(self.buffer[head..head + length].to_vec())
    }
}

/// A request's bytes.
pub fn request(method: &str, path: &str, key: &str, headers: &str, body: &str) -> Vec<u8> {
    request_as("application/json", method, path, key, headers, body)
}

/// The same with a body of this kind.
pub fn request_as(
    kind: &str,
    method: &str,
    path: &str,
    key: &str,
    headers: &str,
    body: &str,
) -> Vec<u8> {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {key}\r\ncontent-type: {kind}\r\n\
         {headers}content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

impl Load {
    /// Sends all requests, spread over so many connections, and gives the bodies in no order.
    pub async fn run(
        server: &Server,
        connections: usize,
        requests: Vec<Vec<u8>>,
    ) -> anyhow::Result<(Self, Vec<Vec<u8>>)> {
        let total = requests.len();
        let mut shares: Vec<Vec<Vec<u8>>> = vec![Vec::new(); connections];
        for (n, request) in requests.into_iter().enumerate() {
            shares[n % connections].push(request);
        }
        let mut open = Vec::new();
        for share in shares {
            open.push((Connection::open(&server.address).await?, share));
        }
        let (began, idle) = (Instant::now(), server.worked()?);
        let mut workers = JoinSet::new();
        for (mut connection, share) in open {
            workers.spawn(async move {
                let mut done = Vec::with_capacity(share.len());
                for request in share {
                    let began = Instant::now();
                    let body = connection.send(&request).await?;
                    done.push((began.elapsed(), body));
                }
                anyhow::Ok(done)
            });
        }
        let (mut latencies, mut bodies) = (Vec::with_capacity(total), Vec::with_capacity(total));
        while let Some(done) = workers.join_next().await {
            for (latency, body) in done?? {
                latencies.push(latency);
                bodies.push(body);
            }
        }
        let took = began.elapsed();
        latencies.sort_unstable();
        let worked = server.worked()? - idle;
        Ok((Self { requests: total, took, worked, latencies }, bodies))
    }

    pub fn a_second(&self) -> f64 {
        self.requests as f64 / self.took.as_secs_f64()
    }

    /// In milliseconds.
    pub fn percentile(&self, share: f64) -> f64 {
        let place = ((self.latencies.len() as f64 * share) as usize).min(self.latencies.len() - 1);
        self.latencies[place].as_secs_f64() * 1e3
    }
}
