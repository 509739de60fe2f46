//! Cuts the byte stream into the pieces that are read one at a time.
//!
//! The XML parser proper ([`quick_xml`]) keeps a whole tag or text in its
//! buffer, however long it is, so it cannot be let loose on a stream that
//! nobody vouches for. This module knows just enough XML to find where a child
//! of the root begins and ends: tags, quotes, comments, CDATA and processing
//! instructions. It keeps at most [`MAX_RECORD_BYTES`] of one child and counts
//! its way past the rest. Well-formedness is judged later, on the piece.
//!
//! Working on bytes is sound for every encoding the reader accepts: in UTF-8
//! and in the Latin encodings, bytes below 128 are always ASCII.

use std::io::{self, BufRead};

/// The largest `Individ` that is read. The official example with most content
/// has some ten kilobytes; this is a thousand times as much.
pub(super) const MAX_RECORD_BYTES: usize = 16 * 1024 * 1024;

/// The largest tag or instruction before the records begin.
pub(super) const MAX_PROLOGUE_BYTES: usize = 64 * 1024;

/// The schema needs five levels below the root.
pub(super) const MAX_DEPTH: u64 = 32;

/// How much of a record too large to read is kept, so that its name is known.
const HEAD_BYTES: usize = 256;

/// One piece of the file.
#[derive(Debug)]
pub(super) enum Piece {
    /// `<?...?>` outside any record, the XML declaration among them.
    Instruction {
        line: u64,
        at_start: bool,
        bytes: Vec<u8>,
    },
    /// `<!DOCTYPE` or any other declaration. Its content is not looked at.
    Declaration {
        line: u64,
    },
    RootStart {
        line: u64,
        empty: bool,
        bytes: Vec<u8>,
    },
    RootEnd {
        line: u64,
        bytes: Vec<u8>,
    },
    /// One child of the root with all it holds.
    Record(Record),
    /// Something other than white space where only elements belong.
    Text {
        line: u64,
    },
    EndOfInput {
        line: u64,
    },
}

#[derive(Debug)]
pub(super) struct Record {
    pub line: u64,
    pub size: RecordSize,
    /// All of the record, or only its head when it is beyond the limits.
    pub bytes: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordSize {
    WithinLimits,
    TooLarge,
    TooDeep,
}

impl Record {
    /// The element's name as written, for as far as it is ASCII and sane.
    pub(super) fn name(&self) -> &str {
        tag_name(&self.bytes)
    }
}

/// The name in a start tag, or an empty text when it is not plain ASCII.
pub(super) fn tag_name(tag: &[u8]) -> &str {
    let after = tag.get(1..).unwrap_or_default();
    let end =
        after.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>')).unwrap_or(after.len());
    std::str::from_utf8(&after[..end]).unwrap_or_default()
}

/// Why no further piece can be cut.
#[derive(Debug)]
pub(super) enum Cut {
    Io { line: u64, source: io::Error },
    Broken { line: u64 },
    TooLong { line: u64 },
}

/// Counts lines as editors do: `\n`, `\r\n` and a lone `\r` each end one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines {
    line: u64,
    after_return: bool,
}

impl Lines {
    pub(super) fn starting_at(line: u64) -> Self {
        Self { line, after_return: false }
    }

    pub(super) fn current(self) -> u64 {
        self.line
    }

    pub(super) fn pass(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if byte == b'\r' || (byte == b'\n' && !self.after_return) {
                self.line += 1;
            }
            self.after_return = byte == b'\r';
        }
    }
}

/// What has been kept of the piece being cut.
#[derive(Debug)]
struct Kept {
    bytes: Vec<u8>,
    limit: usize,
    overflowed: bool,
}

impl Kept {
    fn begin(&mut self, limit: usize) {
        self.bytes = Vec::new();
        self.limit = limit;
        self.overflowed = false;
    }

    fn add(&mut self, more: &[u8]) {
        if self.overflowed {
            return;
        }
        if self.bytes.len() + more.len() > self.limit {
            self.give_up(more);
        } else {
            self.bytes.extend_from_slice(more);
        }
    }

    /// Frees the memory at once: the rest of the piece may be a gigabyte.
    fn give_up(&mut self, more: &[u8]) {
        let mut head: Vec<u8> = self.bytes.iter().take(HEAD_BYTES).copied().collect();
        head.extend(more.iter().take(HEAD_BYTES - head.len()));
        self.bytes = head;
        self.overflowed = true;
    }

    fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }
}

