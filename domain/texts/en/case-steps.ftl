# The steps of a guide, and the decisions in them.
GuideFollowed = The work follows the guide “{ $guide }”, version { $version }, from here on.
StepDecisionTaken = Decided in the step “{ $step }” of the guide “{ $guide }”, version { $version }: { $outcomes }.

GUIDE_NOT_FOR_CASES = The guide { $guide } is about the child welfare service's work, not the unit's work with a case. Choose another guide.
GUIDE_NOT_FOR_INVESTIGATIONS = The guide { $guide } says nothing about what happens in an investigation. Choose another guide.
GUIDE_NOT_FOR_REPORTS = The guide { $guide } says nothing about what is done with a report. Choose another guide.
GUIDE_UNKNOWN = There is no guide { $guide } here. Choose one of those that are.
GUIDE_NOT_ADOPTED = The municipality has not adopted the guide { $guide }. Adopt it first, or choose another.
GUIDE_NOT_IN_FORCE = The guide { $guide } cannot be adopted on { $on }: it is retired, or not in force on that day. Choose a version that is.
GUIDE_CHANGED = The text of the guide { $guide } is not the one that was adopted. Put that text back, and give the changes a new version number.
GUIDE_ALREADY_FOLLOWED = The case follows the guide { $guide } already.
OTHER_GUIDE_VERSION_FOLLOWED = The case follows { $guide }. Decide in that version, or move the case to another one with reasons.
GUIDE_WITHOUT_LEVEL = The guide { $guide } has no steps on level { $level }, where the case is.
STEP_UNKNOWN = The guide { $guide } has no step called { $step }. Choose one of the guide's steps.
STEP_ON_OTHER_LEVEL = The step “{ $step }” is not on level { $level }, where the case is. Choose a step on that level.
OUTCOME_UNKNOWN = The step “{ $step }” has no outcome called { $outcome }. Choose one of the step's outcomes.
NOTHING_DECIDED = Choose what was decided in the step “{ $step }”.
OUTCOMES_EXCLUDE = These outcomes of the step “{ $step }” cannot be decided together. Choose one of them.
NOT_THE_STEPS_OWNER = Nobody in the role { $role } owns the step “{ $step }”. Let its owner decide.
STEP_OWNED_ELSEWHERE = Someone in the role { $role } owns the step “{ $step }” elsewhere, but not in { $arena }. Let whoever owns it there decide. If the unit is said to work in the wrong arena, the leader can put that right, and then the days before are not judged by that arena either.
NOT_THE_RELAY_HOLDER = The step “{ $step }” is the relay holder's, and this person did not hold the relay of this case on that day. Let who held it decide, or give the right day; if another is to decide from now on, hand the relay over first.
STEP_TAKES_TWO = The step “{ $step }” is decided together with someone in the role { $role }, who is another person than the one who decides. Say who that is.
