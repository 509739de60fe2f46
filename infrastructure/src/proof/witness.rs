//! Witnesses: what holds a ledger's checkpoints outside the operator's reach.
//!
//! The simplest one is a directory, on somebody else's machine or medium: a file per checkpoint, never overwritten.
//! A witness over HTTPS speaks C2SP's `tlog-witness`: it remembers the newest checkpoint it has seen, takes another only
//! with a proof that the new tree begins with the old one, and signs that it has.
//!
//! Only what bears a signature is believed: a witness's own that it has seen a checkpoint, and the ledger's under another
//! checkpoint than the ledger tells of. What a witness says against a log bears none, for the protocol has no place for
//! it: anybody on the line can say as much. So it is told, and stops nothing.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use case_ledger_domain::ids::Municipality;
use ureq::http::Uri;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use super::checkpoint::WitnessKey;
use crate::ledger::leaf::Hash;

/// How long a witness may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes of an answer that are read.
const MOST_ANSWER_BYTES: u64 = 64 * 1024;
/// The most bytes of a file that may be a checkpoint: its own few lines, and whatever cosignatures.
const MOST_FILE_BYTES: u64 = 64 * 1024;
/// What the names of the files of a directory end with.
const FILE_EXTENSION: &str = "checkpoint";

/// A directory that keeps checkpoints: `<directory>/<municipality>/<size>.checkpoint`.
#[derive(Debug, Clone)]
pub struct DirectoryWitness {
    directory: PathBuf,
}

impl DirectoryWitness {
    /// The witness in `directory`, which is made with the first checkpoint.
    pub const fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// Keeps a checkpoint. It is written whole beside its place and then linked there, so that a crash leaves no half
    /// one and nothing is overwritten; answers what the directory keeps of that size now.
    pub fn keep(&self, municipality: &Municipality, size: u64, note: &str) -> io::Result<Kept> {
        let directory = self.directory.join(municipality.as_str());
        let file = directory.join(format!("{size}.{FILE_EXTENSION}"));
        if file.try_exists()? {
            return Ok(Kept::before(&file, note));
        }
        fs::create_dir_all(&directory)?;
        let unfinished = directory.join(format!(".{}", crate::clock::new_id()));
        let mut new = fs::OpenOptions::new().write(true).create_new(true).open(&unfinished)?;
        new.write_all(note.as_bytes())?;
        new.sync_all()?;
        let linked = fs::hard_link(&unfinished, &file);
        fs::remove_file(&unfinished)?;
        match linked {
            Ok(()) => {
                fs::File::open(&directory)?.sync_all()?;
                Ok(Kept::Now)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Kept::before(&file, note)),
            Err(error) => Err(error),
        }
    }

    /// The municipalities of which it keeps a checkpoint.
    pub fn municipalities(&self) -> io::Result<Vec<Municipality>> {
        let mut kept = Vec::new();
        for entry in fs::read_dir(&self.directory)? {
            let Some(municipality) = entry?.file_name().to_str().and_then(|name| name.parse::<Municipality>().ok())
            else {
                continue;
            };
            if !self.kept(&municipality)?.is_empty() {
                kept.push(municipality);
            }
        }
        kept.sort_unstable();
        Ok(kept)
    }

    /// Every checkpoint it keeps of a municipality, the smallest first: size in the file's name, and file.
    pub fn kept(&self, municipality: &Municipality) -> io::Result<Vec<(u64, PathBuf)>> {
        let mut kept = Vec::new();
        let entries = match fs::read_dir(self.directory.join(municipality.as_str())) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(kept),
            Err(error) => return Err(error),
        };
        for entry in entries {
            let path = entry?.path();
            kept.extend(size_of(&path).map(|size| (size, path)));
        }
        kept.sort_unstable();
        Ok(kept)
    }
}

/// Why what bears a checkpoint's name in a directory is not read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It is a directory, a pipe or the like.
    #[error("it is no file")]
    NoFile,
    /// It is larger than any checkpoint.
    #[error("it is too large")]
    TooLarge,
    /// It cannot be opened, or not be read.
    #[error("it cannot be read ({0})")]
    File(#[from] io::Error),
}