/// The pieces of one file, in order.
pub(super) struct Pieces<R> {
    input: R,
    lines: Lines,
    kept: Kept,
    in_root: bool,
    at_start: bool,
}

impl<R: BufRead> Pieces<R> {
    pub(super) fn new(input: R) -> Self {
        let kept = Kept { bytes: Vec::new(), limit: 0, overflowed: false };
        Self { input, lines: Lines::starting_at(1), kept, in_root: false, at_start: true }
    }

    pub(super) fn next_piece(&mut self) -> Result<Piece, Cut> {
        loop {
            self.kept.begin(0);
            let text_line = self.lines.current();
            let text = self.take_text()?;
            if text.length > 0 {
                self.at_start = false;
            }
            if !text.blank {
                return Ok(Piece::Text { line: text_line });
            }
            let line = self.lines.current();
            if text.at_end {
                return Ok(Piece::EndOfInput { line });
            }
            let at_start = std::mem::take(&mut self.at_start);
            self.kept.begin(if self.in_root { MAX_RECORD_BYTES } else { MAX_PROLOGUE_BYTES });
            match self.take_markup()? {
                Kind::Comment => {}
                Kind::CData => return Ok(Piece::Text { line }),
                Kind::Declaration => return Ok(Piece::Declaration { line }),
                Kind::Instruction => {
                    return Ok(Piece::Instruction { line, at_start, bytes: self.whole(line)? });
                }
                Kind::End if self.in_root => {
                    self.in_root = false;
                    return Ok(Piece::RootEnd { line, bytes: self.whole(line)? });
                }
                Kind::End => return Err(Cut::Broken { line }),
                Kind::Empty if self.in_root => return Ok(Piece::Record(self.record(line, false))),
                Kind::Start if self.in_root => {
                    let too_deep = self.take_rest_of_record()?;
                    return Ok(Piece::Record(self.record(line, too_deep)));
                }
                kind @ (Kind::Start | Kind::Empty) => {
                    let empty = kind == Kind::Empty;
                    self.in_root = !empty;
                    return Ok(Piece::RootStart { line, empty, bytes: self.whole(line)? });
                }
            }
        }
    }

    fn whole(&mut self, line: u64) -> Result<Vec<u8>, Cut> {
        if self.kept.overflowed { Err(Cut::TooLong { line }) } else { Ok(self.kept.take()) }
    }

    fn record(&mut self, line: u64, too_deep: bool) -> Record {
        let size = if too_deep {
            RecordSize::TooDeep
        } else if self.kept.overflowed {
            RecordSize::TooLarge
        } else {
            RecordSize::WithinLimits
        };
        Record { line, size, bytes: self.kept.take() }
    }

    /// Consumes up to the record's own end tag; tells whether it nests too deep.
    fn take_rest_of_record(&mut self) -> Result<bool, Cut> {
        let mut depth: u64 = 1;
        let mut too_deep = false;
        while depth > 0 {
            let text = self.take_text()?;
            if text.at_end {
                return Err(Cut::Broken { line: self.lines.current() });
            }
            let line = self.lines.current();
            match self.take_markup()? {
                Kind::Start => depth += 1,
                Kind::End => depth -= 1,
                Kind::Declaration => return Err(Cut::Broken { line }),
                Kind::Empty | Kind::Comment | Kind::CData | Kind::Instruction => {}
            }
            if depth > MAX_DEPTH && !too_deep {
                too_deep = true;
                if !self.kept.overflowed {
                    self.kept.give_up(&[]);
                }
            }
        }
        Ok(too_deep)
    }

    /// Consumes up to, but not including, the next `<`.
    fn take_text(&mut self) -> Result<Text, Cut> {
        let mut text = Text { length: 0, blank: true, at_end: false };
        loop {
            let chunk = fill(&mut self.input, self.lines)?;
            if chunk.is_empty() {
                text.at_end = true;
                return Ok(text);
            }
            let found = chunk.iter().position(|&byte| byte == b'<');
            let taken = found.unwrap_or(chunk.len());
            let part = &chunk[..taken];
            text.length += taken;
            text.blank = text.blank && part.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
            self.lines.pass(part);
            self.kept.add(part);
            self.input.consume(taken);
            if found.is_some() {
                return Ok(text);
            }
        }
    }

