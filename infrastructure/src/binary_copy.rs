//! PostgreSQL's binary form of `COPY`, as far as rows are written and read in it.
//!
//! After the header each row is its number of columns, and each column its length and its bytes; all numbers are
//! big-endian.

/// What a copy begins with: the signature, no flag that is known, and a header without extension.
pub const HEADER: &[u8; 19] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// Stands where a row's number of columns would, after the last one.
pub const END: i16 = -1;

/// Stands where a value's length would, and no bytes follow.
pub const NULL: i32 = -1;

/// Microseconds from 1970 to 2000, from where PostgreSQL counts times.
pub const EPOCH_MICROS: i64 = 946_684_800_000_000;
