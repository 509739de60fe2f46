//! Looking for a text in every byte that was stored.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use case_ledger_infrastructure::embedded::EmbeddedOptions;
use case_ledger_infrastructure::home::Home;
use memchr::memmem::Finder;
use sqlx::{Connection as _, Executor as _, PgConnection};

use crate::program::DataDir;

/// A data directory whose databases write whole pages to the write-ahead log as they are: compressed, what lies in them would not
/// be found.
pub fn uncompressed(directory: DataDir) -> DataDir {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(async {
        let home = Home::open(directory.path(), EmbeddedOptions::default()).await.expect("a data directory opens");
        let mut connection = PgConnection::connect(&home.superuser_url()).await.expect("the superuser may");
        for database in ["case_ledger", "case_ledger_keys"] {
            let sql = format!("ALTER DATABASE {database} SET wal_compression = off");
            connection.execute(sql.as_str()).await.expect("the superuser may");
        }
        connection.close().await.expect("the server is there");
        home.close().await;
    });
    directory
}

/// Writes a text in clear to a table, and says in which file of the write-ahead log it must be found: in the image of a page
/// that is changed elsewhere, without the row beside it.
pub async fn write_in_clear(superuser: &str, text: &str) -> String {
    let mut connection = PgConnection::connect(superuser).await.expect("the superuser may");
    let compresses: String =
        sqlx::query_scalar("SHOW wal_compression").fetch_one(&mut connection).await.expect("it is a setting");
    assert_eq!(compresses, "off", "what lies in a page would not be found");
    connection.execute("CREATE TABLE in_clear (id int, words text)").await.expect("the superuser may");
    let row = sqlx::query("INSERT INTO in_clear VALUES (1, $1), (2, 'other')").bind(text);
    row.execute(&mut connection).await.expect("the superuser may");
    connection.execute("SELECT pg_switch_wal()").await.expect("the superuser may");
    connection.execute("CHECKPOINT").await.expect("the superuser may");
    let file = sqlx::query_scalar("SELECT pg_walfile_name(pg_current_wal_lsn())").fetch_one(&mut connection).await;
    connection.execute("UPDATE in_clear SET id = 3 WHERE id = 2").await.expect("the superuser may");
    connection.close().await.expect("the server is there");
    file.expect("the superuser may")
}

/// The forms in which a text may lie in a file: as it is, in hexadecimal digits, and in base64 wherever it begins.
pub fn forms_of(text: &str) -> Vec<Vec<u8>> {
    let hex = case_ledger_infrastructure::secret_file::to_hex(text.as_bytes());
    let mut forms = vec![text.as_bytes().to_vec(), hex.clone().into_bytes(), hex.to_uppercase().into_bytes()];
    for before in 0..3_usize {
        let bytes = [&vec![0; before], text.as_bytes()].concat();
        for encoded in [STANDARD_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)] {
            // Digits that also depend on what stands before or after the text are left out.
            let whole = bytes.len() / 3 * 4;
            forms.push(encoded.as_bytes()[if before == 0 { 0 } else { 4 }..whole].to_vec());
        }
    }
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// The files below a directory in which one of the texts lies in some form, with the text.
pub fn files_with(directory: &Path, texts: &[&str]) -> Vec<(PathBuf, String)> {
    files_with_forms(directory, &texts.iter().map(|text| (*text, forms_of(text))).collect::<Vec<_>>())
}

/// The files below a directory in which the bytes lie as they are or in hexadecimal digits, with their names.
pub fn files_with_bytes(directory: &Path, named: &[(&str, &[u8])]) -> Vec<(PathBuf, String)> {
    let forms = named.iter().map(|(name, bytes)| {
        let hex = case_ledger_infrastructure::secret_file::to_hex(bytes);
        (*name, vec![bytes.to_vec(), hex.to_uppercase().into_bytes(), hex.into_bytes()])
    });
    files_with_forms(directory, &forms.collect::<Vec<_>>())
}

fn files_with_forms(directory: &Path, forms: &[(&str, Vec<Vec<u8>>)]) -> Vec<(PathBuf, String)> {
    let finders: Vec<(&str, Finder<'_>)> =
        forms.iter().flat_map(|(text, forms)| forms.iter().map(|form| (*text, Finder::new(form)))).collect();
    let mut found = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).expect("a data directory can be listed").flatten() {
            let path = entry.path();
            let kind = entry.file_type().expect("a file has a type");
            if kind.is_dir() {
                open.push(path);
            } else if kind.is_file() {
                let bytes = fs::read(&path).expect("a file of the data directory can be read");
                for (text, finder) in &finders {
                    if finder.find(&bytes).is_some() {
                        found.push((path.clone(), (*text).to_owned()));
                    }
                }
            }
        }
    }
    found
}