    /// Consumes one piece of markup, from its `<` through its `>`.
    fn take_markup(&mut self) -> Result<Kind, Cut> {
        let line = self.lines.current();
        let mut scanner = Scanner::default();
        loop {
            let chunk = fill(&mut self.input, self.lines)?;
            if chunk.is_empty() {
                return Err(Cut::Broken { line });
            }
            let mut kind = None;
            let mut taken = 0;
            for &byte in chunk {
                taken += 1;
                kind = scanner.step(byte);
                if kind.is_some() {
                    break;
                }
            }
            self.lines.pass(&chunk[..taken]);
            self.kept.add(&chunk[..taken]);
            self.input.consume(taken);
            if let Some(kind) = kind {
                return Ok(kind);
            }
        }
    }
}

/// The first bytes of the file, fewer than `count` only when the file is shorter.
///
/// They are consumed; the caller chains them in front again. A reader may hand
/// out its bytes one by one, so one look into its buffer is not enough.
pub(super) fn take_front<R: BufRead>(input: &mut R, count: usize) -> Result<Vec<u8>, Cut> {
    let mut front = Vec::new();
    while front.len() < count {
        let chunk = fill(input, Lines::starting_at(1))?;
        if chunk.is_empty() {
            break;
        }
        let taken = chunk.len().min(count - front.len());
        front.extend_from_slice(&chunk[..taken]);
        input.consume(taken);
    }
    Ok(front)
}

fn fill<R: BufRead>(input: &mut R, lines: Lines) -> Result<&[u8], Cut> {
    // Asked once until it is not interrupted; the second call returns the same bytes.
    // (One call in a `match` would hold the borrow across the loop.)
    loop {
        match input.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(source) => return Err(Cut::Io { line: lines.current(), source }),
        }
    }
    input.fill_buf().map_err(|source| Cut::Io { line: lines.current(), source })
}

struct Text {
    length: usize,
    blank: bool,
    at_end: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Start,
    Empty,
    End,
    Comment,
    CData,
    Instruction,
    Declaration,
}

/// Follows one piece of markup byte by byte to its end.
#[derive(Debug, Default)]
enum Scanner {
    #[default]
    Before,
    Opened,
    StartTag {
        quote: Option<u8>,
        after_slash: bool,
    },
    EndTag,
    Instruction {
        after_question: bool,
    },
    Bang {
        seen: [u8; 7],
        count: usize,
    },
    Comment {
        dashes: u8,
    },
    CData {
        brackets: u8,
    },
}

