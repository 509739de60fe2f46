//! Bytes over a connection, for what an HTTP client would put right.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// Sends bytes and answers with the status of what comes back; `None` when that is no HTTP. The server is given a second
/// to close the connection, which it does where it is told to or understands nothing.
pub fn exchange(address: &str, bytes: &[u8]) -> Option<u16> {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(1))).expect("a connection takes a timeout");
    // The server may refuse before it has read everything.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    // HTTP/1.1 200 OK
    String::from_utf8_lossy(&answer).strip_prefix("HTTP/1.")?.get(2..5)?.parse().ok()
}