/// Reads what bears a checkpoint's name in a directory. Anybody may have put it there, in any form, so that it may be no
/// text, and is never waited for.
pub fn read_kept(file: &Path) -> Result<String, Unreadable> {
    // Opening a pipe would wait for somebody to write to it.
    if !fs::metadata(file)?.is_file() {
        return Err(Unreadable::NoFile);
    }
    let mut bytes = Vec::new();
    fs::File::open(file)?.take(MOST_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= MOST_FILE_BYTES) {
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    } else {
        Err(Unreadable::TooLarge)
    }
}

/// What a directory keeps of the size of a checkpoint that was handed to it.
#[derive(Debug)]
pub enum Kept {
    /// This one, from now on.
    Now,
    /// This one, since before.
    Already,
    /// Another one, or what is none at all: this.
    Another(String),
    /// Something that cannot be read.
    Unreadable(Unreadable),
}

impl Kept {
    /// Of a file that is there. Only what was signed is compared: who signed it may have become more.
    fn before(file: &Path, note: &str) -> Self {
        let signed = |note: &str| note.split_once("\n\n").map(|(text, _)| text.to_owned());
        match read_kept(file) {
            Ok(there) if signed(&there) == signed(note) => Self::Already,
            Ok(there) => Self::Another(there),
            Err(error) => Self::Unreadable(error),
        }
    }
}

/// The size in a checkpoint file's name.
fn size_of(file: &Path) -> Option<u64> {
    let extension = file.extension()?.to_str()?;
    (extension == FILE_EXTENSION).then(|| file.file_stem()?.to_str()?.parse().ok()).flatten()
}

/// Who vouches for the certificates of witnesses over HTTPS: the public authorities, unless others are named.
///
/// A certificate keeps others from answering in its place, so that they cannot object in its name or keep it from signing,
/// and from seeing which ledgers there are and how fast they grow.
#[derive(Debug, Clone)]
pub struct Authorities(RootCerts);

impl Default for Authorities {
    fn default() -> Self {
        Self(RootCerts::WebPki)
    }
}

/// Why no authorities can be read from a file.
#[derive(Debug, thiserror::Error)]
pub enum AuthoritiesError {
    /// The file.
    #[error("the witnesses' authorities cannot be read")]
    File(#[from] io::Error),
    /// What is in it.
    #[error("the witnesses' authorities are not certificates in PEM form")]
    Form(#[from] ureq::Error),
    /// Nothing in it.
    #[error("the file of the witnesses' authorities holds no certificate")]
    Empty,
}

impl Authorities {
    /// Those in a file of certificates in PEM form, and no others.
    pub fn read(file: &Path) -> Result<Self, AuthoritiesError> {
        let mut certificates: Vec<Certificate<'static>> = Vec::new();
        for item in parse_pem(&fs::read(file)?) {
            if let PemItem::Certificate(certificate) = item? {
                certificates.push(certificate);
            }
        }
        if certificates.is_empty() {
            return Err(AuthoritiesError::Empty);
        }
        Ok(Self(RootCerts::Specific(Arc::new(certificates))))
    }
}

/// A witness over HTTP or HTTPS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpWitness {
    /// The address its calls begin with.
    url: String,
    /// What it signs with.
    pub key: WitnessKey,
}

/// Why a text names no witness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a witness is its verifier key and its https:// or http:// address with a blank between them")]
pub struct NotAWitness;

impl std::str::FromStr for HttpWitness {
    type Err = NotAWitness;

    fn from_str(text: &str) -> Result<Self, NotAWitness> {
        let (key, url) = text.trim().split_once(' ').ok_or(NotAWitness)?;
        let url = url.trim().trim_end_matches('/');
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Err(NotAWitness);
        }
        // Of an address that is none, there is no telling whose it is.
        url.parse::<Uri>().map_err(|_| NotAWitness)?;
        Ok(Self { url: url.to_owned(), key: key.parse().map_err(|_| NotAWitness)? })
    }
}

/// What a witness answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WitnessAnswer {
    /// It has signed: its signature line.
    Cosigned(String),
    /// It has last seen a tree of another size.
    OtherSize(u64),
    /// What it has seen is no beginning of this tree.
    Inconsistent,
    /// It does not sign: it does not know this log, or the like.
    Refused(u16),
}

/// Why a witness did not answer.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// It cannot be reached.
    #[error("the witness cannot be reached")]
    Unreachable(#[from] ureq::Error),
    /// It answered with no valid signature of its own.
    #[error("the witness's answer holds no valid cosignature")]
    NoCosignature,
}

