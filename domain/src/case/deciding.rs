//! Who decides for the child: whoever is named as a guardian does, until the unit says that others are. By that every yes, every
//! no and every telling counts on its day.
//!
//! It is one rule for what a case refuses and for what is owed and found in it. Each keeps by itself when somebody was left out.

use chrono::NaiveDate;

use crate::ids::SubjectId;

/// What knows when somebody decides for the child, and when not. By now is [`NaiveDate::MAX`].
pub(crate) trait WhoDecides {
    /// Since when that one decides nothing for the child, where that is so on that day: the unit has said that others are the
    /// guardians.
    fn left_out_since(&self, guardian: SubjectId, day: NaiveDate) -> Option<NaiveDate>;

    /// Whether that one decides for the child on that day.
    fn decides_for_child(&self, guardian: SubjectId, day: NaiveDate) -> bool {
        self.left_out_since(guardian, day).is_none()
    }

    /// Since when what that one said yes to on one day, or was told on it, is nobody's on another, where it is: who said it, or
    /// was told, has to decide for the child on both.
    fn yes_is_nobodys_since(&self, guardian: SubjectId, said_on: NaiveDate, day: NaiveDate) -> Option<NaiveDate> {
        let since = [said_on, day].into_iter().find_map(|on| self.left_out_since(guardian, on));
        since.map(|since| since.max(said_on))
    }

    /// Whether it is a yes of somebody who decides for the child.
    fn is_yes_for_child(&self, guardian: SubjectId, said_on: NaiveDate, day: NaiveDate) -> bool {
        self.yes_is_nobodys_since(guardian, said_on, day).is_none()
    }

    /// Whether what was done on it on that day was done on nobody's, as is known later. Of a day on which somebody is left out
    /// nobody knows which came first.
    fn was_nobodys(&self, guardian: SubjectId, said_on: NaiveDate, day: NaiveDate) -> bool {
        let was_none = |on| self.left_out_since(guardian, on).is_some_and(|since| since < on);
        [said_on, day].into_iter().any(was_none)
    }
}
