//! A listener that has no patience with clients who take nothing of what they are sent, or on whose connection nothing is sent at
//! all.
//!
//! What is written to a client that reads slowly waits in a buffer, and for that what is to be written next; one that
//! reads nothing at all would keep its place for ever. Such a connection is cut.

use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf, Take};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Sleep, sleep};

/// What is read of a client at once. The buffer of a connection grows with what it is given at once, to some 400 KiB, and
/// each connection keeps its own.
const MOST_READ: u64 = 16 * 1024;

/// How long a client may take nothing.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a connection may be kept on which nothing is sent either way: a request is answered sooner, and what is followed says
/// every quarter of a minute that it is.
const SILENCE: Duration = Duration::from_mins(2);

/// Accepts connections that are cut when their client takes nothing for a while, or nothing is sent on them for longer.
pub struct Impatient(pub TcpListener);

/// Such a connection.
pub struct Connection<C = TcpStream> {
    stream: Take<C>,
    patience: Duration,
    /// Runs while the client takes nothing.
    stalled: Option<Pin<Box<Sleep>>>,
    /// How long nothing may be read or written.
    silence: Duration,
    /// Runs while nothing is.
    silent: Option<Pin<Box<Sleep>>>,
}

impl Listener for Impatient {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (Connection::new(stream, PATIENCE, SILENCE), address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl<C: AsyncRead> Connection<C> {
    fn new(stream: C, patience: Duration, silence: Duration) -> Self {
        Self { stream: stream.take(MOST_READ), patience, stalled: None, silence, silent: None }
    }
}

impl<C> Connection<C> {
    /// Passes on what came of a write, unless the client has taken nothing for too long.
    fn watch<T>(&mut self, written: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            (self.stalled, self.silent) = (None, None);
            return written;
        }
        unless_over(&mut self.stalled, self.patience, context)
    }
}

/// Waits on, unless that has lasted for too long.
fn unless_over<T>(
    since: &mut Option<Pin<Box<Sleep>>>,
    most: Duration,
    context: &mut Context<'_>,
) -> Poll<io::Result<T>> {
    match since.get_or_insert_with(|| Box::pin(sleep(most))).as_mut().poll(context) {
        Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
        Poll::Pending => Poll::Pending,
    }
}

impl<C: AsyncRead + Unpin> AsyncRead for Connection<C> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream.set_limit(MOST_READ);
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if read.is_ready() {
            self.silent = None;
            return read;
        }
        let this = &mut *self;
        unless_over(&mut this.silent, this.silence, context)
    }
}

impl<C: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Connection<C> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(self.stream.get_mut()).poll_write(context, bytes);
        self.watch(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(self.stream.get_mut()).poll_write_vectored(context, slices);
        self.watch(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.get_ref().is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.stream.get_mut()).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.stream.get_mut()).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    #[tokio::test]
    async fn a_client_that_takes_nothing_is_cut() {
        let (server, _client) = duplex(16);
        let mut connection = Connection::new(server, Duration::from_millis(1), SILENCE);
        let error = connection.write_all(&[0; 17]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_client_that_sends_nothing_and_is_sent_nothing_is_cut() {
        let (server, mut client) = duplex(16);
        let mut connection = Connection::new(server, PATIENCE, Duration::from_millis(1));
        client.write_all(&[1]).await.unwrap();
        assert_eq!(connection.read_u8().await.unwrap(), 1);
        assert_eq!(connection.read_u8().await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_client_that_is_sent_something_now_and_then_is_not() {
        let (server, _client) = duplex(16);
        let mut connection = Connection::new(server, PATIENCE, SILENCE);
        assert!(futures::poll!(std::pin::pin!(connection.read_u8())).is_pending());
        assert!(connection.silent.is_some());
        connection.write_all(&[1]).await.unwrap();
        assert!(connection.silent.is_none(), "its silence is over");
    }

    #[tokio::test]
    async fn a_client_that_sends_much_is_read_to_its_end_a_part_at_a_time() {
        let (server, mut client) = duplex(1 << 20);
        client.write_all(&vec![1; 100_000]).await.unwrap();
        drop(client);
        let mut connection = Connection::new(server, PATIENCE, SILENCE);
        let (mut most, mut all) = (0, Vec::new());
        while let read @ 1.. = connection.read_buf(&mut all).await.unwrap() {
            all.reserve(1 << 17);
            most = most.max(read);
        }
        assert_eq!((most, all.len()), (16 * 1024, 100_000));
    }

    #[tokio::test]
    async fn a_client_that_takes_a_little_at_a_time_is_served() {
        let (server, mut client) = duplex(16);
        let mut connection = Connection::new(server, Duration::from_hours(1), SILENCE);
        let reading = async {
            let mut taken = vec![0; 1];
            for _ in 0..1_000 {
                client.read_exact(&mut taken).await.unwrap();
            }
        };
        let (written, ()) = tokio::join!(connection.write_all(&[0; 1_000]), reading);
        written.unwrap();
        assert!(connection.stalled.is_none(), "what was waited for is forgotten");
    }
}
