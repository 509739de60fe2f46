//! Commands on a municipality's settings.

use async_graphql::{Context, InputObject, Object, Result};
use case_ledger_domain::answer::InputProblem;
use case_ledger_domain::law::{self, Length};
use case_ledger_domain::personal::Personal;
use case_ledger_domain::settings::{FiguresToPublish, Settings, SettingsAction};
use case_ledger_domain::text::in_clear;
use case_ledger_domain::time::oslo_date;
use case_ledger_infrastructure::ledger::bus::{Accepted, settings_id};
use uuid::Uuid;

use super::{Errand, Rejected, SettingsChanged, SettingsPayload, optional_text};
use crate::auth::{Led, Permission};
use crate::graphql::as_of::{AsOfInput, Moment};
use crate::graphql::enums::{Arena, Body, DeadlineKind, LengthUnit, WithholdingGround};
use crate::graphql::refusals::InvalidInput;
use crate::graphql::scalars::Date;
use crate::graphql::{fault, publications, services};

/// Setting whether receipt is acknowledged to named private reporters (R-41, C1).
#[derive(InputObject)]
pub struct SetPrivateAcknowledgementInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The version of the municipality's settings you saw.
    expected_version: Option<i64>,
    /// Whether it is. It holds for reports that come in from now on.
    acknowledged: bool,
}

/// Setting on which grounds guardians are not told about a report (C3).
#[derive(InputObject)]
pub struct SetWithholdingGroundsInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The version of the municipality's settings you saw.
    expected_version: Option<i64>,
    /// The grounds, of those that `withholdingGrounds` tells; danger of violence and of sexual abuse among them. Serious
    /// danger to life or health is one whether it is named or not.
    grounds: Vec<WithholdingGround>,
    /// For what is decided from that day on; from today when left out.
    valid_from: Option<Date>,
}

/// Saying in which arena a unit works.
#[derive(InputObject)]
pub struct SetUnitArenaInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The version of the municipality's settings you saw.
    expected_version: Option<i64>,
    /// The unit's name, as its cases bear it.
    unit: String,
    /// Where it works, from today on; left out to take back what was said.
    arena: Option<Arena>,
}

/// Saying who the resource team is (S0-33).
#[derive(InputObject)]
pub struct SetResourceTeamInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The version of the municipality's settings you saw.
    expected_version: Option<i64>,
    /// The services that are represented in it, from today on.
    bodies: Vec<Body>,
}

/// How long something is.
#[derive(InputObject)]
pub struct DeadlineLengthInput {
    /// How many, from 1.
    number: u16,
    /// Of what.
    unit: LengthUnit,
}

impl From<&DeadlineLengthInput> for Length {
    fn from(DeadlineLengthInput { number, unit }: &DeadlineLengthInput) -> Self {
        match unit {
            LengthUnit::Days => Self::Days(*number),
            LengthUnit::Weeks => Self::Weeks(*number),
            LengthUnit::Months => Self::Months(*number),
            LengthUnit::WorkingDays => Self::WorkingDays(*number),
        }
    }
}

/// Setting how long a deadline is for which the sources name no time.
#[derive(InputObject)]
pub struct SetDeadlineInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The version of the municipality's settings you saw.
    expected_version: Option<i64>,
    /// Which: one that `deadlines` shows as `settable`.
    deadline: DeadlineKind,
    /// How long, and no longer than its `longest`; left out where the project's own number is to hold again.
    length: Option<DeadlineLengthInput>,
    /// For what starts from that day on; from today on when left out.
    valid_from: Option<Date>,
}

/// Recording from when on an act is in force (R-71, C7).
#[derive(InputObject)]
pub struct RecordCommencementInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The version of the municipality's settings you saw.
    expected_version: Option<i64>,
    /// The act's number, as `legalBases(pending: true)` tells it in `commencesWith`.
    law: String,
    /// Its first day; left out to take back what was recorded.
    from: Option<Date>,
}