impl HttpWitness {
    /// Whether others than this machine can answer in its place: it is asked over HTTP, and is not on this machine.
    pub fn is_open_to_others(&self) -> bool {
        let Ok(uri) = self.url.parse::<Uri>() else { return true };
        let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        let is_here = host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        uri.scheme_str() != Some("https") && !is_here
    }

    /// A client for any number of witnesses, whose certificates those authorities vouch for.
    pub fn agent(authorities: Authorities) -> ureq::Agent {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder().root_certs(authorities.0).unversioned_rustls_crypto_provider(provider).build();
        ureq::Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .build()
            .new_agent()
    }

    /// Hands it a checkpoint with the proof that its tree begins with the one of `old` leaves. Blocks.
    pub fn add_checkpoint(
        &self,
        agent: &ureq::Agent,
        old: u64,
        proof: &[Hash],
        note: &str,
    ) -> Result<WitnessAnswer, WitnessError> {
        let mut body = format!("old {old}\n");
        for hash in proof {
            STANDARD.encode_string(hash, &mut body);
            body.push('\n');
        }
        body.push('\n');
        body.push_str(note);
        let mut response = agent.post(format!("{}/add-checkpoint", self.url)).send(body)?;
        let status = response.status().as_u16();
        let answer = response.body_mut().with_config().limit(MOST_ANSWER_BYTES).read_to_string()?;
        match status {
            200 => match self.key.cosignature(note, &answer) {
                Some(line) => Ok(WitnessAnswer::Cosigned(line)),
                None => Err(WitnessError::NoCosignature),
            },
            409 => Ok(answer.trim_end().parse().map_or(WitnessAnswer::Refused(status), WitnessAnswer::OtherSize)),
            422 => Ok(WitnessAnswer::Inconsistent),
            _ => Ok(WitnessAnswer::Refused(status)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::net::TcpListener;

    use rustls::pki_types::pem::PemObject as _;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    use rustls::{ServerConfig, ServerConnection, StreamOwned};

    use super::*;

    fn any_key() -> WitnessKey {
        let key = [&[4], [7; 32].as_slice()].concat();
        let text = format!("w.example/1+{:08x}+{}", signed_note::key_id("w.example/1", &key), STANDARD.encode(&key));
        text.parse().unwrap()
    }

    /// Of `localhost`, signed by itself, for a hundred years, for these tests.
    const CERTIFICATE: &str = include_str!("fixtures/localhost.crt.pem");
    const PRIVATE_KEY: &str = include_str!("fixtures/localhost.key.pem");

    /// A server under that certificate that answers each request with status 409 and `7`.
    fn serve_over_https() -> String {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let certificate = CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap();
        let key = PrivateKeyDer::from_pem_slice(PRIVATE_KEY.as_bytes()).unwrap();
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
        let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
                let mut reader = BufReader::new(StreamOwned::new(connection, stream.unwrap()));
                let mut body = Vec::new();
                for line in reader.by_ref().lines() {
                    let Ok(line) = line else { break };
                    let length = line.to_ascii_lowercase();
                    if let Some(length) = length.strip_prefix("content-length:") {
                        body = vec![0; length.trim().parse().unwrap()];
                    }
                    if line.is_empty() {
                        reader.read_exact(&mut body).unwrap();
                        let answer = b"HTTP/1.1 409 X\r\ncontent-length: 2\r\nconnection: close\r\n\r\n7\n";
                        reader.get_mut().write_all(answer).unwrap();
                        break;
                    }
                }
            }
        });
        format!("https://localhost:{port}")
    }

    #[test]
    fn a_witness_over_https_is_asked_where_its_authority_is_trusted() {
        let file = std::env::temp_dir().join(format!("case-ledger-authorities-{}.pem", crate::clock::new_id()));
        fs::write(&file, CERTIFICATE).unwrap();
        let witness = HttpWitness { url: serve_over_https(), key: any_key() };
        let ask = |authorities| witness.add_checkpoint(&HttpWitness::agent(authorities), 0, &[], "note");
        assert_eq!(ask(Authorities::read(&file).unwrap()).unwrap(), WitnessAnswer::OtherSize(7));
        assert!(matches!(ask(Authorities::default()), Err(WitnessError::Unreachable(_))), "nobody vouches for it");

        fs::write(&file, PRIVATE_KEY).unwrap();
        assert!(matches!(Authorities::read(&file), Err(AuthoritiesError::Empty)), "a key is no authority");
        fs::remove_file(&file).unwrap();
        assert!(matches!(Authorities::read(&file), Err(AuthoritiesError::File(_))));
    }

