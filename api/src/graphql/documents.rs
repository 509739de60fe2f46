//! Documents that are printed from the ledger, or opened in a word processor (S0-24).

use std::io::{Cursor, Write as _};

use async_graphql::{Enum, SimpleObject};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use case_ledger_domain::case;
use case_ledger_domain::documents::DocumentLabel;
use case_ledger_domain::forms;
use case_ledger_domain::guides::Translated;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::text::Text;
use case_ledger_domain::texts::Language;
use case_ledger_infrastructure::personal::sight::Veil;
use chrono::NaiveDate;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::scalars::PersonalText;

/// In which form a document is handed out (S0-24, S0-47).
#[derive(Clone, Copy, Default, PartialEq, Eq, Enum)]
pub enum DocumentFormat {
    /// A page that browsers print.
    #[default]
    Html,
    /// A document of word processors (.docx).
    Docx,
}

/// How the document stands in `content` (S0-24, S0-47).
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum DocumentEncoding {
    /// As it is.
    Text,
    /// Its bytes in Base64.
    #[graphql(name = "BASE64")]
    Base64,
}

/// A document to be printed or opened in a word processor (S0-24, S0-47). That one about somebody was handed out is in
/// the read log (R-70).
#[derive(SimpleObject)]
pub struct PrintableDocument {
    /// A name for the file, which tells of nobody.
    file_name: String,
    /// What it is.
    media_type: &'static str,
    /// How it stands in `content`.
    encoding: DocumentEncoding,
    /// The whole document.
    content: String,
}

impl PrintableDocument {
    /// That sheet in that form.
    pub fn of(sheet: &Sheet, format: DocumentFormat) -> Result<Self, ZipError> {
        Ok(match format {
            DocumentFormat::Html => Self {
                file_name: format!("{}.html", sheet.name),
                media_type: "text/html",
                encoding: DocumentEncoding::Text,
                content: sheet.html(),
            },
            DocumentFormat::Docx => Self {
                file_name: format!("{}.docx", sheet.name),
                media_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                encoding: DocumentEncoding::Base64,
                content: BASE64_STANDARD.encode(sheet.docx()?),
            },
        })
    }
}

/// What a document says, whatever its form.
pub struct Sheet {
    name: String,
    language: &'static str,
    title: String,
    /// What it is for, above all else.
    purpose: Option<String>,
    rows: Vec<Row>,
}

/// A part of a document.
struct Row {
    heading: String,
    said: Said,
}

/// What stands under the heading of a part.
enum Said {
    /// What was written; with lines of its own.
    Text(String),
    /// What to think of, and where it is filled in.
    Empty { hint: Option<String>, fill: Option<Fill> },
}

/// Where something is filled in by hand or in a word processor.
enum Fill {
    Lines(usize),
    Choices(Vec<String>),
    Signatures(Vec<String>),
    Table { columns: Vec<String>, rows: usize },
}

/// A line to write on, in HTML.
const LINE: &str = "<p style=\"border-bottom:1px solid;min-height:1.5em\"></p>";

impl Said {
    fn html(&self) -> String {
        match self {
            Self::Text(text) => escaped(text).replace('\n', "<br>"),
            Self::Empty { hint, fill } => {
                let hint = hint.as_ref().map(|hint| format!("<p><em>{}</em></p>", escaped(hint)));
                let fill = fill.as_ref().map(Fill::html);
                [hint, fill].into_iter().flatten().collect()
            }
        }
    }

    fn wordprocessing_xml(&self, language: &str) -> String {
        match self {
            Self::Text(text) => paragraph("", text, language),
            Self::Empty { hint, fill } => {
                let hint = hint.as_ref().map(|hint| paragraph("<w:i/>", hint, language));
                let fill = fill.as_ref().map(|fill| fill.wordprocessing_xml(language));
                [hint, fill].into_iter().flatten().collect()
            }
        }
    }
}

