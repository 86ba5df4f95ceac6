//! A connection to PostgreSQL that is driven by the thread that asks, so that nobody else is woken for an answer, and on which
//! several things can be asked before the first is answered.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, Error, NoTls, Socket};

use super::super::postgres_errors::describe;
use crate::error::StorageError;

pub(super) struct Wire {
    runtime: Runtime,
    client: Client,
    connection: Connection<Socket, NoTlsStream>,
    was_warned: bool,
}

impl Wire {
    pub(super) fn connect(config: &Config) -> Result<Self, StorageError> {
        let unavailable = |message| StorageError::Unavailable { message };
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| unavailable(error.to_string()))?;
        let (client, connection) = runtime
            .block_on(config.connect(NoTls))
            .map_err(|error| unavailable(describe(&error)))?;
        Ok(Self { runtime, client, connection, was_warned: false })
    }

    /// Waits for the answer to what `ask` asks. What it asks goes out in the order in which it is polled first.
    pub(super) fn ask<'wire, T, F>(
        &'wire mut self,
        ask: impl FnOnce(&'wire Client) -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let Self { runtime, client, connection, was_warned } = self;
        let mut asked = pin!(ask(client));
        runtime.block_on(poll_fn(|context| {
            loop {
                match connection.poll_message(context) {
                    Poll::Ready(Some(Ok(AsyncMessage::Notice(notice)))) => {
                        *was_warned |= *notice.code() == SqlState::WARNING;
                    }
                    Poll::Ready(Some(Ok(_))) => {}
                    Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(error)),
                    Poll::Ready(None) | Poll::Pending => break,
                }
            }
            asked.as_mut().poll(context)
        }))
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Whether the server has warned of something since this was asked last.
    pub(super) fn take_warning(&mut self) -> bool {
        std::mem::take(&mut self.was_warned)
    }
}
