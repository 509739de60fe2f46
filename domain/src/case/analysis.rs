//! From worry to decision: putting the concern in writing, the tools it is mapped with, the analysis of what was observed,
//! and how severe it is found to be (S0-15, S0-16, S0-19, S1-23, S3-16).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Case, CaseEvent, Degree, not_in_future};
use crate::Refusal;
use crate::guides::{GuideVersion, UsedTool};
use crate::ids::ObservationId;
use crate::people::{Decision, RecordedDecision};
use crate::personal::Personal;
use crate::text::Text;
use crate::texts::{Argument, Sentence, closed_set};
use crate::topics::{Happened, Topic, names};

closed_set! {
    /// How a concern was mapped; the concern's nature decides which (S3-16).
    MappingMethod {
        /// Observing the child.
        Observation,
        /// Mapping with a tool.
        Tool,
        /// Talking with the child or others.
        Conversation,
    }
}

closed_set! {
    /// The catalogue of mapping tools (S1-23, S3-29).
    MappingTool {
        /// Signs of a child's possible unhappiness.
        SignsInChildren,
        /// Scale of concern about children and youth.
        ConcernScaleChildren,
        /// Risk factors and signs of violence against children.
        SignsOfViolence,
        /// Signs of an adult's possible unhappiness.
        SignsInAdults,
        /// Scale of concern about parents.
        ConcernScaleParents,
        /// Form for observing a child.
        ObservationForm,
        /// Pedagogical analysis.
        PedagogicalAnalysis,
    }
}

/// A tool that a concern was mapped with: of the catalogue, or a form or tool that a guide lists (S1-23, S3-6, S3-16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CaseTool {
    /// Of the catalogue.
    Catalogue(MappingTool),
    /// Of a guide, in a version.
    OfGuide(UsedTool),
}

impl From<MappingTool> for CaseTool {
    fn from(tool: MappingTool) -> Self {
        Self::Catalogue(tool)
    }
}

/// That a tool was used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseToolUse {
    /// Which.
    pub tool: CaseTool,
    /// What it showed.
    pub result: Option<Personal<Text>>,
    /// When.
    pub on: NaiveDate,
}

/// From worry to decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum AnalysisEvent {
    /// The concern was made concrete and put in writing (S3-16, S4-4).
    ConcernConcretised {
        /// What it is.
        text: Personal<Text>,
        /// How it was mapped.
        methods: BTreeSet<MappingMethod>,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        concretised_on: NaiveDate,
    },
    /// A mapping tool was used, or a form or tool of a guide (S1-23, S3-6).
    ToolUsed {
        /// Which.
        tool: CaseTool,
        /// What it showed.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        result: Option<Personal<Text>>,
        /// When.
        used_on: NaiveDate,
    },
    /// What was observed was analysed (S0-15, S0-16).
    ConcernAnalysed {
        /// The observations it rests on.
        basis: Vec<ObservationId>,
        /// Why it rests on none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        no_basis_because: Option<Personal<Text>>,
        /// What they amount to.
        analysis: Personal<Text>,
        /// Whether the child was talked with.
        spoken_with_child: bool,
        /// Whether colleagues are concerned too.
        colleagues_concerned: bool,
        /// Since when there was concern.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        since: Option<NaiveDate>,
        /// The child's condition and situation (S0-12).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        childs_situation: Option<Personal<Text>>,
        /// What is known of family and network (S0-13).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        family_and_network: Option<Personal<Text>>,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// When.
        analysed_on: NaiveDate,
    },
    /// How severe the concern is, and whether something is to be done, was decided (S0-19).
    SeverityDecided {
        /// How severe.
        severity: Degree,
        /// Whether something is to be done.
        action_needed: bool,
        /// The guides that were followed.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        guides: Vec<GuideVersion>,
        /// Why, and by whom.
        decision: RecordedDecision,
        /// When.
        decided_on: NaiveDate,
    },
}

impl Topic for AnalysisEvent {
    names!(ConcernConcretised, ToolUsed, ConcernAnalysed, SeverityDecided);

    fn happened(&self) -> Happened {
        match self {
            Self::ConcernConcretised { concretised_on: date, .. }
            | Self::ToolUsed { used_on: date, .. }
            | Self::ConcernAnalysed { analysed_on: date, .. }
            | Self::SeverityDecided { decided_on: date, .. } => Happened::On(*date),
        }
    }

    fn summary(&self) -> Sentence {
        let said = Sentence::new(self.name());
        match self {
            Self::ConcernConcretised { .. } => said,
            Self::ToolUsed { tool: CaseTool::Catalogue(tool), .. } => said.with("tool", tool.word()),
            Self::ToolUsed { tool: CaseTool::OfGuide(tool), .. } => said.with("tool", Argument::in_clear(&tool.title)),
            Self::ConcernAnalysed { basis, spoken_with_child, .. } => {
                let cited = i64::try_from(basis.len()).unwrap_or(i64::MAX);
                said.with("cited", cited).with("spoken", *spoken_with_child)
            }
            Self::SeverityDecided { severity, action_needed, .. } => {
                let needed = if *action_needed { "needed" } else { "none" };
                said.with("severity", severity.word()).with("action", Argument::Choice(needed))
            }
        }
    }
}

