//! Commands on guides, and on the steps of a case in them.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};
use case_ledger_domain::Refusal;
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::case::{AnalysisAction, Case, CaseAction, CaseTool, Helpers, Steps, StepsAction, Ways};
use case_ledger_domain::guides::{Guide, GuideId, GuideSubject, GuideVersion, NotASlug, UsedTool};
use case_ledger_domain::ids::ReportId;
use case_ledger_domain::investigation::{Investigation, InvestigationAction};
use case_ledger_domain::people::Decision;
use case_ledger_domain::personal::Personal;
use case_ledger_domain::report::{Report, ReportAction};
use case_ledger_domain::settings::{Settings, SettingsAction};
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::ledger::bus::{Accepted, settings_id};
use chrono::NaiveDate;
use uuid::Uuid;

use super::cases::{RecipientUnitInput, child_of, helpers, on_case, optional_about_child};
use super::investigations::on_investigation;
use super::reports;
use super::{
    CasePayload, DeciderInput, Errand, InvestigationPayload, Rejected, ReportPayload, SettingsChanged, SettingsPayload,
    optional_text, text,
};
use crate::auth::{Led, Permission};
use crate::graphql::enums::Body;
use crate::graphql::refusals::InvalidInput;
use crate::graphql::scalars::Date;
use crate::graphql::services;

/// Adopting a version of a guide.
#[derive(InputObject)]
pub struct AdoptGuideInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The settings' version you saw.
    expected_version: Option<i64>,
    /// The guide's name.
    guide: String,
    /// The version.
    version: u16,
    /// When; today when left out. Cases that are opened already do not follow it for that.
    adopted_on: Option<Date>,
}

/// Following a guide no more.
#[derive(InputObject)]
pub struct DropGuideInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The settings' version you saw.
    expected_version: Option<i64>,
    /// The guide's name.
    guide: String,
    /// Why.
    rationale: String,
}

/// Having a case follow a guide, or moving it to another version.
#[derive(InputObject)]
pub struct FollowGuideInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The guide's name.
    guide: String,
    /// The version, which the municipality has adopted.
    version: u16,
    /// The names of the steps that the case is in; where none is given, those it was in, or the first of its level.
    #[graphql(default)]
    at: Vec<String>,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    followed_on: Option<Date>,
}

/// A decision in a step of a guide.
#[derive(InputObject)]
pub struct DecideStepInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The guide's name. The version is the one that the case followed on that day, or else the one that is adopted
    /// now.
    guide: String,
    /// The step's name.
    step: String,
    /// The outcome's name; several where the step allows that (S3-22).
    outcomes: Vec<String>,
    /// Who helps besides the unit, where an alternative is chosen by it; needed where that is B (S0-2).
    #[graphql(default)]
    helped_by: Vec<Body>,
    /// Which units of them, by name; needed where the body is OTHER, which is known by its name alone.
    #[graphql(default)]
    helped_by_units: Vec<RecipientUnitInput>,
    /// Why.
    rationale: String,
    /// Who decided, in a role that owns the step, in the arena of the case's unit where `unitArenas` tells it; you when left
    /// out.
    decided_by: Option<DeciderInput>,
    /// Who decided together with them, where the step takes two (S3-31).
    together_with: Option<DeciderInput>,
    /// When; today when left out.
    decided_on: Option<Date>,
}

/// Having an investigation follow a guide, or moving it to another version.
#[derive(InputObject)]
pub struct FollowGuideInInvestigationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// The guide's name.
    guide: String,
    /// The version, which the municipality has adopted.
    version: u16,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    followed_on: Option<Date>,
}

/// A decision in a step of the guide that an investigation follows.
#[derive(InputObject)]
pub struct DecideInvestigationStepInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// The guide's name. The version is the one that the investigation followed on that day, or else the one that is adopted
    /// now.
    guide: String,
    /// The step's name.
    step: String,
    /// The outcome's name; several where the step allows that.
    outcomes: Vec<String>,
    /// Why.
    rationale: String,
    /// Who decided, in a role that owns the step; you when left out.
    decided_by: Option<DeciderInput>,
    /// Who decided together with them, where the step takes two.
    together_with: Option<DeciderInput>,
    /// When; today when left out.
    decided_on: Option<Date>,
}

