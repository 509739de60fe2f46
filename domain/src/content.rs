//! What an attachment holds: some bytes of a kind that can be read for as long as the case is kept.
//!
//! The positive list of media types has fixed forms only: what somebody reads in ten years is what was there when it was
//! added. Documents of word processors (.docx, .odt) are not on it: they look otherwise in another program, can hold
//! macros, fetch parts of themselves from elsewhere and keep what was deleted; at the first bytes they are no more than an
//! archive of anything. Who has one exports it as PDF.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::text::Text;
use crate::texts::closed_set;

closed_set! {
    /// The media type of what is attached.
    MediaType {
        /// `application/pdf`.
        Pdf,
        /// `image/png`.
        Png,
        /// `image/jpeg`.
        Jpeg,
        /// `text/plain`, in UTF-8.
        PlainText,
    }
}

impl MediaType {
    /// Its registered name.
    pub const fn registered_name(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::PlainText => "text/plain",
        }
    }

    /// What the name of such a file ends with.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::PlainText => "txt",
        }
    }

    /// Whether bytes begin as such a file does; a text is one throughout.
    fn is_of(self, bytes: &[u8]) -> bool {
        match self {
            Self::Pdf => bytes.starts_with(b"%PDF-"),
            Self::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Jpeg => bytes.starts_with(b"\xff\xd8\xff"),
            // A PDF may hold nothing but letters, and is none.
            Self::PlainText => {
                let is_text = std::str::from_utf8(bytes).is_ok_and(|text| text.chars().all(is_written));
                is_text && !Self::Pdf.is_of(bytes)
            }
        }
    }
}

/// Whether a text for people can hold the sign.
fn is_written(sign: char) -> bool {
    matches!(sign, '\n' | '\r' | '\t' | '\u{c}') || !sign.is_control()
}

/// Content that is not empty, not larger than [`Content::MOST_BYTES`] and of the type it is said to be.
///
/// It always is somebody's: it is stored under that person's key, and nowhere in clear.
#[derive(Clone, PartialEq, Eq)]
pub struct Content {
    media_type: MediaType,
    bytes: Vec<u8>,
}

/// Why bytes cannot be taken as content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    /// There is nothing in it.
    #[error("is empty")]
    Empty,
    /// It has more bytes than content may have.
    #[error("has more than {} bytes", Content::MOST_BYTES)]
    TooLarge,
    /// It does not begin as files of that type do.
    #[error("is not {}", .0.registered_name())]
    OfAnotherType(MediaType),
}

impl Content {
    /// The most bytes that content may have: ten megabytes, a picture as telephones take them or some fifty scanned pages.
    pub const MOST_BYTES: usize = 10 * 1024 * 1024;

    /// Takes bytes as they are.
    pub fn new(media_type: MediaType, bytes: Vec<u8>) -> Result<Self, ContentError> {
        if bytes.is_empty() {
            Err(ContentError::Empty)
        } else if bytes.len() > Self::MOST_BYTES {
            Err(ContentError::TooLarge)
        } else if media_type.is_of(&bytes) {
            Ok(Self { media_type, bytes })
        } else {
            Err(ContentError::OfAnotherType(media_type))
        }
    }

    /// Its type.
    pub const fn media_type(&self) -> MediaType {
        self.media_type
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many there are.
    pub fn size(&self) -> i64 {
        i64::try_from(self.bytes.len()).unwrap_or(i64::MAX)
    }

    /// Its SHA-256, in hexadecimal: whoever has the file can tell that it is this one. It is the person's as the content
    /// itself is.
    pub fn sha256(&self) -> Text {
        Text::digest_of(&self.bytes)
    }
}

/// Shows what kind it is, never the content.
impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Content({}, {} bytes)", self.media_type.registered_name(), self.bytes.len())
    }
}

/// The SHA-256 of sealed content, as it is stored.
///
/// Of the ciphertext and not of what it says: so that content can be held against its event when its key is destroyed, and
/// so that nobody who guesses what was erased finds the guess confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct SealedDigest([u8; Self::BYTES]);

/// A text that is no such digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a digest has 64 hexadecimal digits")]
pub struct NotADigest;

impl SealedDigest {
    const BYTES: usize = 32;

    /// The digest of sealed content.
    pub fn of(sealed: &[u8]) -> Self {
        Self(Sha256::digest(sealed).into())
    }
}

impl From<SealedDigest> for String {
    fn from(digest: SealedDigest) -> Self {
        use std::fmt::Write as _;
        digest.0.iter().fold(Self::with_capacity(2 * SealedDigest::BYTES), |mut hex, byte| {
            // Writing to a string does not fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

impl TryFrom<String> for SealedDigest {
    type Error = NotADigest;

    fn try_from(text: String) -> Result<Self, NotADigest> {
        let digits = text.as_bytes();
        let is_written_so = |digit: &u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
        if digits.len() != 2 * Self::BYTES || !digits.iter().all(is_written_so) {
            return Err(NotADigest);
        }
        let mut digest = [0; Self::BYTES];
        for (byte, pair) in digest.iter_mut().zip(digits.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| NotADigest)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotADigest)?;
        }
        Ok(Self(digest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [(MediaType, &[u8]); 4] = [
        (MediaType::Pdf, b"%PDF-1.7\n"),
        (MediaType::Png, b"\x89PNG\r\n\x1a\nIHDR"),
        (MediaType::Jpeg, b"\xff\xd8\xff\xe0\0\x10JFIF"),
        (MediaType::PlainText, "Hun tegnet et hus uten dører.\r\n".as_bytes()),
    ];

    #[test]
    fn content_is_of_the_type_it_is_said_to_be_and_of_no_other() {
        for (of, bytes) in FILES {
            for said in MediaType::ALL {
                let taken = Content::new(said, bytes.to_vec());
                if of == said {
                    assert_eq!(taken.unwrap().bytes(), bytes);
                } else {
                    assert_eq!(taken, Err(ContentError::OfAnotherType(said)), "{of:?}");
                }
            }
        }
        for no_text in [b"\xff\xfe".as_slice(), b"a\0b", b"\x1b[31m"] {
            let taken = Content::new(MediaType::PlainText, no_text.to_vec());
            assert_eq!(taken, Err(ContentError::OfAnotherType(MediaType::PlainText)), "{no_text:?}");
        }
    }

    #[test]
    fn content_is_neither_empty_nor_without_bounds() {
        assert_eq!(Content::new(MediaType::PlainText, Vec::new()), Err(ContentError::Empty));
        let largest = vec![b'a'; Content::MOST_BYTES];
        assert_eq!(Content::new(MediaType::PlainText, largest.clone()).unwrap().size(), 10_485_760);
        let larger = [largest, vec![b'a']].concat();
        assert_eq!(Content::new(MediaType::PlainText, larger), Err(ContentError::TooLarge));
    }

    #[test]
    fn a_debug_print_does_not_show_the_content() {
        let content = Content::new(MediaType::PlainText, b"Solveig".to_vec()).unwrap();
        assert_eq!(format!("{content:?}"), "Content(text/plain, 7 bytes)");
    }

    #[test]
    fn a_digest_is_read_as_it_is_written_and_in_no_other_way() {
        let digest = SealedDigest::of(b"sealed");
        let written = String::from(digest);
        assert_eq!(written.len(), 64);
        assert_eq!(SealedDigest::try_from(written.clone()), Ok(digest));
        for wrong in [written.to_uppercase(), written[1..].to_owned(), format!("+{}", &written[1..]), "ø".repeat(32)] {
            assert_eq!(SealedDigest::try_from(wrong.clone()), Err(NotADigest), "{wrong}");
        }
    }
}
