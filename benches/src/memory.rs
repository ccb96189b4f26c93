//! Peak memory, from a child process of its own: what one job needs, not what the process once had.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;
use std::{env, fs, io};

/// The argument that makes a bench run as the child.
const CHILD: &str = "--memory-of";

/// What the child is to do.
#[derive(Debug)]
pub struct Job {
    /// The row's name.
    pub row: String,
    /// The message, read from the file that the parent wrote.
    pub xml: Vec<u8>,
}

/// Answers the job when this process is the child. The bench then does it, keeps the result alive, and calls [`report`].
///
/// # Errors
/// When the file that the parent wrote cannot be read.
pub fn job() -> io::Result<Option<Job>> {
    let mut arguments = env::args().skip_while(|argument| argument != CHILD).skip(1);
    let (Some(row), Some(file)) = (arguments.next(), arguments.next()) else {
        return Ok(None);
    };
    Ok(Some(Job {
        row,
        xml: fs::read(file)?,
    }))
}

/// Prints this process's peak for the parent to read.
///
/// # Errors
/// When `/proc` is not there.
#[expect(clippy::print_stdout, reason = "the parent reads it")]
pub fn report() -> io::Result<()> {
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak
        .and_then(|peak| peak.split_whitespace().next())
        .unwrap_or("0");
    println!("{kilobytes}");
    Ok(())
}

/// Runs this binary again as the child for each row and prints its peak as a multiple of the file's size.
///
/// # Errors
/// When the file cannot be written, or a child does not answer.
#[expect(
    clippy::print_stdout,
    clippy::float_arithmetic,
    reason = "a bench prints figures"
)]
pub fn compare(title: &str, xml: &str, rows: &[&str]) -> io::Result<()> {
    let file = Temporary::write(xml)?;
    println!("\npeak memory, {title}: one process each, input and result held");
    println!("{:<34} {:>10} {:>12}", "row", "peak MB", "x file");
    for row in rows {
        let output = Command::new(env::current_exe()?)
            .arg(CHILD)
            .arg(row)
            .arg(&file.0)
            .output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let kilobytes: u32 = text.trim().parse().map_err(|_| {
            let why = String::from_utf8_lossy(&output.stderr);
            io::Error::other(format!("{row}: {} {why}", output.status))
        })?;
        let bytes = f64::from(kilobytes) * 1024.0;
        println!(
            "{row:<34} {:>10.1} {:>12.2}",
            bytes / 1e6,
            bytes / size(xml.len())
        );
    }
    Ok(())
}

/// The argument that makes a bench run as the child that streams.
const STREAM_CHILD: &str = "--stream-of";

/// The bytes to stream when this process is the child that streams. The bench then does it and calls [`report`].
pub fn stream_job() -> Option<u64> {
    let mut arguments = env::args().skip_while(|argument| argument != STREAM_CHILD);
    arguments.nth(1)?.parse().ok()
}

/// Runs this binary again as the child that streams a message of so many bytes, which nobody holds, and prints its peak and its
/// speed, input made included.
///
/// # Errors
/// When the child does not answer.
#[expect(
    clippy::print_stdout,
    clippy::float_arithmetic,
    reason = "a bench prints figures"
)]
pub fn stream(title: &str, bytes: u32) -> io::Result<()> {
    let start = Instant::now();
    let output = Command::new(env::current_exe()?)
        .arg(STREAM_CHILD)
        .arg(bytes.to_string())
        .output()?;
    let seconds = start.elapsed().as_secs_f64();
    let text = String::from_utf8_lossy(&output.stdout);
    let kilobytes: u32 = text.trim().parse().map_err(|_| {
        let why = String::from_utf8_lossy(&output.stderr);
        io::Error::other(format!("{title}: {} {why}", output.status))
    })?;
    println!(
        "\n{title}: {bytes} bytes in one process: peak {:.1} MB, {seconds:.1} s wall, {:.1} MB/s with making the input",
        f64::from(kilobytes) * 1024.0 / 1e6,
        f64::from(bytes) / 1e6 / seconds
    );
    Ok(())
}

/// A length as a float, for printing.
pub(crate) fn size(bytes: usize) -> f64 {
    u32::try_from(bytes).map_or(f64::INFINITY, f64::from)
}

/// A file that is gone when the run ends.
struct Temporary(PathBuf);

impl Temporary {
    fn write(xml: &str) -> io::Result<Self> {
        let path = env::temp_dir().join(format!("girokit-bench-{}.xml", std::process::id()));
        fs::write(&path, xml)?;
        Ok(Self(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Left behind at worst: a file in the system's temporary folder.
        let _ = fs::remove_file(&self.0);
    }
}