/// Having a report follow a guide, or moving it to another version.
#[derive(InputObject)]
pub struct FollowGuideInReportInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report.
    report_id: ID,
    /// The guide's name.
    guide: String,
    /// The version, which the municipality has adopted.
    version: u16,
    /// Why.
    rationale: String,
    /// Who decided; you when left out.
    decided_by: Option<DeciderInput>,
    /// When; today when left out.
    followed_on: Option<Date>,
}

/// A decision in a step of the guide that a report follows.
#[derive(InputObject)]
pub struct DecideReportStepInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The report's version you saw.
    expected_version: Option<i64>,
    /// The report.
    report_id: ID,
    /// The guide's name. The version is the one that the report followed on that day, or else the one that is adopted
    /// now.
    guide: String,
    /// The step's name.
    step: String,
    /// The outcome's name; several where the step allows that.
    outcomes: Vec<String>,
    /// Why.
    rationale: String,
    /// Who decided, in a role that owns the step; you when left out.
    decided_by: Option<DeciderInput>,
    /// Who decided together with them, where the step takes two.
    together_with: Option<DeciderInput>,
    /// When; today when left out.
    decided_on: Option<Date>,
}

/// Recording that a form or tool of a guide was used in a case (S3-6, S1-23).
#[derive(InputObject)]
pub struct UseToolOfGuideInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The case's version you saw.
    expected_version: Option<i64>,
    /// The case.
    case_id: ID,
    /// The guide's name. The version is the one that the case followed on that day, or else the one that is adopted
    /// now.
    guide: String,
    /// The form or tool, by its name in the guide or its title in any language.
    tool: String,
    /// What it showed.
    result: Option<String>,
    /// When; today when left out.
    used_on: Option<Date>,
}

/// Recording that a form or tool of a guide was used in an investigation (S1-26).
#[derive(InputObject)]
pub struct UseToolInInvestigationInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The investigation's version you saw.
    expected_version: Option<i64>,
    /// The investigation.
    investigation_id: ID,
    /// The guide's name. The version is the one that the investigation followed on that day, or else the one that is adopted
    /// now.
    guide: String,
    /// The form or tool, by its name in the guide or its title in any language.
    tool: String,
    /// What came of it.
    account: Option<String>,
    /// When; today when left out.
    used_on: Option<Date>,
}

/// A name in a guide.
fn name<N: std::str::FromStr<Err = NotASlug>>(field: &str, given: &str) -> Result<N, Rejected> {
    given.parse().map_err(|NotASlug| Rejected::Input(InvalidInput::new(field, "R-16", InputProblem::NotAGuidesName)))
}

fn names<N: std::str::FromStr<Err = NotASlug>>(field: &str, given: &[String]) -> Result<Vec<N>, Rejected> {
    given.iter().map(|one| name(field, one)).collect()
}

/// Which version is wanted.
enum Wanted {
    /// The one that the case follows: it goes on under it, whatever was adopted or dropped since.
    Followed(GuideVersion),
    /// That one, which the municipality has adopted and not dropped.
    Adopted(GuideVersion),
    /// The one that is adopted now.
    Present(GuideId),
}

/// The version that was followed on that day, or else the one that is adopted now.
fn followed_or_present(way: &Steps, guide: GuideId, on: NaiveDate) -> Wanted {
    let followed = way.version_for(&guide, on).map(|following| following.guide.clone());
    followed.map_or(Wanted::Present(guide), Wanted::Followed)
}

