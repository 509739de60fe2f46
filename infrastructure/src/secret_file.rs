//! Secrets in files: 64 hexadecimal digits, readable by their owner only.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use aws_lc_rs::rand;

/// Bytes of a secret.
pub const SECRET_BYTES: usize = 32;

/// Reads the secret, making it where there is none.
///
/// It is written whole beside its place and then linked there: a crash leaves no half secret, and of two processes
/// that make it at once one wins and both use it.
pub fn create_or_read(file: &Path) -> io::Result<[u8; SECRET_BYTES]> {
    match read(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        result => return result,
    }
    let directory = file.parent().unwrap_or(Path::new("."));
    fs::DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    let mut bytes = [0; SECRET_BYTES];
    rand::fill(&mut bytes).map_err(|_| io::Error::other("no randomness"))?;
    let unfinished = directory.join(format!(".{}", crate::clock::new_id()));
    let mut new = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
    new.write_all(to_hex(&bytes).as_bytes())?;
    new.sync_all()?;
    let linked = fs::hard_link(&unfinished, file);
    fs::remove_file(&unfinished)?;
    if let Err(error) = linked
        && error.kind() != io::ErrorKind::AlreadyExists
    {
        return Err(error);
    }
    fs::File::open(directory)?.sync_all()?;
    read(file)
}

/// Reads a secret that is there.
pub fn read(file: &Path) -> io::Result<[u8; SECRET_BYTES]> {
    let malformed = || io::Error::new(io::ErrorKind::InvalidData, "the file does not hold 64 hexadecimal digits");
    from_hex(fs::read_to_string(file)?.trim()).ok_or_else(malformed)
}

/// Bytes as lower-case hexadecimal digits.
pub fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn from_hex(text: &str) -> Option<[u8; SECRET_BYTES]> {
    let mut bytes = [0; SECRET_BYTES];
    if text.len() != SECRET_BYTES * 2 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_secret_is_made_once_and_for_its_owner_only() {
        let directory = std::env::temp_dir().join(format!("case-ledger-secret-{}", crate::clock::new_id()));
        let file = directory.join("deep").join("secret");
        let first = create_or_read(&file).unwrap();
        assert_eq!(create_or_read(&file).unwrap(), first);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(directory.join("deep")).unwrap().count(), 1);
        fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn a_damaged_secret_is_an_error_and_not_replaced() {
        let file = std::env::temp_dir().join(format!("case-ledger-secret-{}", crate::clock::new_id()));
        fs::write(&file, "abc").unwrap();
        assert_eq!(create_or_read(&file).unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert_eq!(fs::read_to_string(&file).unwrap(), "abc");
        fs::remove_file(file).unwrap();
    }
}