    #[test]
    fn a_witness_is_reached_over_http_or_https() {
        let key = any_key();
        for url in ["http://witness.example", "https://witness.example/ledger/"] {
            let witness: HttpWitness = format!("{key} {url}").parse().unwrap();
            assert_eq!(witness.url, url.trim_end_matches('/'));
        }
        for no in ["ftp://witness.example", "witness.example", "https://", "http://a b", ""] {
            assert_eq!(format!("{key} {no}").parse::<HttpWitness>(), Err(NotAWitness), "{no}");
        }
    }

    #[test]
    fn over_http_a_witness_is_its_own_only_on_this_machine() {
        let key = any_key();
        for (url, is_open) in [
            ("https://witness.example", false),
            ("HTTPS://witness.example", false),
            ("http://127.0.0.1:8081", false),
            ("http://127.3.2.1", false),
            ("http://[::1]:8081/log", false),
            ("http://localhost:8081", false),
            ("http://LOCALHOST", false),
            ("http://witness.example", true),
            ("http://10.0.0.1", true),
            ("http://localhost.example", true),
            ("http://localhost@witness.example", true),
            ("http://127.0.0.1.example", true),
            ("http://[::2]", true),
        ] {
            let witness = HttpWitness { url: url.to_owned(), key: key.clone() };
            assert_eq!(witness.is_open_to_others(), is_open, "{url}");
        }
    }

    #[test]
    fn a_directory_keeps_the_first_checkpoint_of_each_size() {
        let directory = std::env::temp_dir().join(format!("case-ledger-witness-{}", crate::clock::new_id()));
        let (witness, municipality) = (DirectoryWitness::new(directory.clone()), "9901".parse().unwrap());
        assert_eq!(witness.kept(&municipality).unwrap(), []);
        let ten = "ten\n\n— one\n";
        assert!(matches!(witness.keep(&municipality, 10, ten).unwrap(), Kept::Now));
        assert!(matches!(witness.keep(&municipality, 9, "nine\n\n").unwrap(), Kept::Now));
        assert!(matches!(witness.keep(&municipality, 10, "ten\n\n— one\n— two\n").unwrap(), Kept::Already));
        let kept = witness.keep(&municipality, 10, "another ten\n\n— one\n").unwrap();
        assert!(matches!(kept, Kept::Another(there) if there == ten));
        let kept = witness.kept(&municipality).unwrap();
        let texts = kept.iter().map(|(size, file)| (*size, fs::read_to_string(file).unwrap()));
        assert_eq!(texts.collect::<Vec<_>>(), [(9, "nine\n\n".to_owned()), (10, ten.to_owned())]);
        assert_eq!(fs::read_dir(directory.join("9901")).unwrap().count(), 2, "nothing unfinished is left");
        // What is no file, or none that anybody would read to its end.
        let folder = directory.join("9901");
        fs::create_dir(folder.join("11.checkpoint")).unwrap();
        fs::write(folder.join("12.checkpoint"), vec![b'x'; 70_000]).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.join("13.checkpoint")).unwrap();
        let kept = [11, 12, 13].map(|size| witness.keep(&municipality, size, ten).unwrap());
        assert!(matches!(kept[0], Kept::Unreadable(Unreadable::NoFile)), "{kept:?}");
        assert!(matches!(kept[1], Kept::Unreadable(Unreadable::TooLarge)), "{kept:?}");
        assert!(matches!(kept[2], Kept::Unreadable(Unreadable::File(_))), "{kept:?}");
        // What a crash left, a folder that nothing was put into, and what is none of its own.
        for (folder, file) in [("9902", Some(".unfinished")), ("9903", None), ("notes", Some("7.checkpoint"))] {
            fs::create_dir(directory.join(folder)).unwrap();
            file.map_or(Ok(()), |file| fs::write(directory.join(folder).join(file), ten)).unwrap();
        }
        assert_eq!(witness.municipalities().unwrap(), [municipality]);
        fs::remove_dir_all(directory).unwrap();
    }
}
