//! Emergency access to a case: a person takes it without asking anybody, and another one judges it afterwards.

use crate::Refusal;
use crate::ids::SubjectId;

/// Emergency access that was taken, as far as a review of it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmergencyAccess {
    /// Who took it.
    pub taken_by: SubjectId,
    /// Whether it is reviewed.
    pub is_reviewed: bool,
}

impl EmergencyAccess {
    /// Whether that person may review it: nobody judges the own access, and what was found is never replaced.
    pub fn may_be_reviewed_by(self, reviewer: SubjectId) -> Result<(), Refusal> {
        if self.taken_by == reviewer {
            return Err(Refusal::EmergencyAccessIsOwn);
        }
        if self.is_reviewed { Err(Refusal::EmergencyAccessReviewed) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn r70_emergency_access_is_reviewed_once_and_not_by_the_one_who_took_it() {
        let [taker, leader] = [1, 2].map(|number| SubjectId::from_uuid(Uuid::from_u128(number)));
        let access = EmergencyAccess { taken_by: taker, is_reviewed: false };
        assert_eq!(access.may_be_reviewed_by(leader), Ok(()));
        assert_eq!(access.may_be_reviewed_by(taker), Err(Refusal::EmergencyAccessIsOwn));
        let reviewed = EmergencyAccess { is_reviewed: true, ..access };
        assert_eq!(reviewed.may_be_reviewed_by(leader), Err(Refusal::EmergencyAccessReviewed));
        assert_eq!(reviewed.may_be_reviewed_by(taker), Err(Refusal::EmergencyAccessIsOwn));
    }
}
