//! libxml2's schema validator as a peer: the process `xmllint`, on the same file.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// A message in a file and its published schema.
#[derive(Debug)]
pub struct Xmllint {
    schema: PathBuf,
    file: PathBuf,
    /// How often the file is named on the command line, so that a small one outweighs the start of the process.
    pub times: u32,
}

impl Xmllint {
    /// Writes the message to a file; `None`, and a line that says why, when the tool or the schema is not here.
    ///
    /// # Errors
    /// When the file cannot be written.
    #[expect(clippy::print_stdout, reason = "a bench says what it leaves out")]
    pub fn new(id: &str, xml: &str, times: u32) -> io::Result<Option<Self>> {
        let data = env::var_os("GIROKIT_DATA").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
            PathBuf::from,
        );
        let area = id.split('.').next().unwrap_or_default();
        let schema = data.join(format!("iso20022/xsd/{area}/{id}.xsd"));
        if !schema.is_file() {
            println!("no row for xmllint: no schema {}", schema.display());
            return Ok(None);
        }
        if Command::new("xmllint").arg("--version").output().is_err() {
            println!("no row for xmllint: not installed (Debian: libxml2-utils)");
            return Ok(None);
        }
        let file = env::temp_dir().join(format!("girokit-xmllint-{}-{id}.xml", std::process::id()));
        fs::write(&file, xml)?;
        Ok(Some(Self {
            schema,
            file,
            times,
        }))
    }

    /// Parses and validates the file, `times` times.
    pub fn command(&self) -> Command {
        let mut command = Command::new("xmllint");
        command
            .args(["--huge", "--noout", "--schema"])
            .arg(&self.schema);
        for _ in 0..self.times {
            command.arg(&self.file);
        }
        command
    }
}

impl Drop for Xmllint {
    fn drop(&mut self) {
        // Left behind at worst: a file in the system's temporary folder.
        let _ = fs::remove_file(&self.file);
    }
}
