//! The files of `law/*.toml`: how they are read, and what may not stand in them.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::LazyLock;

use serde::de::DeserializeOwned;
use toml::Spanned;

use super::{AgeRule, Commencements, ConditionSet, Deadline, LegalBasis, Validity, WithholdingRule};

/// Everything the files tell.
#[derive(Debug, Default)]
pub(super) struct Law {
    pub(super) bases: Vec<LegalBasis>,
    pub(super) condition_sets: Vec<ConditionSet>,
    pub(super) withholding_grounds: Vec<WithholdingRule>,
    pub(super) deadlines: Vec<Deadline>,
    pub(super) ages: Vec<AgeRule>,
}

/// The law as shipped with this crate.
///
/// The files are part of the source, and `the_shipped_files_read_whole` proves that they can be read: one that could
/// not would be empty here and fail that test, not the program.
pub(super) fn law() -> &'static Law {
    static LAW: LazyLock<Law> = LazyLock::new(|| Law {
        bases: shipped().unwrap_or_default(),
        condition_sets: shipped().unwrap_or_default(),
        withholding_grounds: shipped().unwrap_or_default(),
        deadlines: shipped().unwrap_or_default(),
        ages: shipped().unwrap_or_default(),
    });
    &LAW
}

/// Something that a file lists, one after the other.
pub(super) trait Listed: DeserializeOwned {
    /// The file.
    const FILE: &'static str;
    /// What it holds, as shipped.
    const SOURCE: &'static str;
    /// What each entry is called in it.
    const ENTRY: &'static str;

    /// What there may be one of on any day.
    fn about(&self) -> String;

    /// When it holds; nothing where it is in force on no day that is known.
    fn holds(&self) -> Option<Validity>;
}

/// Why a file of the law cannot be taken, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Malformed {
    /// It is not what such a file looks like.
    #[error("{file}: {problem}")]
    Unreadable {
        /// The file.
        file: &'static str,
        /// What is wrong, with line and column.
        problem: String,
    },
    /// It holds entries of another name.
    #[error("{file}: holds [[{entry}]], which is no entry of this file")]
    Stranger {
        /// The file.
        file: &'static str,
        /// The name.
        entry: String,
    },
    /// An entry ends before it begins.
    #[error("{file}, line {line}: {about} ends before it begins")]
    Backwards {
        /// The file.
        file: &'static str,
        /// The line.
        line: usize,
        /// Of what.
        about: String,
    },
    /// Two entries of the same hold on one day.
    #[error("{file}, line {line}: {about} holds on days on which the entry of line {before} does")]
    Overlap {
        /// The file.
        file: &'static str,
        /// The line of the later one.
        line: usize,
        /// Of what.
        about: String,
        /// The line of the earlier one.
        before: usize,
    },
    /// Between two entries of the same, there are days on which neither holds.
    #[error("{file}, line {line}: {about} holds on no day between the entry of line {before} and this one")]
    Gap {
        /// The file.
        file: &'static str,
        /// The line of the later one.
        line: usize,
        /// Of what.
        about: String,
        /// The line of the earlier one.
        before: usize,
    },
}

pub(super) fn shipped<T: Listed>() -> Result<Vec<T>, Malformed> {
    read(T::SOURCE)
}

pub(super) fn read<T: Listed>(source: &str) -> Result<Vec<T>, Malformed> {
    let file = T::FILE;
    let lists: BTreeMap<String, Vec<Spanned<T>>> = toml::from_str(source)
        .map_err(|error| Malformed::Unreadable { file, problem: error.to_string().trim_end().to_owned() })?;
    let mut entries: Vec<(usize, T)> = Vec::new();
    for (entry, list) in lists {
        if entry != T::ENTRY {
            return Err(Malformed::Stranger { file, entry });
        }
        for spanned in list {
            let line = source[..spanned.span().start].matches('\n').count() + 1;
            must_hold_alone(line, spanned.get_ref(), &entries)?;
            entries.push((line, spanned.into_inner()));
        }
    }
    must_leave_no_gap(&entries)?;
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}

