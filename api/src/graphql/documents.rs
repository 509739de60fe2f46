//! Documents that are printed from the ledger, or opened in a word processor (S0-24).

use async_graphql::SimpleObject;
use case_ledger_domain::case;
use case_ledger_domain::documents::DocumentLabel;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::text::Text;
use case_ledger_domain::texts::Language;
use case_ledger_infrastructure::personal::sight::Veil;
use chrono::NaiveDate;

use super::scalars::PersonalText;

/// A document to be printed or opened in a word processor. That it was handed out is in the read log.
#[derive(SimpleObject)]
pub struct PrintableDocument {
    /// A name for the file, which tells of nobody.
    file_name: String,
    /// What it is: HTML, which browsers print and word processors open.
    media_type: &'static str,
    /// The whole document.
    content: String,
}

/// Text as HTML shows it, whatever signs it holds.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            sign => escaped.push(sign),
        }
    }
    escaped
}

/// The internal note about a concern, as far as the reader may see of whom it is (S0-24).
pub fn internal_note(
    opened: &case::Opened,
    note: &case::Note,
    printed_on: NaiveDate,
    language: Language,
    veil: &Veil,
) -> PrintableDocument {
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
    let (title, tag) = (escaped(&word(DocumentLabel::InternalNote)), language.tag());
    let mut content = format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
         <body>\n<h1>{title}</h1>\n<dl>\n"
    );
    for (label, value) in rows {
        let value = escaped(&value).replace('\n', "<br>");
        content.extend(["<dt>", &escaped(&word(label)), "</dt><dd>", &value, "</dd>\n"]);
    }
    content.push_str("</dl>\n</body>\n</html>\n");
    PrintableDocument {
        file_name: format!("internal-note-{}.html", note.submitted_on),
        media_type: "text/html",
        content,
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_somebody_wrote_is_text_and_never_markup() {
        assert_eq!(escaped("<b>\"Kari\" & 'Ola'</b>"), "&lt;b&gt;&quot;Kari&quot; &amp; &#39;Ola&#39;&lt;/b&gt;");
    }
}