/// Publishing the figures of a year (RM-7).
#[derive(InputObject)]
pub struct PublishFiguresInput {
    /// Chosen by you; send it again if the answer was lost.
    command_id: Uuid,
    /// The version of the municipality's settings you saw.
    expected_version: Option<i64>,
    /// The calendar year. It is over.
    year: i32,
    /// The moment as of which its figures are to stand; now when left out. Look at them as of a position first
    /// (`reportStatistics`, `serviceStatistics`), and give that.
    as_of: Option<AsOfInput>,
    /// Why; needed where the year's figures were published before.
    rationale: Option<String>,
}

async fn change(errand: &Errand<'_>, action: SettingsAction) -> Result<SettingsChanged, Rejected> {
    let settings = settings_id(&errand.principal.municipality);
    let Accepted { position, version, recorded_now } = errand.execute::<Settings>(settings, action).await?;
    Ok(SettingsChanged { position, version, recorded_now })
}

/// Commands on a municipality's settings.
#[derive(Default)]
pub struct SettingsCommands;

#[Object]
impl SettingsCommands {
    /// Set whether receipt is acknowledged to named private reporters; public ones always get one, and anonymous ones
    /// cannot. By a leader of the child welfare service or of the municipality.
    async fn set_private_acknowledgement(
        &self,
        context: &Context<'_>,
        input: SetPrivateAcknowledgementInput,
    ) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "setPrivateAcknowledgement";
                let errand = Errand::new(context, Permission::ChangeSettings, name, id, version, &input)?;
                errand.must_lead(Led::ChildWelfareService)?;
                let action = SettingsAction::SetPrivateAcknowledgement { acknowledged: input.acknowledged };
                change(&errand, action).await
            }
            .await,
        )
    }

    /// Say in which arena a unit works, from today on: in its cases a step of a guide is decided by who owns it there, and
    /// not by who owns it elsewhere (R-30, S3-19). What was decided before stands, and is judged by no arena, nor by a wrong one
    /// that this puts right. By the unit's own leader or one of the municipality.
    async fn set_unit_arena(&self, context: &Context<'_>, input: SetUnitArenaInput) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeSettings, "setUnitArena", id, version, &input)?;
                let no_name = || Rejected::Input(InvalidInput::new("unit", "R-30", InputProblem::NotAUnitsName));
                let unit = in_clear(&input.unit).ok_or_else(no_name)?.to_owned();
                errand.must_lead(Led::Unit(&unit))?;
                let arena = input.arena.map(Into::into);
                change(&errand, SettingsAction::SetUnitArena { unit, arena }).await
            }
            .await,
        )
    }

    /// Say who the resource team is, from today on (S0-33): calling it is shown against that. Who is of it comes with what
    /// lets the team hear of the child; whom the sources do not name, the guardians consent to by name. The place
    /// where the child is, school, after-school programme or kindergarten, takes part in its own cases whatever is said. By a
    /// leader of the municipality.
    async fn set_resource_team(&self, context: &Context<'_>, input: SetResourceTeamInput) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeSettings, "setResourceTeam", id, version, &input)?;
                errand.must_lead(Led::Municipality)?;
                let bodies = input.bodies.iter().copied().map(Into::into).collect();
                change(&errand, SettingsAction::SetResourceTeam { bodies }).await
            }
            .await,
        )
    }

    /// Set how long a deadline is for which neither the law nor the sources name a time, for what starts from a day on.
    /// What has started before keeps the last day that it has. Where a child may be in danger, it may only be shorter than the
    /// project's own. The time to decide on a concern has a setting of its own (`setDecisionLimit`). By a leader of the
    /// municipality, and where it is the child welfare service's own work, of the service.
    async fn set_deadline(&self, context: &Context<'_>, input: SetDeadlineInput) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeSettings, "setDeadline", id, version, &input)?;
                let deadline = law::DeadlineKind::from(input.deadline);
                let of_service = deadline.is_of_child_welfare_service();
                errand.must_lead(if of_service { Led::ChildWelfareService } else { Led::Municipality })?;
                let action = SettingsAction::SetDeadline {
                    deadline,
                    length: input.length.as_ref().map(Into::into),
                    valid_from: errand.day(input.valid_from),
                };
                change(&errand, action).await
            }
            .await,
        )
    }

    /// Record from when on an act is in force that is passed and commences as the King decides (R-71, C7): what rests on it from
    /// that day on cites it, by the day of the act in question, and what ends with it is cited until the day before. What is
    /// recorded already keeps its legal basis. Recorded wrongly, it is recorded anew or taken back. By a leader of the
    /// municipality.
    async fn record_commencement(
        &self,
        context: &Context<'_>,
        input: RecordCommencementInput,
    ) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "recordCommencement";
                let errand = Errand::new(context, Permission::ChangeSettings, name, id, version, &input)?;
                errand.must_lead(Led::Municipality)?;
                let from = input.from.map(|from| from.0);
                change(&errand, SettingsAction::RecordCommencement { law: input.law.clone(), from }).await
            }
            .await,
        )
    }

    /// Publish the figures of a year that is over, as they stand at a moment: what is recorded later changes nothing in what is
    /// published (`publishableReportStatistics`, `publishableServiceStatistics`), where it would tell of one child by
    /// subtraction (RM-7). They are published anew, with reasons, where each figure that is shown is the same as each time
    /// before or differs by more than three, and the same ones are shown; else that is refused, and what is published stays. Nothing
    /// is published while entries of the ledger are not as they were written (`rowsNotAsWritten`). By a leader of the child welfare service or of the municipality.
    async fn publish_figures(&self, context: &Context<'_>, input: PublishFiguresInput) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let errand = Errand::new(context, Permission::ChangeSettings, "publishFigures", id, version, &input)?;
                errand.must_lead(Led::ChildWelfareService)?;
                let rationale = optional_text("rationale", input.rationale.as_deref())?
                    .map(|rationale| Personal::employee(errand.principal.subject, rationale));
                let out_of_reach = || InvalidInput::new("year", "RM-7", InputProblem::YearsOutOfReach);
                publications::days_of(input.year).ok_or_else(|| Rejected::Input(out_of_reach()))?;
                let moment = input.as_of.unwrap_or(AsOfInput::At(errand.now));
                let moment = Moment::resolved(context, "asOf", moment).await.map_err(Rejected::Fault)?;
                let municipality = &errand.principal.municipality;
                let settings = services(context).ledger.load::<Settings>(municipality, settings_id(municipality)).await;
                let settings = settings.map_err(|error| Rejected::Fault(fault(&error)))?;
                let passed_over = services(context).projector.not_as_written(Some(municipality)).await;
                if !passed_over.map_err(|error| Rejected::Fault(fault(&error)))?.is_empty() {
                    return Err(Rejected::Input(InvalidInput::new("asOf", "RM-7", InputProblem::RowsPassedOver)));
                }
                let of_year = (input.year, oslo_date(moment.instant()));
                let figures = publications::to_publish(context, &settings.aggregate, of_year, moment).await;
                let figures = FiguresToPublish { rationale, ..figures.map_err(Rejected::Fault)? };
                // Beside what was published so far it is decided, and beside nothing that comes in between.
                let seen = errand.expected_version.unwrap_or(settings.version).min(settings.version);
                let errand = Errand { expected_version: Some(seen), ..errand };
                change(&errand, SettingsAction::PublishFigures(Box::new(figures))).await
            }
            .await,
        )
    }

    /// Set on which of the law's grounds guardians are not told about a report (C3, R-6). What was decided before stands. By a
    /// leader of the child welfare service or of the municipality.
    async fn set_withholding_grounds(
        &self,
        context: &Context<'_>,
        input: SetWithholdingGroundsInput,
    ) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "setWithholdingGrounds";
                let errand = Errand::new(context, Permission::ChangeSettings, name, id, version, &input)?;
                errand.must_lead(Led::ChildWelfareService)?;
                let grounds = input.grounds.iter().copied().map(Into::into).collect();
                let action =
                    SettingsAction::SetWithholdingGrounds { grounds, valid_from: errand.day(input.valid_from) };
                change(&errand, action).await
            }
            .await,
        )
    }
}
