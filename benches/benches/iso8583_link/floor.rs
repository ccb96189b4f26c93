//! What a link costs at least: frames of two bytes of length, echoed, nobody reads what is in them.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};

/// Serves connections that are sent back what they send, frame by frame.
pub(crate) async fn serve() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(echo(stream));
        }
    });
    Ok(address)
}

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut input, mut output) = (Vec::with_capacity(1 << 16), Vec::new());
    while stream.read_buf(&mut input).await? > 0 {
        output.clear();
        let mut rest = input.as_slice();
        while let Some((frame, behind)) = split(rest) {
            output.extend_from_slice(frame);
            rest = behind;
        }
        let used = input.len() - rest.len();
        input.drain(..used);
        stream.write_all(&output).await?;
    }
    Ok(())
}

/// A frame with its length, and what is behind it.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let size = usize::from(u16::from_be_bytes(*bytes.first_chunk()?)) + 2;
    bytes.split_at_checked(size)
}

/// One task that keeps `in_flight` frames on the way; the latencies of `count` of them.
pub(crate) async fn pipeline(
    address: SocketAddr,
    body: &[u8],
    in_flight: usize,
    count: usize,
) -> io::Result<Vec<Duration>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let frame = frame(body)?;
    let mut latencies = Vec::with_capacity(count);
    let mut sent = VecDeque::with_capacity(in_flight);
    let (mut input, mut output) = (Vec::with_capacity(1 << 16), Vec::new());
    let mut left = count;
    let mut due = in_flight;
    while latencies.len() < count {
        output.clear();
        let now = Instant::now();
        for _ in 0..due.min(left) {
            output.extend_from_slice(&frame);
            sent.push_back(now);
        }
        left -= due.min(left);
        stream.write_all(&output).await?;
        stream.read_buf(&mut input).await?;
        let now = Instant::now();
        let mut rest = input.as_slice();
        due = 0;
        while let Some((_, behind)) = split(rest) {
            rest = behind;
            due += 1;
            latencies.extend(sent.pop_front().map(|start| now - start));
        }
        let used = input.len() - rest.len();
        input.drain(..used);
    }
    Ok(latencies)
}

fn frame(body: &[u8]) -> io::Result<Vec<u8>> {
    let size = u16::try_from(body.len()).map_err(io::Error::other)?;
    Ok([&size.to_be_bytes(), body].concat())
}

/// Requests of callers to the task that holds the connection.
pub(crate) type Calls = mpsc::Sender<(Vec<u8>, oneshot::Sender<Vec<u8>>)>;

/// A client whose callers wait each for its own answer; answers come in the order of requests, so nothing is matched.
pub(crate) async fn client(address: SocketAddr) -> io::Result<Calls> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (calls, mut received) = mpsc::channel::<(Vec<u8>, oneshot::Sender<Vec<u8>>)>(256);
    let (mut reading, mut writing) = stream.into_split();
    let (queue, mut waiters) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut output = Vec::new();
        let mut batch = Vec::new();
        while received.recv_many(&mut batch, 256).await > 0 {
            output.clear();
            for (body, waiter) in batch.drain(..) {
                output.extend(frame(&body)?);
                let _ = queue.send(waiter);
            }
            writing.write_all(&output).await?;
        }
        io::Result::Ok(())
    });
    tokio::spawn(async move {
        let mut input = Vec::with_capacity(1 << 16);
        while reading.read_buf(&mut input).await? > 0 {
            let mut rest = input.as_slice();
            while let Some((frame, behind)) = split(rest) {
                rest = behind;
                if let Some(waiter) = waiters.recv().await {
                    let _: Result<(), Vec<u8>> =
                        oneshot::Sender::send(waiter, frame.get(2..).unwrap_or_default().to_vec());
                }
            }
            let used = input.len() - rest.len();
            input.drain(..used);
        }
        io::Result::Ok(())
    });
    Ok(calls)
}