/// That version with the text that the municipality adopted, and when it did. The inner result is the answer of the
/// guides: a command that was recorded once is answered as then, whatever has become of them.
async fn adopted(
    context: &Context<'_>,
    errand: &Errand<'_>,
    wanted: Wanted,
) -> Result<Result<(Arc<Guide>, NaiveDate), Refusal>, Rejected> {
    let settings: Settings = errand.load(settings_id(&errand.principal.municipality)).await?;
    let of_version = |version: &GuideVersion| settings.adopted_guides().iter().rfind(|known| known.guide == *version);
    let (adopted, guide) = match wanted {
        Wanted::Followed(version) => (of_version(&version), version.guide),
        Wanted::Adopted(version) => (of_version(&version).filter(|known| known.dropped_on.is_none()), version.guide),
        Wanted::Present(guide) => (settings.adopted(&guide), guide),
    };
    let Some(adopted) = adopted else { return Ok(Err(Refusal::GuideNotAdopted { guide })) };
    let known = services(context).guides.get(&adopted.guide).filter(|known| known.digest == adopted.digest);
    let changed = || Refusal::GuideChanged { guide: adopted.guide.clone() };
    Ok(known.map(|known| (Arc::clone(known), adopted.adopted_on)).ok_or_else(changed))
}

/// What a decision in a step names, of a case or of an investigation.
struct AskedInStep<'a> {
    /// The unit with the case, in whose arena the step has its owner (R-30, S3-19); an investigation is in no arena.
    unit: Option<&'a str>,
    guide: &'a str,
    step: &'a str,
    outcomes: &'a [String],
    helped_by: Helpers,
    together_with: Option<DeciderInput>,
    decided_on: Option<Date>,
}

impl AskedInStep<'_> {
    /// What is asked, in the version that was followed on that day, or else in the one that is adopted now.
    async fn of(
        self,
        context: &Context<'_>,
        errand: &Errand<'_>,
        way: &Steps,
        within: Uuid,
        decision: Decision,
    ) -> Result<StepsAction, Rejected> {
        let guide: GuideId = name("guide", self.guide)?;
        let decided_on = errand.day(self.decided_on);
        let wanted = followed_or_present(way, guide, decided_on);
        let together_with = match self.together_with {
            Some(who) => Some(errand.decider_in("togetherWith", within, Some(who)).await?),
            None => None,
        };
        let (step, outcomes) = (name("step", self.step)?, names("outcomes", self.outcomes)?);
        let arena = match self.unit {
            Some(unit) => {
                let settings: Settings = errand.load(settings_id(&errand.principal.municipality)).await?;
                settings.arena_of(unit, decided_on)
            }
            None => None,
        };
        Ok(match adopted(context, errand, wanted).await? {
            Ok((guide, adopted_on)) => {
                let helped_by = self.helped_by;
                StepsAction::DecideStep {
                    guide,
                    adopted_on,
                    arena,
                    step,
                    outcomes,
                    helped_by,
                    decision,
                    together_with,
                    decided_on,
                }
            }
            Err(why) => StepsAction::InNoGuide { why },
        })
    }
}

/// What opens a case or raises a concern on that day: it follows the guides that the municipality had adopted by then
/// and is decided in the time that the municipality had set (D-6). By its ways of that day it is told who signs a
/// report, and on which grounds guardians are not told of one (S2-20, C3).
pub(super) async fn in_local_ways(
    context: &Context<'_>,
    errand: &Errand<'_>,
    on: NaiveDate,
    action: CaseAction,
) -> Result<CaseAction, Rejected> {
    let settings: Settings = errand.load(settings_id(&errand.principal.municipality)).await?;
    let guides = services(context).guides.followed_from(on, &settings, GuideSubject::Case);
    let ways = Ways {
        guides,
        decided_within: settings.decision_limit(on),
        signing: settings.report_signing_on(on),
        grounds: settings.withholding_grounds(on).cloned(),
        deadlines: settings.own_deadlines().clone(),
        // Whoever is handed a document is looked up where that is done.
        kept_from: Vec::new(),
    };
    Ok(CaseAction::Locally(ways, Box::new(action)))
}