impl Fill {
    fn html(&self) -> String {
        let cell = "style=\"border:1px solid;padding:.3em;height:1.5em;text-align:left\"";
        match self {
            Self::Lines(lines) => LINE.repeat(*lines),
            Self::Choices(choices) => choices
                .iter()
                .flat_map(|choice| ["<p>\u{2610} ".to_owned(), escaped(choice), "</p>".to_owned()])
                .collect(),
            Self::Signatures(who) => who
                .iter()
                .flat_map(|who| [LINE.to_owned(), "<p>".to_owned(), escaped(who), "</p>".to_owned()])
                .collect(),
            Self::Table { columns, rows } => {
                let head =
                    |column: &String| [format!("<th scope=\"col\" {cell}>"), escaped(column), "</th>".to_owned()];
                let head: String = columns.iter().flat_map(head).collect();
                let row = format!("<tr>{}</tr>", format!("<td {cell}></td>").repeat(columns.len()));
                let rows = row.repeat(*rows);
                format!("<table style=\"width:100%;border-collapse:collapse\"><tr>{head}</tr>{rows}</table>")
            }
        }
    }

    fn wordprocessing_xml(&self, language: &str) -> String {
        let line = "<w:p><w:pPr><w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"1\" w:color=\"auto\"/></w:pBdr>\
            </w:pPr></w:p>";
        match self {
            // A border is drawn once around paragraphs that have the same: what stands between them keeps the lines apart.
            Self::Lines(lines) => format!("{line}<w:p/>").repeat(*lines),
            Self::Choices(choices) => {
                choices.iter().map(|choice| paragraph("", &format!("\u{2610} {choice}"), language)).collect()
            }
            Self::Signatures(who) => who.iter().map(|who| line.to_owned() + &paragraph("", who, language)).collect(),
            Self::Table { columns, rows } => {
                let edge =
                    |side: &str| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>");
                let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(edge).concat();
                let grid = "<w:gridCol/>".repeat(columns.len());
                let row = |cells: String| format!("<w:tr>{cells}</w:tr>");
                let head =
                    columns.iter().map(|column| format!("<w:tc>{}</w:tc>", paragraph("<w:b/>", column, language)));
                let empty = row("<w:tc><w:p/></w:tc>".repeat(columns.len())).repeat(*rows);
                // A word processor refuses a table that nothing follows.
                format!(
                    "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr>\
                     <w:tblGrid>{grid}</w:tblGrid>{}{empty}</w:tbl><w:p/>",
                    row(head.collect())
                )
            }
        }
    }
}

/// A paragraph of a word processor's document; `look` is how its letters are.
fn paragraph(look: &str, text: &str, language: &str) -> String {
    let lines = escaped(text);
    let lines = lines.split('\n').map(|line| format!("<w:t xml:space=\"preserve\">{line}</w:t>"));
    let lines = lines.collect::<Vec<_>>().join("<w:br/>");
    format!("<w:p><w:r><w:rPr>{look}<w:lang w:val=\"{language}\"/></w:rPr>{lines}</w:r></w:p>")
}

/// Whether a document can hold it: for a single other sign a word processor refuses the whole.
fn can_be_written(sign: char) -> bool {
    matches!(sign, '\n' | '\t') || !(sign.is_control() || matches!(sign, '\u{fffe}' | '\u{ffff}'))
}

/// Text as HTML and XML show it, whatever signs it holds; what neither can hold is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            sign if can_be_written(sign) => escaped.push(sign),
            _ => {}
        }
    }
    escaped
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// What the parts of a word processor's document are.
const CONTENT_TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
    <Override PartName=\"/word/document.xml\" \
    ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";

/// Which of them is the document.
const RELATIONSHIPS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"document\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
    Target=\"word/document.xml\"/></Relationships>";

