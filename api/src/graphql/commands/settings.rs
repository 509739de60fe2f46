//! Commands on a municipality's settings.

use async_graphql::{Context, InputObject, Object, Result};
use case_ledger_domain::settings::{Settings, SettingsAction};
use case_ledger_infrastructure::ledger::bus::{Accepted, settings_id};
use uuid::Uuid;

use super::{Errand, SettingsChanged, SettingsPayload};
use crate::auth::Permission;
use crate::graphql::enums::WithholdingGround;
use crate::graphql::scalars::Date;

/// Setting whether receipt is acknowledged to named private reporters.
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

/// Commands on a municipality's settings.
#[derive(Default)]
pub struct SettingsCommands;

#[Object]
impl SettingsCommands {
    /// Set whether receipt is acknowledged to named private reporters; public ones always get one, and anonymous ones
    /// cannot.
    async fn set_private_acknowledgement(
        &self,
        context: &Context<'_>,
        input: SetPrivateAcknowledgementInput,
    ) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "setPrivateAcknowledgement";
                let errand = Errand::new(context, Permission::AdoptGuides, name, id, version, &input)?;
                let settings = settings_id(&errand.principal.municipality);
                let action = SettingsAction::SetPrivateAcknowledgement { acknowledged: input.acknowledged };
                let Accepted { position, version, recorded_now } = errand.execute::<Settings>(settings, action).await?;
                Ok(SettingsChanged { position, version, recorded_now })
            }
            .await,
        )
    }

    /// Set on which of the law's grounds guardians are not told about a report (C3, R-6). What was decided before stands.
    async fn set_withholding_grounds(
        &self,
        context: &Context<'_>,
        input: SetWithholdingGroundsInput,
    ) -> Result<SettingsPayload> {
        SettingsPayload::answer(
            async {
                let (id, version) = (input.command_id, input.expected_version);
                let name = "setWithholdingGrounds";
                let errand = Errand::new(context, Permission::AdoptGuides, name, id, version, &input)?;
                let settings = settings_id(&errand.principal.municipality);
                let grounds = input.grounds.iter().copied().map(Into::into).collect();
                let action =
                    SettingsAction::SetWithholdingGrounds { grounds, valid_from: errand.day(input.valid_from) };
                let Accepted { position, version, recorded_now } = errand.execute::<Settings>(settings, action).await?;
                Ok(SettingsChanged { position, version, recorded_now })
            }
            .await,
        )
    }
}