/// What opens an investigation on that day: it follows the guides for the child welfare service that the municipality had
/// adopted by then. Where its report followed one, it goes on under the version that the report followed, whatever was adopted
/// since.
pub(super) async fn guided(
    context: &Context<'_>,
    errand: &Errand<'_>,
    on: NaiveDate,
    began: Option<&Steps>,
    action: InvestigationAction,
) -> Result<InvestigationAction, Rejected> {
    let mut guides = of_the_service(context, errand, on).await?;
    for following in began.into_iter().flat_map(Steps::following) {
        let known = services(context).guides.get(&following.guide).filter(|known| known.digest == following.digest);
        if let Some(known) = known {
            guides.retain(|guide| guide.version.guide != following.guide.guide);
            guides.push(Arc::clone(known));
        }
    }
    Ok(InvestigationAction::Guided(guides, Box::new(action)))
}

/// What is done with a report: it follows the guides for the child welfare service that the municipality had adopted by the
/// day of its receipt, from that day on.
pub(super) async fn on_its_way(
    context: &Context<'_>,
    errand: &Errand<'_>,
    report: ReportId,
    action: ReportAction,
) -> Result<ReportAction, Rejected> {
    let known: Report = errand.recent(report.as_uuid()).await?;
    let Some(received) = known.received().filter(|_| known.takes_up_guides()) else { return Ok(action) };
    let guides = of_the_service(context, errand, oslo_date(received.at)).await?;
    Ok(ReportAction::Guided(guides, Box::new(action)))
}

/// The guides for the child welfare service that the municipality had adopted by that day.
pub(super) async fn of_the_service(
    context: &Context<'_>,
    errand: &Errand<'_>,
    on: NaiveDate,
) -> Result<Vec<Arc<Guide>>, Rejected> {
    let settings: Settings = errand.load(settings_id(&errand.principal.municipality)).await?;
    Ok(services(context).guides.followed_from(on, &settings, GuideSubject::ChildWelfareService))
}

/// A guide about the child welfare service's work is that service's to follow, any other the municipality's, as is one
/// that is not there to say what it is about.
fn must_lead_who_follow(context: &Context<'_>, errand: &Errand<'_>, guide: &GuideVersion) -> Result<(), Rejected> {
    match services(context).guides.get(guide).map(|known| known.about) {
        Some(GuideSubject::ChildWelfareService) => errand.must_lead(Led::ChildWelfareService),
        Some(GuideSubject::Case) | None => errand.must_lead(Led::Municipality),
    }
}

/// Commands on guides, and on the steps of a case or an investigation in them.
#[derive(Default)]
pub struct StepCommands;