impl Scanner {
    /// Takes one byte in; answers what the markup was at its last byte.
    fn step(&mut self, byte: u8) -> Option<Kind> {
        match self {
            Self::Before => *self = Self::Opened,
            Self::Opened => match byte {
                b'/' => *self = Self::EndTag,
                b'?' => *self = Self::Instruction { after_question: false },
                b'!' => *self = Self::Bang { seen: [0; 7], count: 0 },
                // `<>` has no name; the XML parser will say so.
                b'>' => return Some(Kind::Start),
                _ => *self = Self::StartTag { quote: None, after_slash: false },
            },
            Self::StartTag { quote: Some(open), .. } if *open == byte => {
                *self = Self::StartTag { quote: None, after_slash: false };
            }
            Self::StartTag { quote: Some(_), .. } => {}
            Self::StartTag { quote, after_slash } => match byte {
                b'>' => return Some(if *after_slash { Kind::Empty } else { Kind::Start }),
                b'"' | b'\'' => *quote = Some(byte),
                _ => *after_slash = byte == b'/',
            },
            Self::EndTag => {
                if byte == b'>' {
                    return Some(Kind::End);
                }
            }
            Self::Instruction { after_question } => {
                if byte == b'>' && *after_question {
                    return Some(Kind::Instruction);
                }
                *after_question = byte == b'?';
            }
            Self::Bang { seen, count } => {
                seen[*count] = byte;
                *count += 1;
                let so_far = &seen[..*count];
                if so_far == b"--" {
                    *self = Self::Comment { dashes: 0 };
                } else if so_far == b"[CDATA[" {
                    *self = Self::CData { brackets: 0 };
                } else if !b"--".starts_with(so_far) && !b"[CDATA[".starts_with(so_far) {
                    // A declaration ends the reading, so its end is not looked for.
                    return Some(Kind::Declaration);
                }
            }
            Self::Comment { dashes } => match byte {
                b'-' => *dashes = (*dashes + 1).min(2),
                b'>' if *dashes == 2 => return Some(Kind::Comment),
                _ => *dashes = 0,
            },
            Self::CData { brackets } => match byte {
                b']' => *brackets = (*brackets + 1).min(2),
                b'>' if *brackets == 2 => return Some(Kind::CData),
                _ => *brackets = 0,
            },
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Read};

    fn pieces(text: &str) -> Vec<String> {
        // One byte at a time: no state may depend on where a chunk ends.
        let mut pieces = Pieces::new(BufReader::with_capacity(1, text.as_bytes()));
        let mut seen = Vec::new();
        loop {
            match pieces.next_piece() {
                Ok(Piece::EndOfInput { line }) => {
                    seen.push(format!("end {line}"));
                    return seen;
                }
                Ok(Piece::Record(record)) => {
                    seen.push(format!("record {} {}", record.line, String::from_utf8(record.bytes).unwrap()));
                }
                Ok(Piece::RootStart { line, .. }) => seen.push(format!("root {line}")),
                Ok(Piece::RootEnd { line, .. }) => seen.push(format!("root end {line}")),
                Ok(Piece::Text { line }) => seen.push(format!("text {line}")),
                Ok(Piece::Instruction { line, at_start, .. }) => seen.push(format!("instruction {line} {at_start}")),
                Ok(Piece::Declaration { line }) => {
                    seen.push(format!("declaration {line}"));
                    return seen;
                }
                Err(cut) => {
                    let (Cut::Broken { line } | Cut::TooLong { line } | Cut::Io { line, .. }) = cut;
                    seen.push(format!("cut {line}"));
                    return seen;
                }
            }
        }
    }

    #[test]
    fn a_record_is_cut_from_its_start_tag_through_its_end_tag() {
        assert_eq!(
            pieces("<?xml version='1.0'?>\n<R>\n<a>\n<b/></a> <c x='1'/>\n</R>\n"),
            ["instruction 1 true", "root 2", "record 3 <a>\n<b/></a>", "record 4 <c x='1'/>", "root end 5", "end 6"]
        );
    }

    #[test]
    fn angle_brackets_in_quotes_comments_and_cdata_cut_nothing() {
        assert_eq!(
            pieces("<R><a x='>\"/>' y=\"</a>'\"><!-- </a> -- > --><![CDATA[</a>] ]>]]]></a></R>"),
            [
                "root 1",
                "record 1 <a x='>\"/>' y=\"</a>'\"><!-- </a> -- > --><![CDATA[</a>] ]>]]]></a>",
                "root end 1",
                "end 1"
            ]
        );
    }

    #[test]
    fn every_kind_of_line_end_counts_once() {
        assert_eq!(pieces("<R>\r\n<a/>\r<b/>\n<c/></R>")[1..4], ["record 2 <a/>", "record 3 <b/>", "record 4 <c/>"]);
    }

    #[test]
    fn a_declaration_is_reported_before_its_content_is_read() {
        assert_eq!(pieces("<!DOCTYPE R [<!ENTITY a 'b'>]><R/>"), ["declaration 1"]);
    }

    #[test]
    fn a_file_that_stops_inside_a_record_is_cut_there() {
        assert_eq!(pieces("<R>\n<a>\n<b>\n"), ["root 1", "cut 4"]);
        assert_eq!(pieces("<R>\n<a x='"), ["root 1", "cut 2"]);
    }

    #[test]
    fn a_record_beyond_the_size_limit_is_passed_over_and_only_its_head_is_kept() {
        let filling = MAX_RECORD_BYTES as u64 + 1;
        let input = BufReader::new(b"<R><a>".chain(io::repeat(b'x').take(filling)).chain(&b"</a><b/></R>"[..]));
        let mut pieces = Pieces::new(input);
        assert!(matches!(pieces.next_piece(), Ok(Piece::RootStart { .. })));
        let Ok(Piece::Record(large)) = pieces.next_piece() else { panic!("a record") };
        assert_eq!((large.size, large.name(), large.bytes.len()), (RecordSize::TooLarge, "a", HEAD_BYTES));
        let Ok(Piece::Record(next)) = pieces.next_piece() else { panic!("a record") };
        assert_eq!((next.size, next.name()), (RecordSize::WithinLimits, "b"));
    }

    #[test]
    fn a_record_nested_too_deep_is_passed_over() {
        let text = format!("<R><a>{}{}</a><b/></R>", "<x>".repeat(40), "</x>".repeat(40));
        let mut pieces = Pieces::new(text.as_bytes());
        assert!(matches!(pieces.next_piece(), Ok(Piece::RootStart { .. })));
        let Ok(Piece::Record(deep)) = pieces.next_piece() else { panic!("a record") };
        assert_eq!((deep.size, deep.name()), (RecordSize::TooDeep, "a"));
        assert!(matches!(pieces.next_piece(), Ok(Piece::Record(_))));
    }
}