impl Sheet {
    fn html(&self) -> String {
        let (title, language) = (escaped(&self.title), self.language);
        let mut content = format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
             <body>\n<h1>{title}</h1>\n"
        );
        if let Some(purpose) = &self.purpose {
            content.extend(["<p>", &escaped(purpose), "</p>\n"]);
        }
        content.push_str("<dl>\n");
        for Row { heading, said } in &self.rows {
            content.extend(["<dt>", &escaped(heading), "</dt><dd>", &said.html(), "</dd>\n"]);
        }
        content.push_str("</dl>\n</body>\n</html>\n");
        content
    }

    /// Stored and not compressed: a note is short, and nothing more is needed to read it.
    fn docx(&self) -> Result<Vec<u8>, ZipError> {
        let document = self.wordprocessing_xml();
        let parts =
            [("[Content_Types].xml", CONTENT_TYPES), ("_rels/.rels", RELATIONSHIPS), ("word/document.xml", &document)];
        let mut file = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (name, part) in parts {
            file.start_file(name, stored)?;
            file.write_all(XML.as_bytes())?;
            file.write_all(part.as_bytes())?;
        }
        Ok(file.finish()?.into_inner())
    }

    fn wordprocessing_xml(&self) -> String {
        let language = match self.language {
            "en" => "en-GB".to_owned(),
            of_norway => format!("{of_norway}-NO"),
        };
        let mut body = paragraph("<w:b/><w:sz w:val=\"32\"/>", &self.title, &language);
        if let Some(purpose) = &self.purpose {
            body.push_str(&paragraph("", purpose, &language));
        }
        for Row { heading, said } in &self.rows {
            body.push_str(&paragraph("<w:b/>", heading, &language));
            body.push_str(&said.wordprocessing_xml(&language));
        }
        format!(
            "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}\
             </w:body></w:document>"
        )
    }
}

/// The internal note about a concern, as far as the reader may see of whom it is (S0-24).
pub fn internal_note(
    opened: &case::Opened,
    note: &case::Note,
    printed_on: NaiveDate,
    language: Language,
    veil: &Veil,
) -> Sheet {
    let word = |label: DocumentLabel| language.word(label.word());
    let shown = |personal: Option<&Personal<Text>>| {
        let value = personal.and_then(|personal| PersonalText::of_text(personal, veil).value);
        value.unwrap_or_else(|| format!("({})", word(DocumentLabel::NotShown)))
    };
    let answer = match (note.leader_agrees, note.answered_on) {
        (Some(agrees), Some(on)) => {
            let label = if agrees { DocumentLabel::Agrees } else { DocumentLabel::Disagrees };
            format!("{} ({})", word(label), language.date(on))
        }
        _ => word(DocumentLabel::Waits),
    };
    let rows = [
        (DocumentLabel::Child, shown(opened.child.name.as_ref())),
        (DocumentLabel::Unit, opened.unit.clone()),
        (DocumentLabel::Submitted, language.date(note.submitted_on)),
        (DocumentLabel::Content, shown(Some(&note.text))),
        (DocumentLabel::LeadersAnswer, answer),
        (DocumentLabel::Printed, language.date(printed_on)),
    ];
    Sheet {
        name: format!("internal-note-{}", note.submitted_on),
        language: language.tag(),
        title: word(DocumentLabel::InternalNote),
        purpose: None,
        rows: rows.map(|(label, value)| Row { heading: word(label), said: Said::Text(value) }).into(),
    }
}