#[Object]
impl StepCommands {
    /// Follow this version of a guide from now on. Cases that have started with another one go on under
    /// that; those that are opened from now on follow it from the beginning. By a leader of the municipality, and where it is about
    /// the child welfare service's work, of the service.
    async fn adopt_guide(&self, context: &Context<'_>, input: AdoptGuideInput) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeSettings, "adoptGuide", id, version, &input)?;
                let guide: GuideId = name("guide", &input.guide)?;
                let version = GuideVersion { guide: guide.clone(), version: input.version };
                let settings = settings_id(&errand.principal.municipality);
                let adopted_on = errand.day(input.adopted_on);
                must_lead_who_follow(context, &errand, &version)?;
                let action = match services(context).guides.get(&version) {
                    Some(known) => SettingsAction::AdoptGuide { guide: Arc::clone(known), adopted_on },
                    None => SettingsAction::InNoGuide { why: Refusal::GuideUnknown { guide: version } },
                };
                let Accepted { position, version, recorded_now } = errand.execute::<Settings>(settings, action).await?;
                Ok(SettingsChanged { position, version, recorded_now })
            }
            .await,
        )
    }

    /// Follow a guide no more. Cases that have started with it go on under it.
    async fn drop_guide(&self, context: &Context<'_>, input: DropGuideInput) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeSettings, "dropGuide", id, version, &input)?;
                let guide: GuideId = name("guide", &input.guide)?;
                let rationale = text("rationale", "R-15", &input.rationale)?;
                let rationale = Personal::employee(errand.principal.subject, rationale);
                let settings = settings_id(&errand.principal.municipality);
                if let Some(adopted) = errand.load::<Settings>(settings).await?.adopted(&guide) {
                    must_lead_who_follow(context, &errand, &adopted.guide)?;
                }
                let action = SettingsAction::DropGuide { guide, rationale };
                let Accepted { position, version, recorded_now } = errand.execute::<Settings>(settings, action).await?;
                Ok(SettingsChanged { position, version, recorded_now })
            }
            .await,
        )
    }

    /// Have a case follow a guide, or move it to another version with reasons.
    async fn follow_guide(&self, context: &Context<'_>, input: FollowGuideInput) -> Result<CasePayload> {
        on_case!(context, "followGuide", input, |errand, child, case| {
            let guide: GuideId = name("guide", &input.guide)?;
            let version = GuideVersion { guide, version: input.version };
            let at = names("at", &input.at)?;
            let decision = errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?;
            let followed_on = errand.day(input.followed_on);
            CaseAction::Steps(match adopted(context, &errand, Wanted::Adopted(version)).await? {
                Ok((guide, adopted_on)) => StepsAction::FollowGuide { guide, adopted_on, at, decision, followed_on },
                Err(why) => StepsAction::InNoGuide { why },
            })
        })
    }

    /// Decide in a step of a guide. On level 2 two decide, on level 3 the relay holder. What follows from
    /// it, such as lifting the case, is a command of its own.
    async fn decide_step(&self, context: &Context<'_>, input: DecideStepInput) -> Result<CasePayload> {
        on_case!(context, "decideStep", input, |errand, child, case| {
            let known: Case = errand.load(case.as_uuid()).await?;
            let decision = errand.decision(case.as_uuid(), child, &input.rationale, input.decided_by).await?;
            let asked = AskedInStep {
                unit: known.opened().map(|opened| opened.unit.as_str()),
                guide: &input.guide,
                step: &input.step,
                outcomes: &input.outcomes,
                helped_by: helpers(&input.helped_by, &input.helped_by_units)?,
                together_with: input.together_with,
                decided_on: input.decided_on,
            };
            CaseAction::Steps(asked.of(context, &errand, known.way(), case.as_uuid(), decision).await?)
        })
    }

    /// Record that a form or tool of a guide was used in a case: one that its steps list, in the version that the case followed on
    /// that day (S3-6, S1-23).
    async fn use_tool_of_guide(&self, context: &Context<'_>, input: UseToolOfGuideInput) -> Result<CasePayload> {
        on_case!(context, "useToolOfGuide", input, |errand, child, case| {
            let guide: GuideId = name("guide", &input.guide)?;
            let known: Case = errand.load(case.as_uuid()).await?;
            let used_on = errand.day(input.used_on);
            let wanted = followed_or_present(known.way(), guide, used_on);
            let of_guide = |guide: &Guide| UsedTool::of(guide, GuideSubject::Case, &input.tool);
            let tool = adopted(context, &errand, wanted).await?.and_then(|(guide, _)| of_guide(&guide));
            CaseAction::Analysis(AnalysisAction::UseTool {
                tool: tool.map(CaseTool::OfGuide),
                result: optional_about_child(child, "result", input.result.as_deref())?,
                used_on,
            })
        })
    }

    /// Record that a form or tool of a guide was used to learn how the child is; it is a step of the investigation (S1-26,
    /// S1-10).
    async fn use_tool_in_investigation(
        &self,
        context: &Context<'_>,
        input: UseToolInInvestigationInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "useToolInInvestigation", input, |errand, child, investigation| {
            let guide: GuideId = name("guide", &input.guide)?;
            let known: Investigation = errand.load(investigation.as_uuid()).await?;
            let used_on = errand.day(input.used_on);
            let wanted = followed_or_present(known.way(), guide, used_on);
            let account = optional_text("account", input.account.as_deref())?;
            let of_guide = |guide: &Guide| UsedTool::of(guide, GuideSubject::ChildWelfareService, &input.tool);
            InvestigationAction::UseTool {
                tool: adopted(context, &errand, wanted).await?.and_then(|(guide, _)| of_guide(&guide)),
                account: account.map(|text| Personal::child(child, text)),
                used_on,
            }
        })
    }

    /// Have an investigation follow a guide, or move it to another version with reasons.
    async fn follow_guide_in_investigation(
        &self,
        context: &Context<'_>,
        input: FollowGuideInInvestigationInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "followGuideInInvestigation", input, |errand, child, investigation| {
            let guide: GuideId = name("guide", &input.guide)?;
            let version = GuideVersion { guide, version: input.version };
            let decision = errand.decision(investigation.as_uuid(), child, &input.rationale, input.decided_by).await?;
            let (followed_on, at) = (errand.day(input.followed_on), Vec::new());
            InvestigationAction::Steps(match adopted(context, &errand, Wanted::Adopted(version)).await? {
                Ok((guide, adopted_on)) => StepsAction::FollowGuide { guide, adopted_on, at, decision, followed_on },
                Err(why) => StepsAction::InNoGuide { why },
            })
        })
    }

    /// Decide in a step of the guide that an investigation follows. What follows from it, such as concluding the
    /// investigation, is a command of its own.
    async fn decide_investigation_step(
        &self,
        context: &Context<'_>,
        input: DecideInvestigationStepInput,
    ) -> Result<InvestigationPayload> {
        on_investigation!(context, "decideInvestigationStep", input, |errand, child, investigation| {
            let known: Investigation = errand.load(investigation.as_uuid()).await?;
            let decision = errand.decision(investigation.as_uuid(), child, &input.rationale, input.decided_by).await?;
            let asked = AskedInStep {
                unit: None,
                guide: &input.guide,
                step: &input.step,
                outcomes: &input.outcomes,
                helped_by: Helpers::default(),
                together_with: input.together_with,
                decided_on: input.decided_on,
            };
            InvestigationAction::Steps(
                asked.of(context, &errand, known.way(), investigation.as_uuid(), decision).await?,
            )
        })
    }

    /// Have a report follow a guide of the child welfare service, or move it to another version with reasons.
    async fn follow_guide_in_report(
        &self,
        context: &Context<'_>,
        input: FollowGuideInReportInput,
    ) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name_of = "followGuideInReport";
                let errand = Errand::new(context, Permission::ChangeReports, name_of, id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let child = reports::child_of(&errand, report).await?;
                let guide: GuideId = name("guide", &input.guide)?;
                let version = GuideVersion { guide, version: input.version };
                let decision = errand.decision(report.as_uuid(), child, &input.rationale, input.decided_by).await?;
                let (followed_on, at) = (errand.day(input.followed_on), Vec::new());
                let action = ReportAction::Steps(match adopted(context, &errand, Wanted::Adopted(version)).await? {
                    Ok((guide, adopted_on)) => {
                        StepsAction::FollowGuide { guide, adopted_on, at, decision, followed_on }
                    }
                    Err(why) => StepsAction::InNoGuide { why },
                });
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }

    /// Decide in a step of the guide that a report follows. What follows from it, such as concluding triage, is a
    /// command of its own.
    async fn decide_report_step(&self, context: &Context<'_>, input: DecideReportStepInput) -> Result<ReportPayload> {
        ReportPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeReports, "decideReportStep", id, version, &input)?;
                let report = Errand::report_id(&input.report_id)?;
                let child = reports::child_of(&errand, report).await?;
                let known: Report = errand.load(report.as_uuid()).await?;
                let guides = match known.received() {
                    Some(received) => of_the_service(context, &errand, oslo_date(received.at)).await?,
                    None => Vec::new(),
                };
                let decision = errand.decision(report.as_uuid(), child, &input.rationale, input.decided_by).await?;
                let asked = AskedInStep {
                    unit: None,
                    guide: &input.guide,
                    step: &input.step,
                    outcomes: &input.outcomes,
                    helped_by: Helpers::default(),
                    together_with: input.together_with,
                    decided_on: input.decided_on,
                };
                let way = known.way_along(&guides);
                let action = ReportAction::Steps(asked.of(context, &errand, &way, report.as_uuid(), decision).await?);
                let action = ReportAction::Guided(guides, Box::new(action));
                let accepted = errand.execute::<Report>(report.as_uuid(), action).await?;
                errand.report_changed(report, accepted).await
            }
            .await,
        )
    }
}