fn must_hold_alone<T: Listed>(line: usize, entry: &T, earlier: &[(usize, T)]) -> Result<(), Malformed> {
    let (file, about) = (T::FILE, entry.about());
    let Some(validity) = entry.holds() else { return Ok(()) };
    if validity.from.zip(validity.to).is_some_and(|(first, last)| last < first) {
        return Err(Malformed::Backwards { file, line, about });
    }
    let overlaps = |other: &T| other.about() == about && other.holds().is_some_and(|other| overlap(other, validity));
    match earlier.iter().find(|(_, other)| overlaps(other)) {
        Some((before, _)) => Err(Malformed::Overlap { file, line, about, before: *before }),
        None => Ok(()),
    }
}

/// Each takes over on the day after the last of the one before it. What waits for a commencement takes over on no day that is
/// known yet, and what it will end goes on until then.
fn must_leave_no_gap<T: Listed>(entries: &[(usize, T)]) -> Result<(), Malformed> {
    let mut held: BTreeMap<String, Vec<(Validity, usize)>> = BTreeMap::new();
    for (line, entry) in entries {
        if let Some(validity) = entry.holds() {
            held.entry(entry.about()).or_default().push((validity, *line));
        }
    }
    for (about, mut held) in held {
        held.sort_by_key(|(validity, _)| validity.from);
        for pair in held.windows(2) {
            let [(earlier, before), (later, line)] = pair else { continue };
            if later.from.and_then(|first| first.pred_opt()) != earlier.to {
                return Err(Malformed::Gap { file: T::FILE, line: *line, about, before: *before });
            }
        }
    }
    Ok(())
}

fn overlap(one: Validity, other: Validity) -> bool {
    let begins_in_time = |one: Validity, other: Validity| match (one.from, other.to) {
        (Some(first), Some(last)) => first <= last,
        _ => true,
    };
    begins_in_time(one, other) && begins_in_time(other, one)
}

impl Listed for LegalBasis {
    const FILE: &'static str = "bases.toml";
    const SOURCE: &'static str = include_str!("bases.toml");
    const ENTRY: &'static str = "basis";

    fn about(&self) -> String {
        format!("{:?}", self.topic)
    }

    fn holds(&self) -> Option<Validity> {
        self.validity(&Commencements::NONE)
    }
}

impl Listed for ConditionSet {
    const FILE: &'static str = "duty-conditions.toml";
    const SOURCE: &'static str = include_str!("duty-conditions.toml");
    const ENTRY: &'static str = "set";

    fn about(&self) -> String {
        "the set of conditions".to_owned()
    }

    fn holds(&self) -> Option<Validity> {
        Some(self.validity())
    }
}

impl Listed for WithholdingRule {
    const FILE: &'static str = "withholding-grounds.toml";
    const SOURCE: &'static str = include_str!("withholding-grounds.toml");
    const ENTRY: &'static str = "ground";

    fn about(&self) -> String {
        format!("{:?}", self.ground)
    }

    fn holds(&self) -> Option<Validity> {
        Some(self.validity())
    }
}

impl Listed for Deadline {
    const FILE: &'static str = "deadlines.toml";
    const SOURCE: &'static str = include_str!("deadlines.toml");
    const ENTRY: &'static str = "deadline";

    fn about(&self) -> String {
        format!("{:?}", self.deadline)
    }

    fn holds(&self) -> Option<Validity> {
        Some(self.validity())
    }
}

impl Listed for AgeRule {
    const FILE: &'static str = "ages.toml";
    const SOURCE: &'static str = include_str!("ages.toml");
    const ENTRY: &'static str = "age";

    fn about(&self) -> String {
        format!("{:?}", self.limit)
    }

    fn holds(&self) -> Option<Validity> {
        Some(self.validity())
    }
}