/// An analysis of what was observed: the five questions (S0-16).
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// The observations it rests on.
    pub basis: Vec<ObservationId>,
    /// Why it rests on none.
    pub no_basis_because: Option<Personal<Text>>,
    /// What they amount to.
    pub analysis: Personal<Text>,
    /// Whether the child was talked with.
    pub spoken_with_child: bool,
    /// Whether colleagues are concerned too.
    pub colleagues_concerned: bool,
    /// Since when there was concern.
    pub since: Option<NaiveDate>,
    /// The child's condition and situation (S0-12).
    pub childs_situation: Option<Personal<Text>>,
    /// What is known of family and network (S0-13).
    pub family_and_network: Option<Personal<Text>>,
    /// When.
    pub analysed_on: NaiveDate,
}

/// What can be asked on the way from worry to decision.
#[derive(Debug, Clone, PartialEq)]
pub enum AnalysisAction {
    /// Make the concern concrete, in writing.
    ConcretiseConcern {
        /// What it is.
        text: Personal<Text>,
        /// How it was mapped.
        methods: BTreeSet<MappingMethod>,
        /// When.
        concretised_on: NaiveDate,
    },
    /// Record that a mapping tool was used, or a form or tool of a guide.
    UseTool {
        /// Which, or why there is none: what was recorded once is answered as then, whatever became of the guide.
        tool: Result<CaseTool, Refusal>,
        /// What it showed.
        result: Option<Personal<Text>>,
        /// When.
        used_on: NaiveDate,
    },
    /// Analyse what was observed.
    AnalyseConcern(Analysis),
    /// Decide how severe it is.
    DecideSeverity {
        /// How severe.
        severity: Degree,
        /// Whether something is to be done.
        action_needed: bool,
        /// Why, and by whom.
        decision: Decision,
        /// When.
        decided_on: NaiveDate,
    },
}

impl Case {
    /// The tools that were used in it, in the order in which that was recorded.
    pub fn tools_used(&self) -> &[CaseToolUse] {
        &self.tools_used
    }

    pub(super) fn apply_analysis(&mut self, event: AnalysisEvent) {
        self.attachments.learn_of(&event);
        // Part of the history; no rule of the case depends on the rest.
        if let AnalysisEvent::ToolUsed { tool, result, used_on: on } = event {
            self.tools_used.push(CaseToolUse { tool, result, on });
        }
    }

    /// What follows from an action on the way from worry to decision, or the first rule it breaks.
    pub(super) fn decide_analysis(&self, action: AnalysisAction, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        self.must_be_open()?;
        match action {
            AnalysisAction::ConcretiseConcern { text, methods, concretised_on } => {
                not_in_future("concretisedOn", concretised_on, today)?;
                let guides = self.guides_on(concretised_on);
                Ok(vec![AnalysisEvent::ConcernConcretised { text, methods, guides, concretised_on }.into()])
            }
            AnalysisAction::UseTool { tool, result, used_on } => {
                let tool = tool?;
                not_in_future("usedOn", used_on, today)?;
                Ok(vec![AnalysisEvent::ToolUsed { tool, result, used_on }.into()])
            }
            AnalysisAction::AnalyseConcern(analysis) => self.analyse(analysis, today),
            AnalysisAction::DecideSeverity { severity, action_needed, decision, decided_on } => {
                not_in_future("decidedOn", decided_on, today)?;
                let (guides, decision) = (self.guides_on(decided_on), decision.into());
                Ok(vec![
                    AnalysisEvent::SeverityDecided { severity, action_needed, guides, decision, decided_on }.into(),
                ])
            }
        }
    }

    /// The logged observations are used in the analysis (R-12, S0-15).
    fn analyse(&self, analysis: Analysis, today: NaiveDate) -> Result<Vec<CaseEvent>, Refusal> {
        let Analysis {
            basis,
            no_basis_because,
            analysis,
            spoken_with_child,
            colleagues_concerned,
            since,
            childs_situation,
            family_and_network,
            analysed_on,
        } = analysis;
        not_in_future("analysedOn", analysed_on, today)?;
        if let Some(since) = since {
            not_in_future("since", since, today)?;
        }
        self.must_rest_on_observations(&basis, no_basis_because.as_ref())?;
        Ok(vec![
            AnalysisEvent::ConcernAnalysed {
                guides: self.guides_on(analysed_on),
                basis,
                no_basis_because,
                analysis,
                spoken_with_child,
                colleagues_concerned,
                since,
                childs_situation,
                family_and_network,
                analysed_on,
            }
            .into(),
        ])
    }
}