/// An empty form, to be filled in (S0-47, S1-16).
pub fn empty_form(form: &forms::Form, language: Language) -> Sheet {
    let told = |text: &Translated| text.told(language).to_owned();
    let all = |texts: &[Translated]| texts.iter().map(told).collect();
    let fill = |fill: &forms::Fill| match fill {
        forms::Fill::Lines(lines) => Fill::Lines(*lines),
        forms::Fill::Choices(choices) => Fill::Choices(all(choices)),
        forms::Fill::Signatures(who) => Fill::Signatures(all(who)),
        forms::Fill::Table { columns, rows } => Fill::Table { columns: all(columns), rows: *rows },
    };
    let part = |part: &forms::FormPart| Row {
        heading: told(&part.heading),
        said: Said::Empty { hint: part.hint.as_ref().map(told), fill: part.fill.as_ref().map(fill) },
    };
    Sheet {
        name: format!("{}-{}", form.id, form.version),
        language: language.tag(),
        title: told(&form.title),
        purpose: Some(told(&form.purpose)),
        rows: form.parts.iter().map(part).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use zip::ZipArchive;

    use super::*;

    #[test]
    fn what_somebody_wrote_is_text_and_never_markup() {
        assert_eq!(escaped("<b>\"Kari\" & 'Ola'</b>"), "&lt;b&gt;&quot;Kari&quot; &amp; &#39;Ola&#39;&lt;/b&gt;");
    }

    #[test]
    fn what_no_document_can_hold_is_left_out() {
        assert_eq!(escaped("a\u{1}b\u{b}c\u{ffff}\r\nd\te"), "abc\nd\te");
    }

    #[test]
    fn a_word_processor_finds_the_parts_of_a_document_in_it() {
        let row = |heading: &str, text: &str| Row { heading: heading.to_owned(), said: Said::Text(text.to_owned()) };
        let rows = vec![row("Barnet", "Kari <b>"), row("Notat", "Først.\nSå.")];
        let sheet =
            Sheet { name: "note".to_owned(), language: "nb", title: "Internt notat".to_owned(), purpose: None, rows };
        let mut file = ZipArchive::new(Cursor::new(sheet.docx().unwrap())).unwrap();
        assert_eq!(file.len(), 3);
        let mut part = |name: &str| {
            let mut text = String::new();
            file.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            assert!(text.starts_with("<?xml"), "{text}");
            text
        };
        assert!(part("[Content_Types].xml").contains("/word/document.xml"));
        assert!(part("_rels/.rels").contains("word/document.xml"));
        let document = part("word/document.xml");
        assert!(document.contains("Kari &lt;b&gt;") && document.contains("Først.</w:t><w:br/>"), "{document}");
        assert!(document.ends_with("</w:body></w:document>"));
    }

    #[test]
    fn s0_47_an_empty_form_has_lines_choices_signatures_and_tables_to_fill_in() {
        let text = r#"
            id = "own"
            version = 1
            title = { nb = "Skjema", nn = "Skjema", en = "Form" }
            purpose = { nb = "Til prøve.", nn = "Til prøve.", en = "To try." }
            parts = [
                { heading = { nb = "A", nn = "A", en = "A" }, hint = { nb = "<i>", nn = "<i>", en = "<i>" }, fill = { lines = 2 } },
                { heading = { nb = "B", nn = "B", en = "B" }, fill = { choices = [{ nb = "Ja", nn = "Ja", en = "Yes" }] } },
                { heading = { nb = "C", nn = "C", en = "C" }, fill = { signatures = [{ nb = "Leder", nn = "Leiar", en = "Leader" }] } },
                { heading = { nb = "D", nn = "D", en = "D" }, fill = { table = { rows = 3, columns = [{ nb = "Hva", nn = "Kva", en = "What" }] } } },
            ]"#;
        let sheet = empty_form(&forms::Form::read("own.toml", text).unwrap(), Language::Nn);
        let html = sheet.html();
        let count = |text: &str, of: &str| text.matches(of).count();
        assert!(html.contains("lang=\"nn\"") && html.contains("&lt;i&gt;") && !html.contains("<i>"), "{html}");
        assert_eq!((count(&html, LINE), count(&html, "\u{2610} Ja"), count(&html, "<tr>")), (3, 1, 4), "{html}");
        assert!(html.contains("<p>Til prøve.</p>") && html.contains("Leiar") && html.contains(">Kva</th>"), "{html}");
        let docx = sheet.wordprocessing_xml();
        assert_eq!(
            (count(&docx, "<w:pBdr>"), count(&docx, "\u{2610} Ja"), count(&docx, "<w:tr>")),
            (3, 1, 4),
            "{docx}"
        );
        assert_eq!(count(&docx, "<w:p>") + count(&docx, "<w:p/>"), count(&docx, "</w:p>") + count(&docx, "<w:p/>"));
    }
}
