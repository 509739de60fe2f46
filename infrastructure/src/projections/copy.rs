//! Rows in PostgreSQL's binary COPY format, which is the fastest way in.

use sqlx::encode::IsNull;
use sqlx::postgres::{PgArgumentBuffer, PgConnection};

use super::table::Column;
use crate::binary_copy::{END, HEADER, NULL};

/// Bytes that are sent in one message: the connection keeps room for one.
const SENT_AT_ONCE: usize = 256 * 1024;

/// Lines of a COPY.
pub struct Lines {
    bytes: PgArgumentBuffer,
    any: bool,
}

impl Lines {
    /// None yet.
    pub fn new() -> Self {
        let mut bytes = PgArgumentBuffer::default();
        bytes.extend_from_slice(HEADER);
        Self { bytes, any: false }
    }

    /// Begins a line of so many columns.
    pub fn line(&mut self, columns: usize) -> Result<(), sqlx::Error> {
        let columns = i16::try_from(columns).map_err(|error| sqlx::Error::Encode(error.into()))?;
        self.bytes.extend_from_slice(&columns.to_be_bytes());
        self.any = true;
        Ok(())
    }

    /// Adds the line's next column.
    pub fn column(&mut self, value: &impl Column) -> Result<(), sqlx::Error> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; 4]);
        let length = match value.encode(&mut self.bytes)? {
            IsNull::Yes => NULL,
            IsNull::No => {
                i32::try_from(self.bytes.len() - start - 4).map_err(|error| sqlx::Error::Encode(error.into()))?
            }
        };
        self.bytes[start..start + 4].copy_from_slice(&length.to_be_bytes());
        Ok(())
    }

    /// Copies them into a table, given with its columns.
    pub async fn copy_into(mut self, connection: &mut PgConnection, table: &str) -> Result<(), sqlx::Error> {
        if !self.any {
            return Ok(());
        }
        self.bytes.extend_from_slice(&END.to_be_bytes());
        let mut copy = connection.copy_in_raw(&format!("COPY {table} FROM STDIN (FORMAT binary)")).await?;
        for part in self.bytes.chunks(SENT_AT_ONCE) {
            if let Err(error) = copy.send(part).await {
                copy.abort("not all could be sent").await?;
                return Err(error);
            }
        }
        copy.finish().await.map(|_| ())
    }
}
